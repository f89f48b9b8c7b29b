# SPDX-License-Identifier: Apache-2.0
# style.sh – what the style tests share: results as TAP, and lists of the repository's files
# shellcheck shell=sh

cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
LC_ALL=C
export LC_ALL
checks=0
failures=0

# none: one result: passes if there is nothing wrong; otherwise each line of $2 is shown.
none() {
	checks=$((checks + 1))
	if [ -z "$2" ]; then
		printf 'ok %d - %s\n' "$checks" "$1"
		return
	fi
	failures=$((failures + 1))
	printf 'not ok %d - %s\n' "$checks" "$1"
	printf '%s\n' "$2" | sed 's/^/#   /' >&2
}

# skipped: one result that could not be had, and why; for what can't be asked of this build at all.
skipped() {
	checks=$((checks + 1))
	printf 'ok %d - # SKIP %s: %s\n' "$checks" "$1" "$2"
	printf 'SKIPPED: %s: %s\n' "$1" "$2" >&2
}

# finish: the plan, and whether all passed.
finish() {
	printf '1..%d\n' "$checks"
	[ "$failures" -eq 0 ]
}

# need: a tool or a built file without which this test can say nothing; that is a failure.
need() {
	for thing; do
		command -v "$thing" >/dev/null || [ -e "$thing" ] || none "$thing is there" "$thing is missing: docker/need check; make"
	done
	[ "$failures" -eq 0 ] || { finish || exit 1; }
}

# files: every file of the repository; arguments narrow it down as find's do.
files() {
	find . \( -name .git -o -name 'build*' -o -name data -o -name corpus \) -prune -o -type f "$@" -print | sed 's|^\./||' | sort
}

# code: the C of the libraries and the programs, or of the tests besides.
code() {
	files -name '*.[ch]' | grep -v '^tests/'
}

# scripts: everything that a shell reads.
scripts() {
	files ! -name '*.[ch]' | while read -r file; do
		case $file in
		*.sh | *.t) echo "$file" ;;
		*) head -n 1 "$file" | tr -d '\0' | grep -Eq '^#!.*/(ba)?sh' && echo "$file" ;;
		esac
	done
}
