#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
total=0
echo 'some bytes' >file

# visited: the client was let in, and it was one login and one logout more.
visited() {
	total=$((total + 1))
	lets_in "$1 works"
	expect_visits "$1: one login and one logout" "$total"
}

opts='-o IdentitiesOnly=yes -i id'
# shellcheck disable=SC2086 # the options are words
{
	login_as brian id
	visited 'a command'
	client ssh -tt $opts brian@secondary 'tty; exit'
	has 'a terminal was there' "$out" /dev/pts
	visited 'a command with a terminal'
	echo 'echo in a shell; exit' | ssh -tt $opts brian@secondary >out 2>err && status=0 || status=$?
	visited 'a shell with a terminal'
	echo 'put file' | sftp -b - $opts brian@secondary >out 2>err && status=0 || status=$?
	visited sftp
	client scp $opts file brian@secondary:by-scp
	visited scp
	client scp -O $opts file brian@secondary:by-old-scp
	visited 'scp by its old protocol'
	client rsync -e "ssh $opts" file brian@secondary:by-rsync
	visited rsync
	is 'all files came' "$(on_secondary 'cat ~brian/file ~brian/by-*')" 'some bytes
some bytes
some bytes
some bytes'

	ssh -N -f -o ControlMaster=yes -o ControlPath=mux $opts brian@secondary >/dev/null 2>err && status=0 || status=$?
	for i in 1 2 3; do
		client ssh -o ControlPath=mux -o ControlMaster=no brian@secondary echo $i
	done
	ssh -o ControlPath=mux -O exit brian@secondary 2>/dev/null
	visited 'one connection with three sessions, begun by -N'
	client ssh $opts -W localhost:2200 brian@secondary
	visited 'a connection that only forwards, -W'
}

finish
