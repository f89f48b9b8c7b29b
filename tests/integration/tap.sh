# SPDX-License-Identifier: Apache-2.0
# tap.sh – results as TAP from plain sh: each check prints one line, and a failure shows what it saw
# shellcheck shell=sh

checks=0

# pass, fail: one result; further arguments of fail are shown below it.
pass() {
	checks=$((checks + 1))
	printf 'ok %d - %s\n' "$checks" "$1"
}

fail() {
	checks=$((checks + 1))
	printf 'not ok %d - %s\n' "$checks" "$1"
	shift
	for _line; do
		printf '%s\n' "$_line" | sed 's/^/#   /' >&2
	done
	on_failure
}

# on_failure: what else to show; a library that knows more replaces it.
on_failure() {
	:
}

# is: are the two texts the same?
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:    $2" "wanted: $3"
	fi
}

# has: does the text hold the wanted piece?
has() {
	case $2 in
	*"$3"*) pass "$1" ;;
	*) fail "$1" "got:            $2" "wanted in it:   $3" ;;
	esac
}

# lacks: is the text without the unwanted piece?
lacks() {
	case $2 in
	*"$3"*) fail "$1" "got:              $2" "unwanted in it:   $3" ;;
	*) pass "$1" ;;
	esac
}

# succeeds, fails: does the command say yes, or no?
succeeds() {
	_name=$1
	shift
	if _said=$("$@" 2>&1); then
		pass "$_name"
	else
		fail "$_name" "failed with status $?: $*" "it said: $_said"
	fi
}

fails() {
	_name=$1
	shift
	if _said=$("$@" 2>&1); then
		fail "$_name" "succeeded: $*" "it said: $_said"
	else
		pass "$_name"
	fi
}

# eventually: asks a command until it says yes, for five seconds at most.
eventually() {
	_deadline=$(($(date +%s) + 5))
	until "$@"; do
		[ "$(date +%s)" -lt "$_deadline" ] || return 1
		sleep 0.05
	done
}

# finish: the plan; a file that ends before it, or has checked nothing, counts as failed.
finish() {
	[ "$checks" -gt 0 ] || exit 1
	printf '1..%d\n' "$checks"
}
