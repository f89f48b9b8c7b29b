#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
need mandoc perl

# lacking: those of the lines on standard input that are not in a file, each as the pattern that $2 makes of it.
lacking() {
	while read -r word; do
		grep -qE -e "$(echo "$word" | sed "$2")" "$1" || echo "$1 lacks $word"
	done
}

none 'mandoc finds nothing in the manuals' "$(mandoc -Tlint man/*.[58] 2>&1 | grep -v 'mandoc\.db\|referenced manual not found')"
settings=$(perl tests/style/defaults | sed 's/\./[.]/g')
items=$(perl tests/style/defaults items | sed 's/\./[.]/g')
none 'every setting has a default that could be read' "$([ "$(echo "$settings" | wc -l)" -gt 10 ] || echo "only: $settings")"
none 'keyhole.conf(5) has every setting with its default' "$(echo "$settings" | lacking man/keyhole.conf.5 's/"/[\\\\][(]dq/g; s/ = / = ([\\\\][\&])?([(] )?/; s/^/^[.]It Ic /; s/$/( [)])?(;[\\\\][\&])?$/'
	echo "$items" | tr -d '"' | lacking man/keyhole.conf.5 's/^/\\b/')"
none 'conf/keyhole.conf has every setting with its default' "$(echo "$settings" | lacking conf/keyhole.conf 's/^/^\/\/ /; s/ = /[[:blank:]]*= (\\( )?/'
	echo "$items" | lacking conf/keyhole.conf '')"
none 'keyhole(8) has every reason' "$(sed -n 's/.*\[REASON_[A-Z_]*\] = {"\([a-z-]*\)".*/\1/p' lib/common/reason.c | grep -vx none | lacking man/keyhole.8 's/^/^\\.It Sy /; s/$/$/')"
none 'keyhole(8) has every cause' "$(tr -d '\n' <lib/server/cause.c | grep -o '\[CAUSE_[A-Z_]*\] = {[^"]*"[a-z-]*"' | cut -d '"' -f 2 | grep -vx none | lacking man/keyhole.8 's/^/^\\.It Sy /; s/$/$/')"
none 'no cause has the token of a reason' "$(sed -n '/^\.Sh REASONS/,/^\.S[hs] REASONS OF SSHD/p; /^\.Sh CAUSES/,/^\.Sh ENVIRONMENT/p' man/keyhole.8 |
	grep '^\.It Sy ' | sort | uniq -d)"
verbs=$(sed -n '/verbs\[\] = {/,/};/p' admin/main.c | grep -o 'verb_[a-z]*' | sed 's/verb_//')
none 'keyhole(8) has every verb' "$(echo "$verbs" | lacking man/keyhole.8 's/^/^\\.Ss .*keyhole /')"
none 'the completion has every verb' "$(echo "$verbs" | lacking conf/completion/keyhole 's/^/\\b/; s/$/\\b/')"
# lacking_options: the options of each verb that the verb's own part of the manual has not.
lacking_options() {
	for file in $(grep -lE '^const struct verb verb_' admin/*.c admin/*/*.c); do
		verb=$(sed -n 's/^const struct verb verb_\([a-z]*\).*/\1/p' "$file")
		awk -v head="^[.]Ss keyhole $verb( |\$)" '/^[.]S[hs] /{own = ($0 ~ head)} own' man/keyhole.8 >"$part"
		grep -ohE '\{"[a-z-]+", (no|required|optional)_argument' "$file" | cut -d '"' -f 2 | while read -r option; do
			grep -qE -e "Fl -$option( |\$)" "$part" || echo "keyhole $verb lacks --$option"
		done
	done
}

part=$(mktemp)
none 'keyhole(8) has every option where its verb is' "$(lacking_options)"
rm -f "$part"
none 'keyhole(8) has every unit of systemd' "$(ls conf/systemd | lacking man/keyhole.8 's/^/^\\.It Pa .*/')"
options=$(grep -ohE '\{"[a-z-]+", (no|required|optional)_argument' admin/*.c admin/*/*.c | cut -d '"' -f 2 | sort -u)
none 'keyhole(8) has every option' "$(echo "$options" | lacking man/keyhole.8 's/^/Fl -/')"
none 'the completion has every option' "$(echo "$options" | lacking conf/completion/keyhole 's/^/--/')"
packages=$(grep -v '^#' docker/packages.build | sort)
named=$(sed -n 's/^apt-get install //p' README.md | tr ' ' '\n' | sort)
none 'README.md installs the packages of docker/packages.build' "$([ "$named" = "$packages" ] || printf '%s\n' "it names:" "$named" "needed are:" "$packages")"
run=$(grep -v '^#' docker/packages.run | sed 's/^\^//; s/\[.*//' | grep -vx openssh-server)
none 'README.md names what keyhole runs with' "$(printf '%s\n' "$run" zlib1g libssl3 | lacking README.md 's/^/`/')"
finish
