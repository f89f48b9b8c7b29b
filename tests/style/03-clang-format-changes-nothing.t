#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
need clang-format

none 'clang-format changes nothing' "$(files -name '*.[ch]' | xargs clang-format --dry-run 2>&1 | grep 'code should be clang-formatted' | cut -d : -f 1 | sort | uniq -c)"
none 'lines end without blanks, and files with a newline' "$(files -name '*.[ch]' -o -name '*.sh' -o -name '*.t' | while read -r file; do
	grep -Hn '[[:blank:]]$' "$file"
	[ -z "$(tail -c 1 "$file")" ] || echo "$file: no newline at its end"
done)"
finish
