#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_settings 'home_check = "enforce";'
given_account brian
given_account carol
given_key id
given_own_key brian id
given_known brian id

on_secondary 'setfacl -m u:carol:rx ~brian/.ssh'
login_as brian id
lets_in 'a list that lets someone read is no reason to refuse'
on_secondary 'setfacl -m u:carol:rwx ~brian/.ssh'
login_as brian id
refuses 'one that lets someone write .ssh is, though sshd itself lets it pass'
has 'the client'"'"'s screen says so' "$err" '[home-acl]'
has 'and how to mend it' "$err" setfacl
on_secondary 'setfacl -b ~brian/.ssh; setfacl -m u:carol:rw ~brian/.ssh/authorized_keys'
login_as brian id
refuses 'one that lets someone write authorized_keys is'
on_secondary 'setfacl -b ~brian/.ssh/authorized_keys; setfacl -m g:carol:rwx ~brian'
login_as brian id
refuses 'one that lets a group write the home is'
on_secondary 'setfacl -b ~brian'
login_as brian id
lets_in 'without them brian is let in again'

finish
