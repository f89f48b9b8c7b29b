# SPDX-License-Identifier: Apache-2.0
# tap.sh – results as TAP, of what is run in a container
# shellcheck shell=sh
checks=0
failures=0

# check: one result: the sentence, and a command that has to succeed; what it printed is shown if it fails.
check() {
	sentence=$1
	shift
	checks=$((checks + 1))
	if "$@" >/tmp/printed 2>&1; then
		printf 'ok %d - %s\n' "$checks" "$sentence"
		return
	fi
	failures=$((failures + 1))
	printf 'not ok %d - %s\n' "$checks" "$sentence"
	tail -n 30 /tmp/printed | sed 's/^/#   /' >&2
}

# finish: the plan, and whether all passed.
finish() {
	printf '1..%d\n' "$checks"
	[ "$failures" -eq 0 ]
}
