#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key bad
given_key good
type=$(cut -d ' ' -f 1 bad.pub)
blob=$(cut -d ' ' -f 2 bad.pub)
file=/etc/keyhole/keys.d/brian.keys

# skipped: with this text before it the good key still opens the account, and the bad one opens nothing.
skipped() {
	{
		cat
		cat good.pub
	} | put $file
	login_as brian bad
	refuses "$1: it opens nothing"
	login_as brian good
	lets_in "$1: the line after it still counts"
}

# counts: this text is a line like any other.
counts() {
	put $file
	login_as brian bad
	lets_in "$1 is no fault"
}

printf '%s %s\r\n' "$type" "$blob" >text
counts 'a CR at the end' <text
printf '%s %s' "$type" "$blob" >text
counts 'a missing newline at the end' <text
printf '\t %s\t%s \t a comment\n' "$type" "$blob" >text
counts 'blanks and tabs' <text
printf '%s %s %s\n' "$type" "$blob" "$(head -c 65536 /dev/zero | tr '\0' x)" >text
counts 'a comment of 64 KiB' <text

printf '\357\273\277%s %s\n' "$type" "$blob" >text
skipped 'a byte order mark' <text
printf '%s %s\n' "$type" "${blob%????}=" >text
skipped 'broken base64' <text
printf '%s %s\n' "$type" "${blob}AAAA" >text
skipped 'bytes behind the key' <text
printf 'ssh-rsa %s\n' "$blob" >text
skipped 'a type that is not the key'"'"'s' <text
printf 'no-such-option %s %s\n' "$type" "$blob" >text
skipped 'an unknown option' <text
printf 'restrict, no-pty %s %s\n' "$type" "$blob" >text
skipped 'a blank between options' <text
printf 'command="x %s %s\n' "$type" "$blob" >text
skipped 'a quote that never ends' <text
printf 'command="echo\n%s %s"\n' "no-pty $type" "$blob" >text
skipped 'a newline in a value' <text
printf '%s\r%s %s\n' 'command="a' "b\" $type" "$blob" >text
skipped 'a CR in a value' <text
head -c 67108864 /dev/zero | tr '\0' x >text
echo >>text
skipped 'a line of 64 MiB' <text

finish
