#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"

headers=$(files -name '*.h' -path './lib/*')
for field in Shape Units Memory Errors Source; do
	none "every header of lib/ has a paragraph $field" "$(for header in $headers; do
		grep -q "^ \* $field:" "$header" || echo "$header has no line \" * $field:\""
	done)"
done
none 'every header of lib/ opens with its name and what it is' "$(for header in $headers; do
	sed -n 3p "$header" | grep -q "^ \* $(basename "$header") – " || echo "$header: line 3 is not \" * $(basename "$header") – what it is\""
done)"
none 'every header has a guard' "$(for header in $(code | grep '\.h$'); do
	grep -q '^#ifndef KEYHOLE_.*_H$' "$header" || echo "$header"
done)"
finish
