#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"

# The patterns are written so that they do not match themselves.
paths='(^|[^[:alnum:]._-])/[w]ork/|/home/[u]ser/|/[b]rief/'
makers='[c]laude|[a]nthropic|[o]penai|[c]hatgpt|language [m]odel|[s]ubagent|[c]o-authored-by'
talk='([t]his|[l]ater|[n]ext|[p]revious) (issue|helper|brief)|issue [#]?[0-9]|[t]he brief|step [0-9] of [0-9]|DESIGN section [0-9]'
hosts='[a]rtifactory|[n]exus\.|[m]irror\.[a-z]+\.[a-z]+|\.[i]nternal[/: ]'

# found: the lines of text files in which a pattern is.
found() {
	files ! -name LICENSE | xargs grep -InIiE "$1" | cut -c 1-160
}

none 'no path of the machine it was written on' "$(found "$paths")"
none 'no word of who or what wrote it' "$(found "$makers")"
none 'no word of how the work was ordered' "$(found "$talk")"
none 'no host name of a registry or a mirror' "$(found "$hosts")"
finish
