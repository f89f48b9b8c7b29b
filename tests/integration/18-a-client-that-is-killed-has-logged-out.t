#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
ssh -i id brian@secondary sleep 600 >/dev/null 2>&1 </dev/null &
client=$!
eventually counted 1 logins '.event == "login"'
kill -KILL "$client"
expect_visits 'the logout is recorded' 1

finish
