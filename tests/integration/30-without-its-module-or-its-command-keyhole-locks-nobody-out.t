#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_key own
given_known brian id
given_own_key brian own
module=$(on_secondary 'ls /usr/lib/*/security/pam_keyhole.so')

on_secondary "mv $module $module.away"
login_as brian id
lets_in 'with the module gone, as in an upgrade, sshd lets in'
on_secondary "mv $module.away $module"
login_as brian id
lets_in 'with it back too'
records 'and the login is recorded again' '.event == "login"'

on_secondary 'mv /usr/libexec/keyhole-keys /usr/libexec/keyhole-keys.away'
login_as brian own
lets_in 'with the command gone a key in ~/.ssh/authorized_keys still opens the account'
login_as brian id
refuses 'and one in the store does not'
on_secondary 'mv /usr/libexec/keyhole-keys.away /usr/libexec/keyhole-keys'
login_as brian id
lets_in 'with it back it does'

finish
