# SPDX-License-Identifier: Apache-2.0
# drill.sh – the words of the lock-out drill: something is wrong, or goes wrong, and after it alice, who had a key, still gets in from
# primary within the time of `keyhole enable`, and /etc is wholly as before or wholly as enabled
#
# alice is the administrator: no break-glass account, a key in her own file, and `--as alice`. Each drill begins with the same /etc.
# shellcheck shell=sh disable=SC2015,SC2034,SC2154 # the scenario sets server
. ./words.sh

wait_at_most=60 # the time of enable, 30 s, the next look of the timer, and what a loaded machine takes

# on_failure: once a file, what tells why.
on_failure() {
	[ -z "${shown:-}" ] || return 0
	shown=yes
	{
		echo "enable ended with ${code:-} and said: ${said:-}"
		echo "client: status $status; printed: ${out:-}; said: ${err:-}"
		on_secondary 'journalctl -q -n 40 -o short-precise -u ssh -t keyhole -u 'keyhole-revert*'; tail -n 5 /var/log/keyhole/logins.jsonl; sshd -T | grep -E "^(author|usepam|revoked)"' 2>&1
	} | cut -c 1-500 | sed "s/^/# $name_of_scenario: /" >&2
}

# drill: NAME [HARM]: begins with the same /etc, does the harm as root there, and remembers how /etc is then.
drill() {
	row=$1
	_left=$(on_secondary "sh /rig/drill reset" 2>&1)
	[ -z "$_left" ] || fail "$row: the host could be made as it was" "$_left"
	[ -z "${2:-}" ] || on_secondary "$2" || fail "$row: the harm could be done"
	on_secondary 'sh /rig/drill before'
}

# undertake: keyhole enable as alice's, with these options; how it ends.
undertake() {
	said=$(on_secondary "keyhole enable --as alice --revert-after 30s $*" 2>&1) && code=0 || code=$?
}

# gets_in: alice does, from primary, by a new connection, now or before the time is over; further arguments are options of ssh.
gets_in() {
	_until=$(($(date +%s) + wait_at_most))
	while :; do
		login_as alice id -o HostKeyAlias="$server" -o ConnectTimeout=3 "$@"
		[ "$status" -ne 0 ] && [ "$(date +%s)" -lt "$_until" ] || break
		sleep 0.5
	done
	lets_in "$row: alice gets in"
	is "$row: as alice" "$out" alice
}

# at_once: alice gets in now, without waiting for anything to be put back (sshd may just be reading its configuration).
at_once() {
	wait_at_most=5
	gets_in "$@"
	wait_at_most=60
}

# stands: /etc is wholly before, or wholly after.
stands() {
	is "$row: /etc is wholly $1" "$(on_secondary 'sh /rig/drill state')" "$1"
}

# becomes: /etc is, within the time.
becomes() {
	_until=$(($(date +%s) + wait_at_most))
	until [ "$(on_secondary 'sh /rig/drill state')" = "$1" ] || [ "$(date +%s)" -ge "$_until" ]; do
		sleep 1
	done
	stands "$1"
}

# refused_for: WORDS NAME HARM [MEND]: enable says no for that reason, alice gets in at once, and /etc is as before.
refused_for() {
	drill "$2" "$3"
	undertake
	[ "$code" -eq 1 ] || [ "$code" -eq 2 ] && pass "$row: enable says no" || fail "$row: enable says no" "it ended with $code: $said"
	has "$row: and why" "$said" "$1"
	stands before
	[ -z "${4:-}" ] || on_secondary "$4"
	at_once
}

# enabled_despite: NAME HARM [OPTION-OF-SSH…]: it is enabled all the same, and alice gets in at once.
enabled_despite() {
	drill "$1" "$2"
	shift 2
	undertake --yes
	is "$row: it is enabled" "$code" 0
	stands after
	at_once "$@"
}

# start_anew: the machine starts again, by that command, which may take its time; the control door is there again when this returns. A
# connection that breaks off is no other start yet.
start_anew() {
	_boot=$(on_secondary cat /proc/sys/kernel/random/boot_id)
	timeout 10 ssh -n "$door" "$1" >/dev/null 2>&1
	ssh -O exit "$door" >/dev/null 2>&1
	_until=$(($(date +%s) + 120))
	while [ "$(date +%s)" -lt "$_until" ]; do
		timeout 20 ssh -MNf "$door" </dev/null >/dev/null 2>&1 || continue
		_now=$(on_secondary cat /proc/sys/kernel/random/boot_id)
		[ -z "$_now" ] || [ "$_now" = "$_boot" ] || return 0
		ssh -O exit "$door" >/dev/null 2>&1
		sleep 0.2
	done
	fail "$row: the machine came again"
}

put /rig/drill </scenarios/drill-host.sh
on_secondary '[ ! -d /rig/kept ] || sh /rig/drill reset; id alice >/dev/null 2>&1 || useradd -s /bin/bash -m alice; rm -rf ~alice/.ssh'
given_key id
given_own_key alice id
on_secondary 'sh /rig/drill keep'

# How /etc is when all goes well: what "wholly after" means.
drill 'nothing is wrong'
undertake --yes
is "$row: it is enabled" "$code" 0
on_secondary 'sh /rig/drill enabled'
at_once
on_secondary 'keyhole disable' >/dev/null
stands before
