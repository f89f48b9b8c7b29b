# SPDX-License-Identifier: Apache-2.0
# steps.sh – how the rig's scripts say what they do: one line a step and how long it took
# shellcheck shell=sh

# A shell from plain `su` has not root's path, and apt and dockerd want it.
PATH=$PATH:/usr/sbin:/sbin
export PATH

# say: one line for whoever watches.
say() {
	printf '==> %s\n' "$*"
}

# die: says what is needed, and ends with 2: nothing was tested.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 2
}

# step: runs a command in silence and says how long it took, or shows what it printed if it fails.
step() {
	_title=$1
	shift
	_log=$(mktemp)
	_begun=$(date +%s)
	"$@" >"$_log" 2>&1 </dev/null && _status=0 || _status=$?
	_took=$(($(date +%s) - _begun))
	if [ "$_status" -eq 0 ]; then
		say "$_title … $_took s"
	else
		say "$_title … FAILED after $_took s (status $_status); it printed:"
		tail -n 80 "$_log" | sed 's/^/    /'
	fi
	rm -f "$_log"
	return "$_status"
}

# attend: runs a command and hands a signal on to it, so that what it started is cleaned up before we end.
attend() {
	"$@" <&0 &
	_child=$!
	trap 'kill -TERM "$_child" 2>/dev/null' INT TERM HUP
	while :; do
		wait "$_child" && _status=0 || _status=$?
		kill -0 "$_child" 2>/dev/null || break
	done
	trap - INT TERM HUP
	return "$_status"
}
