#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
module=$B/pam_keyhole.so
need nm objdump readelf "$module" "$B/libkeyhole.a"

forbidden='exit|_exit|_Exit|quick_exit|abort|__assert_fail|atexit|setenv|putenv|unsetenv|clearenv|getenv|secure_getenv|signal|sigaction'
forbidden="$forbidden|sigprocmask|pthread_sigmask|umask|openlog|v?fork|posix_spawnp?|execv?[lpe]*|pthread_create|pthread_key_create"
forbidden="$forbidden|timer_create|setitimer|alarm|system|popen|f?chdir|setlocale|OPENSSL_(atexit|cleanup|init_crypto)"

# wanted: the names among the forbidden that objects ask others for, without their versions.
wanted() {
	nm "$@" | sed -n 's/^ *[Uw] \([^@]*\).*/\1/p' | sort -u | grep -xE "$forbidden"
}

# writable: the data of objects that is neither constant nor empty.
writable() {
	objdump -t "$@" | awk 'NF > 3 && $(NF - 2) ~ /^\.(data|bss|tdata|tbss)/ && $(NF - 2) !~ /rel\.ro/ && $NF !~ /^\./ { print $NF }'
}

none 'the module asks for nothing that would change or end its host' "$(wanted -D "$module")"
none 'neither do its own objects' "$(wanted "$B"/pam_module/*.o)"
none 'it exports the six entry points of PAM, and nothing else' "$(nm -D --defined-only "$module" | awk '{ print $3 }' | sort |
	grep -vxE 'pam_sm_(acct_mgmt|authenticate|chauthtok|close_session|open_session|setcred)(@@.*)?')"
none 'it exports all six' "$(for name in acct_mgmt authenticate chauthtok close_session open_session setcred; do
	nm -D --defined-only "$module" | grep -q " T pam_sm_$name" || echo "pam_sm_$name"
done)"
none 'it stays mapped, and its names are bound at once' "$(for flag in NODELETE NOW; do
	readelf -d "$module" | grep -q "FLAGS.*$flag" || echo "no $flag"
done)"
if nm -D "$module" | grep -qE '__asan_|__ubsan_'; then
	skipped 'it keeps no data that can be written' 'sanitisers add their own'
else
	none 'it keeps no data that can be written' "$(writable "$B"/pam_module/*.o "$B/libkeyhole.a")"
fi
finish
