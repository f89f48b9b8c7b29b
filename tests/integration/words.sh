# SPDX-License-Identifier: Apache-2.0
# words.sh – the words that scenarios are written in: what is given, who logs in, what is then seen and recorded
#
# A scenario runs on primary. It works on secondary through a control door of its own (docker/control.sshd_config), so that what it
# sets up passes neither keyhole nor the sshd that it tries. With server=booted, said before this file is read, all of it happens
# on the host whose first process is systemd; with server=bare or drill-1 and so on (docker/up), on one that each scenario of it puts
# in order by itself.
# shellcheck shell=sh disable=SC2015,SC2016,SC2029

. ./tap.sh

server=${server:-secondary}
case $server in
secondary) door=control ;;
*) door=control-$server ;;
esac

HOME=$(mktemp -d)
export HOME
cd "$HOME" || exit 1
status=
name_of_scenario=$(basename "$0" .t)

# on_secondary: runs a command line there as root.
on_secondary() {
	ssh -n "$door" "$@"
}

# put: writes standard input to a file on secondary, root's and 644 unless a mode is given.
put() {
	ssh "$door" "umask 022; mkdir -p \"\$(dirname '$1')\" && rm -rf '$1' && cat >'$1' && chmod '${2:-644}' '$1'"
}

# given_settings: makes these lines the whole of keyhole.conf.
given_settings() {
	printf '%s\n' "$@" | put /etc/keyhole/keyhole.conf
}

# given_account: an account with a home and a group of its own; further arguments are options of useradd.
given_account() {
	_account=$1
	shift
	on_secondary "useradd -s /bin/bash -m $* '$_account'"
}

# given_brian: the account as the tutorial makes it, in a group that others share.
given_brian() {
	on_secondary 'groupadd -f ubuntu'
	given_account brian -g ubuntu
}

# given_key: a key pair in a file; further arguments are options of ssh-keygen (without: ed25519).
given_key() {
	_key=$1
	shift
	[ $# -gt 0 ] || set -- -t ed25519
	ssh-keygen -q -N '' -C "$_key@primary" -f "$_key" "$@"
}

# given_known: the key is one of the person's in the store, behind the options of a key line if there are any.
given_known() {
	{
		on_secondary "cat '/etc/keyhole/keys.d/$1.keys' 2>/dev/null"
		printf '%s%s\n' "${3:+$3 }" "$(cat "$2.pub")"
	} >line
	put "/etc/keyhole/keys.d/$1.keys" <line
}

# given_own_key: the key is in the account's own ~/.ssh/authorized_keys, with the modes that the tutorial sets.
given_own_key() {
	ssh "$door" "cd ~$1 && mkdir -p .ssh && chmod 700 .ssh && cat >>.ssh/authorized_keys && chmod 600 .ssh/authorized_keys &&
		chown -R '$1:' .ssh" <"$2.pub"
}

# given_grants: the account's own file of who else may use it.
given_grants() {
	_account=$1
	shift
	printf '%s\n' "$@" | put "/etc/keyhole/accounts.d/$_account.conf"
}

# given_sshd: further lines of sshd's configuration, in force when this returns.
given_sshd() {
	printf '%s\n' "$@" | put /etc/ssh/sshd_config.d/01-scenario.conf
	on_secondary '
		seen=$(grep -c "Server listening" /var/log/syslog)
		sshd -t && kill -HUP "$(cat /run/sshd.pid)"
		until [ "$(grep -c "Server listening" /var/log/syslog)" -gt "$seen" ]; do sleep 0.02; done'
}

# client: runs a client and keeps its status, what it printed and what it complained of.
client() {
	"$@" >out 2>err </dev/null && status=0 || status=$?
	out=$(cat out)
	err=$(tr -d '\r' <err)
}

# login_as: logs in to an account with a key; further arguments are options of ssh.
login_as() {
	_account=$1
	_key=$2
	shift 2
	client ssh -o IdentitiesOnly=yes -i "$_key" "$@" "$_account@$server" id -un
}

# with_password: runs ssh with the answer to what it asks for a password.
with_password() {
	printf '#!/bin/sh\necho %s\n' "$1" >askpass && chmod 700 askpass
	shift
	SSH_ASKPASS=$PWD/askpass SSH_ASKPASS_REQUIRE=force "$@"
}

# fingerprint: of a key that given_key has made.
fingerprint() {
	ssh-keygen -lf "$1.pub" | cut -d ' ' -f 2
}

# lets_in, refuses: how the last login ended.
lets_in() {
	[ "$status" -eq 0 ] && pass "$1" || fail "$1" "the client ended with status $status and said:" "$err"
}

refuses() {
	if [ "$status" -ne 0 ] && [ -z "$out" ]; then
		pass "$1"
	else
		fail "$1" "the client ended with status $status and printed: $out" "$err"
	fi
}

# logins, offers: the records that match a filter of jq, one a line.
logins() {
	on_secondary cat /var/log/keyhole/logins.jsonl 2>/dev/null | jq -cR "fromjson? | select($1)"
}

offers() {
	on_secondary cat /var/log/keyhole/offers.jsonl 2>/dev/null | jq -cR "fromjson? | select($1)"
}

# counted: are there so many records? A logout comes a moment after the client has gone, so this is asked repeatedly.
counted() {
	found=$("$2" "$3" | wc -l)
	[ "$found" -eq "$1" ]
}

# expect_records: exactly so many records of a kind (logins, offers) match the filter.
expect_records() {
	if eventually counted "$2" "$3" "$4"; then
		pass "$1"
	else
		fail "$1" "$found records in $3, not $2, match: $4"
	fi
}

# records, offers_recorded, records_none: the common cases of it.
records() {
	expect_records "$1" 1 logins "$2"
}

records_offer() {
	expect_records "$1" 1 offers "$2"
}

records_none() {
	is "$1" "$(logins "$2")" ''
}

# expect_visits: exactly so many logins, each with its own logout, and nothing twice.
expect_visits() {
	eventually counted "$2" logins '.event == "logout"'
	is "$1" "$(logins '.event == "login" or .event == "logout"' | jq -rs '
		(map(select(.event == "login").session) | sort) as $in | (map(select(.event == "logout").session) | sort) as $out |
		"\($in | length) logins, \($out | length) logouts, \($in | unique | length) sessions, alike: \($in == $out)"')" \
		"$2 logins, $2 logouts, $2 sessions, alike: true"
}

# shouts: does the syslog of secondary say it (an extended regular expression)?
said_in_syslog() {
	on_secondary "grep -qE '$1' /var/log/syslog"
}

shouts() {
	eventually said_in_syslog "$2" && pass "$1" || fail "$1" "the syslog does not say: $2"
}

# on_failure: once a file, everything that tells why.
on_failure() {
	[ -z "${shown:-}" ] || return 0
	shown=yes
	{
		echo "client: status $status; printed: ${out:-}; said: ${err:-}"
		on_secondary 'cd /var/log; for file in syslog keyhole/logins.jsonl keyhole/offers.jsonl; do echo "--- $file"; tail -n 40 $file; done
			echo "--- settings"; cat /etc/keyhole/keyhole.conf; echo "--- sshd -T"
			sshd -T | grep -E "^(author|authentication|permit|pubkey|strict|usepam|revoked|trusted)"' 2>&1
	} | cut -c 1-700 | sed "s/^/# $name_of_scenario: /" >&2
}

case $server in
secondary | booted) ssh "$door" sh </scenarios/reset.sh || exit 1 ;;
esac
