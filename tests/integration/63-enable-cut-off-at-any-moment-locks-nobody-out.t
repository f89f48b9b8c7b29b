#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016
server=drill-2
. ./drill.sh

# The time that people see is another one, and the time that goes by goes on.
faked='FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 faketime -f'

# phase: how far the record says that it came; nothing where there is none.
phase() {
	on_secondary "sed -n 's/^phase //p;3q' /var/lib/keyhole/undertaking 2>/dev/null"
}

# enable: SIGNAL COUNT: enable gets a signal as it begins the so-manieth of its renames.
enable_with() {
	on_secondary "strace -qq -o /root/trace -e trace=renameat -e inject=renameat:signal=$1:when=$2 \
		keyhole enable --as alice --revert-after 30s" >/dev/null 2>&1
}

# trying: a command that waits until the login is being tried, and then does something to the process $pid of enable.
trying='keyhole enable --as alice --revert-after 30s >/root/said 2>&1 </dev/null & pid=$!
	until grep -q keyhole-rehearsal /proc/*/mounts 2>/dev/null; do sleep 0.02; done;'

# leaves_nothing: no process, mount or folder of the login that was tried, and nothing that waits. The record goes last, after sshd was told.
leaves_nothing() {
	is "$row: nothing of it is left" "$(on_secondary 'tries=100
		while [ -e /var/lib/keyhole/undertaking ] && [ "$tries" -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
		ls -d /run/keyhole-rehearsal; grep keyhole-rehearsal /proc/mounts
		pgrep -fx "/usr/bin/ssh .*127.0.0.1 true"; ls /var/lib/keyhole/undertaking; :' 2>/dev/null)" ''
}

# begin: enable waits to be confirmed.
begin() {
	undertake
	is "$row: it is enabled, and waits" "$code $(phase)" '0 applied'
}

# The renames of one that goes well; the last is the record of that sshd has read it, and the one before it of that the files are there.
drill 'how often it renames'
enable_with CONT 1
renames=$(on_secondary 'grep -c ^renameat /root/trace')
[ "$renames" -ge 6 ] && pass "$row: $renames times" || fail "$row: $renames times"

drill 'killed while the login is tried'
on_secondary "$trying kill -KILL \$pid"
at_once
stands before
on_secondary 'sleep 0.5; keyhole revert' >/dev/null 2>&1
leaves_nothing

drill 'killed before the first file'
enable_with KILL $((renames - 4))
is "$row: which it was" "$(phase)" applying
at_once
becomes before
leaves_nothing

drill 'killed between two files'
enable_with KILL $((renames - 2))
is "$row: which it was" "$(phase)" applying
has "$row: and one of them was changed" "$(on_secondary 'sh /rig/drill state')" neither
at_once
becomes before
leaves_nothing

drill 'killed after sshd has read it'
enable_with KILL "$renames"
is "$row: which it was" "$(phase)" applied
at_once
becomes before
leaves_nothing

drill 'its terminal is stopped, and it waits to say what it did'
on_secondary "(until grep -qs '^phase applied' /var/lib/keyhole/undertaking; do sleep 0.02; done; printf '\\023'; exec sleep 90) 2>/dev/null |
	timeout 90 script -qec 'keyhole enable --as alice --revert-after 30s' /root/said >/dev/null 2>&1 &
	until grep -qs '^phase applied' /var/lib/keyhole/undertaking; do sleep 0.1; done"
at_once
becomes before
is "$row: and it waits still" "$(on_secondary 'pgrep -cfx "keyhole enable .*"; pkill -f "^timeout 90 script"; grep -c confirm /root/said')" '1
0'
at_once
leaves_nothing

drill 'the power goes while the login is tried'
start_anew "$trying systemctl reboot -ff"
gets_in
stands before
leaves_nothing

drill 'the power goes between two files'
on_secondary "(strace -qq -o /root/trace -e trace=renameat -e inject=renameat:signal=STOP:when=$((renames - 3)) \
		keyhole enable --as alice --revert-after 30s >/dev/null 2>&1 &)
	touch /root/trace
	until [ \"\$(grep -c ^renameat /root/trace)\" -ge $((renames - 3)) ]; do sleep 0.05; done"
has "$row: and one of them was changed" "$(on_secondary 'sh /rig/drill state')" neither
start_anew 'sync; systemctl reboot -ff'
gets_in
stands before
leaves_nothing

drill 'the power goes before it is confirmed'
begin
start_anew 'systemctl reboot -ff'
gets_in
stands before
leaves_nothing

drill 'the machine is started anew before it is confirmed, and its timer was stopped'
begin
on_secondary 'systemctl stop keyhole-revert.timer'
at_once
start_anew 'systemctl reboot'
gets_in
stands before
leaves_nothing

drill 'the power goes after it is confirmed'
undertake --yes
start_anew 'systemctl reboot -ff'
gets_in
stands after

drill 'the terminal is closed while the login is tried'
given_own_key root id
ssh -tt -o IdentitiesOnly=yes -i id "root@$server" 'keyhole enable --as alice --revert-after 30s' >said 2>&1 </dev/null &
client=$!
on_secondary 'until grep -q keyhole-rehearsal /proc/*/mounts 2>/dev/null; do sleep 0.02; done'
kill -KILL "$client"
gets_in
becomes before
leaves_nothing

