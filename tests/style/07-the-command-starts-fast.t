#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
command=$B/keyhole-keys
need nm readelf "$command" "$B/lib/access/access.o"

forbidden='(get|set|end)(pw|gr|sp)[a-z_]*|getaddrinfo|gethostby.*|socket|socketpair|connect|bind|system|popen|v?fork|posix_spawnp?|execv?[lpe]*'
forbidden="$forbidden|v?syslog|openlog|dlopen|(EVP|OPENSSL|OSSL|CRYPTO|BN|SHA256)_.*"

none 'the command needs no other shared library than the C library' "$(readelf -d "$command" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
	grep -vE '^(libc\.so|lib[aut]+san\.so|libubsan\.so|libgcc_s\.so|libm\.so|libresolv\.so|ld-)')"
none 'it asks no user database, opens no socket, starts nothing' "$(nm -A --undefined-only "$B"/keys_command/*.o \
	"$B"/lib/common/*.o "$B"/lib/keys/*.o "$B"/lib/access/*.o "$B"/lib/audit/*.o | sed 's/@.*//; s/ *U / /' |
	grep -v '/journal\.o: ' | awk -v pattern="^($forbidden)\$" '$NF ~ pattern')"
none 'nor is the one file that does linked into it' "$(nm "$command" | grep ' journal_')"
none 'nothing of OpenSSL is linked into it' "$(grep -aoE 'OpenSSL [0-9]\.[0-9.]+' "$command" | head -n 1)"
finish
