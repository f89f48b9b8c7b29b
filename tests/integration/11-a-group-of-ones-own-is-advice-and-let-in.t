#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_settings 'home_check = "enforce";'
given_account brian
given_account carol
given_key id
given_known brian id
on_secondary 'mkdir -m 770 ~brian/.ssh && chown brian: ~brian/.ssh'
login_as brian id
lets_in 'write for a private group is let in'
records 'the advice is recorded' '.event == "warned" and .account == "brian" and .reason == "ssh-writable"'

on_secondary usermod -aG brian carol
login_as brian id
refuses 'once someone else is in the group it is refused'

on_secondary 'gpasswd -d carol brian && usermod -g brian carol'
login_as brian id
refuses 'also if it is the primary group of someone else'

finish
