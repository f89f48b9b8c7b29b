#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_known brian id
client ssh -o IdentitiesOnly=yes -i id brian@secondary 'ls -l /proc/self/fd; env'
lets_in 'brian looks around'
lacks 'no file of keyhole is open in his session' "$out" keyhole
lacks 'no variable of keyhole is in his environment' "$out" KEYHOLE
has 'the shell is without our marks' "$out" LOGNAME=brian
fails 'he can not read the log' ssh -o IdentitiesOnly=yes -i id brian@secondary cat /var/log/keyhole/logins.jsonl
fails 'nor write it' ssh -o IdentitiesOnly=yes -i id brian@secondary 'echo x >>/var/log/keyhole/logins.jsonl'
fails 'nor write what was offered' ssh -o IdentitiesOnly=yes -i id brian@secondary 'echo x >>/var/log/keyhole/offers.jsonl'

finish
