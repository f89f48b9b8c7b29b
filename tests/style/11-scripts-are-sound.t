#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
need shellcheck

none 'shellcheck finds nothing in the scripts' "$(scripts | grep -v '^conf/completion/' | xargs shellcheck -x -P SCRIPTDIR -S warning -f gcc 2>&1)"
none 'nor in the completion for bash' "$(shellcheck -s bash -S warning -f gcc conf/completion/keyhole 2>&1)"
none 'what is a script can be run' "$(files ! -name "*.[ch]" ! -path "./tests/integration/*.t" | while read -r file; do
	[ "$(head -c 2 "$file" | tr -d '\0')" != '#!' ] || [ -x "$file" ] || echo "$file"
done)"
finish
