#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
on_secondary 'echo brian:secret | chpasswd'
given_sshd 'PasswordAuthentication yes' 'KbdInteractiveAuthentication yes'

client with_password secret ssh -o PreferredAuthentications=password brian@secondary id -un
lets_in 'a password'
records 'the login says so, and names neither key nor person' '.event == "login" and .method == "password" and (has("key") or has("person") | not)'
client with_password secret ssh -o PreferredAuthentications=keyboard-interactive brian@secondary id -un
lets_in 'keyboard-interactive, where PAM runs in another process'
records 'the login says so' '.event == "login" and (.method | startswith("keyboard-interactive"))'
expect_visits 'two visits in all' 2

given_settings 'home_check = "enforce";'
on_secondary chmod 777 /home/brian
client with_password secret ssh -o PreferredAuthentications=password brian@secondary id -un
refuses 'an unsafe home is refused for a password too'
records 'and recorded' '.event == "refused" and .reason == "home-writable"'

finish
