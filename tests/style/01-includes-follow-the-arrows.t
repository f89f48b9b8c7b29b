#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"

programs='common keys crypto access home seal audit recording server'

# allowed: the folders that a folder may include besides itself.
allowed() {
	case $1 in
	lib/common) ;;
	lib/keys | lib/home | lib/seal | lib/server) echo common ;;
	lib/audit) echo common seal ;;
	lib/recording) echo common crypto audit seal ;;
	lib/crypto | lib/access) echo common keys ;;
	keys_command) echo common keys access audit ;;
	pam_module) echo common keys crypto access home seal audit recording ;;
	admin) echo "$programs" ;;
	admin/log | admin/proof) echo "$programs admin" ;;
	admin/store) echo "$programs admin admin/log" ;;
	admin/why) echo "$programs admin admin/log admin/store" ;;
	admin/check) echo "$programs admin admin/why" ;;
	admin/access) echo "$programs admin admin/log admin/store admin/check admin/why" ;;
	admin/status) echo "$programs admin admin/log admin/store admin/why admin/check" ;;
	admin/import) echo "$programs admin admin/store admin/why admin/check" ;;
	admin/enable) echo "$programs admin admin/log admin/store admin/why admin/check admin/status admin/import" ;;
	*) echo nothing: "$1 is in no table" ;;
	esac
}

wrong=$(for folder in lib/* keys_command pam_module admin admin/*/; do
	folder=${folder%/}
	may=" $(allowed "$folder") ${folder#lib/} "
	grep -Hn '^#include ".*/' "$folder"/*.[ch] | while IFS=: read -r file line text; do
		to=$(echo "$text" | sed 's|^#include "\(.*\)/[^/]*".*|\1|')
		case $may in *" $to "*) ;; *) echo "$file:$line: $folder may not include $to" ;; esac
	done
done)
none 'each folder includes only what its arrow points to' "$wrong"
none 'no header is included by a path that climbs' "$(code | xargs grep -n '^#include "\.\.')"
finish