drill 'the terminal is closed before it is confirmed'
given_own_key root id
mkfifo typed
ssh -tt -o IdentitiesOnly=yes -i id "root@$server" <typed >said 2>&1 &
client=$!
exec 9>typed
echo 'keyhole enable --as alice --revert-after 30s' >&9
on_secondary 'until grep -q "^since [1-9]" /var/lib/keyhole/undertaking 2>/dev/null; do sleep 0.1; done'
kill -KILL "$client"
exec 9>&-
at_once
stands after
becomes before
at_once
leaves_nothing

drill 'two at once'
on_secondary "$trying keyhole enable --as alice --yes >/root/second 2>&1; echo \$? >>/root/second; wait \$pid; echo \$? >>/root/said"
has "$row: the second is refused" "$(on_secondary cat /root/second)" 'another keyhole enable, confirm, disable or revert is at work'
is "$row: with that" "$(on_secondary tail -n 1 /root/second)" 2
is "$row: the first goes on" "$(on_secondary tail -n 1 /root/said)" 0
at_once
stands after

# A disk that is full, or can not be written.
full='fill() { dd if=/dev/zero of="$1/filler" bs=4k >/dev/null 2>&1; :; }
	etc() { mkdir -p /rig/etc; mount -t tmpfs -o size=8m,mode=755 none /rig/etc && cp -a /etc/. /rig/etc/ && mount --bind /rig/etc /etc && umount /rig/etc; }'

drill '/etc is full' "$full; etc; fill /etc"
on_secondary 'systemctl restart ssh'
undertake
is "$row: enable says no" "$code" 2
has "$row: and why" "$said" 'No space left on device'
stands before
at_once

drill '/etc can not be written' 'mount --bind /etc /etc && mount -o remount,ro,bind /etc'
undertake
is "$row: enable says no" "$code" 2
has "$row: and why" "$said" 'Read-only file system'
stands before
at_once

drill "keyhole's own folder is full" "$full; mount -t tmpfs -o size=8k,mode=700 none /var/lib/keyhole; fill /var/lib/keyhole"
undertake
[ "$code" -ne 0 ] && pass "$row: enable says no" || fail "$row: enable says no"
has "$row: and why" "$said" 'No space left on device'
stands before
at_once

drill "keyhole's own folder is full when the time is over" "$full; mount -t tmpfs -o size=64k,mode=700 none /var/lib/keyhole"
begin
on_secondary "$full; fill /var/lib/keyhole"
at_once
becomes before
at_once

drill '/etc is full when the time is over' "$full; etc"
on_secondary 'systemctl restart ssh'
begin
on_secondary "$full; fill /etc"
on_secondary 'faketime -f +1h keyhole revert --due' >/dev/null 2>&1
at_once
on_secondary 'rm -f /etc/filler'
becomes before
at_once

# What the clock says is nothing that the time of enable goes by.
drill 'the clock is set back by a day'
on_secondary "$faked +1d keyhole enable --as alice --revert-after 30s" >/dev/null 2>&1
is "$row: it waits" "$(phase)" applied
at_once
becomes before

drill 'the clock is set forward by a day'
given_own_key root id
begin
on_secondary "$faked +1d keyhole revert --due"
is "$row: it is not due" "$(phase)" applied
client ssh -o IdentitiesOnly=yes -i id "root@$server" "$faked +1d keyhole confirm"
lets_in "$row: and can be confirmed"
at_once
stands after

finish
