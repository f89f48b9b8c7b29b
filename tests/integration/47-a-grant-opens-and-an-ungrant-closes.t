#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm
. ./words.sh

given_account alice
given_account deploy
given_key id
given_known alice id
network=$(hostname -i | sed 's/[0-9]*$/0/')
printf '// by hand\nown_account = false; // nobody is deploy\n' | put /etc/keyhole/accounts.d/deploy.conf

login_as deploy id
refuses 'before the grant'
succeeds 'a grant with limits' on_secondary keyhole grant deploy alice --from "$network/24" --until 1h --options no-pty
login_as deploy id
lets_in 'opens the account'
is 'the file keeps its comments' "$(on_secondary 'head -n 2 /etc/keyhole/accounts.d/deploy.conf')" '// by hand
own_account = false; // nobody is deploy'
fails 'a mistyped account is refused' on_secondary keyhole grant deplyo alice
has 'with the nearest one' "$_said" 'did you mean deploy?'
succeeds 'taken away' on_secondary keyhole ungrant deploy alice
login_as deploy id
refuses 'it is closed'
is 'and the comments are there still' "$(on_secondary 'head -n 2 /etc/keyhole/accounts.d/deploy.conf')" '// by hand
own_account = false; // nobody is deploy'

succeeds 'a grant from elsewhere' on_secondary keyhole grant deploy alice --from 203.0.113.0/24
login_as deploy id
refuses 'does not open from here'

on_secondary 'keyhole group add admins alice && keyhole grant deploy @admins' >/dev/null
login_as deploy id
lets_in 'a grant to her group does'
succeeds 'out of the group' on_secondary keyhole group remove admins alice
login_as deploy id
refuses 'it does no more'

given_key second
succeeds 'a key for an hour and from here' ssh control keyhole add alice - --expires 1h --from "$network/24" <second.pub
login_as alice second
lets_in 'opens now'
succeeds 'one of two keys is removed' on_secondary keyhole remove alice "$(fingerprint second | cut -c 1-16)"
login_as alice second
refuses 'and opens nothing'
login_as alice id
lets_in 'the other one does'

finish
