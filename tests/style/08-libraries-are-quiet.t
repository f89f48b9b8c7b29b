#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/style.sh"
need nm "$B/libkeyhole.a"

# Streams in memory are written with fprintf and fputs too; on the real ones it shows by their names.
loud='(__)?v?printf(_chk)?|puts|putchar|perror|v?errx?|v?warnx?|psignal|stdout|stderr'
ends='exit|_exit|_Exit|quick_exit|abort|__assert_fail|atexit'
changes='setenv|putenv|unsetenv|clearenv|setlocale|umask|f?chdir|chroot|signal|sigaction|sigprocmask|alarm|openlog|set[re]*[ug]id|setgroups'

# asks: the objects of lib/ that ask for a name of this pattern.
asks() {
	nm -A --undefined-only "$B/libkeyhole.a" | sed 's/@.*//; s/ *U / /' | awk -v pattern="^($1)\$" '$NF ~ pattern'
}

none 'nothing in lib/ prints' "$(asks "$loud")"
none 'nothing in lib/ ends the process' "$(asks "$ends")"
none 'nothing in lib/ changes what belongs to the process' "$(asks "$changes")"
none 'only audit/ speaks to the log or the journal' "$(grep -lE '\b(v?syslog|openlog)\(|/run/systemd/journal|/dev/log' lib/*/*.[ch] | grep -v '^lib/audit/')"
finish
