#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"

# unlicensed: those of the files named on standard input whose first two lines do not name it.
unlicensed() {
	while read -r file; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2\.0' || echo "$file"
	done
}

none 'every C file names its licence' "$(files -name '*.[ch]' | unlicensed)"
none 'every script names its licence' "$(scripts | unlicensed)"
none 'Makefile, manuals and completion name theirs' "$(files \( -name Makefile -o -path './man/*' -o -path './conf/completion/*' \) | unlicensed)"
none 'C files name it in their first line' "$(for file in $(files -name '*.[ch]'); do
	head -n 1 "$file" | grep -qx '/\* SPDX-License-Identifier: Apache-2\.0 \*/' || echo "$file"
done)"
finish
