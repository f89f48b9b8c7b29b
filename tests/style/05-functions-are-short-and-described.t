#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
need perl

all=$(files -name '*.[ch]' | xargs perl tests/style/functions)
own=$(printf '%s\n' "$all" | grep -v '^tests/')
none 'a comment stands over every function' "$(printf '%s\n' "$all" | awk '$3 == "bare" { print $1, $4 }')"
none 'no function has more than 60 lines' "$(printf '%s\n' "$all" | awk '$2 > 60 { print $1, $4, "has", $2 }')"
none 'nearly all functions have fewer than 35 lines' "$(printf '%s\n' "$own" |
	awk '$2 >= 35 { n++; l = l $1 " " $4 " has " $2 "\n" } END { if (n * 50 > NR) printf "%s%d of %d", l, n, NR }')"
none 'half of the functions have 12 lines or fewer' "$(printf '%s\n' "$own" |
	awk '$2 > 12 { n++ } END { if (2 * n > NR) print n " of " NR " have more" }')"
none 'no file of a library or a program has more than 330 lines' "$(code | xargs wc -l | awk '$1 > 330 && $2 != "total"')"
none 'nothing jumps, and nothing is left to be done' "$(files -name '*.[ch]' | xargs grep -nwE 'goto|TODO|FIXME|XXX')"
none 'no code is switched by the preprocessor' "$(files -name '*.[ch]' | xargs grep -nE '^ *# *(if|elif|else|ifdef)\b|^ *# *ifndef' |
	grep -vE '#ifndef KEYHOLE_[A-Z0-9_]+_H$')"
finish
