#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
# shellcheck disable=SC2016
server=bare
. ./words.sh

# on_failure: once, what make said.
on_failure() {
	[ -z "${shown:-}" ] || return 0
	shown=yes
	tail -n 60 made | cut -c 1-300 | sed "s/^/# $name_of_scenario: /" >&2
}

# as_root: a command in the repository, as the administrator types it: logged in from primary.
as_root() {
	ssh -n -o IdentitiesOnly=yes -i root_key "root@$server" "cd keyhole && $*" >made 2>&1 && status=0 || status=$?
	err=$(cat made)
}

# since: which files below a folder are not as they were at that time.
since() {
	on_secondary "sh /rig/list now; diff /rig/$2.$1 /rig/$2.now" | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' | sort -u
}

# Every file is listed, and again when apt has installed its packages: what they bring is not keyhole's doing. The three files that the
# engine lays over /etc are left out.
on_secondary 'cat >/rig/list <<\END
list() {
	find "$1" -printf "%p %y %m %U:%G %l\n"
	find "$1" -type f -exec sha256sum {} + | sed "s/^\([0-9a-f]*\)  \(.*\)/\2 \1/"
}
list /etc | grep -Ev "^/etc/(hosts|hostname|resolv\.conf) " | LC_ALL=C sort >/rig/etc."$1"
list /usr | LC_ALL=C sort >/rig/usr."$1"
END
echo "DPkg::Post-Invoke { \"sh /rig/list packages\"; };" >/etc/apt/apt.conf.d/rig-lists; sh /rig/list bare'

given_key root_key
given_own_key root root_key
ssh-keygen -q -t rsa -N '' -C ubuntu@primary -f id_rsa
is 'the server has no compiler, and nothing of keyhole' "$(on_secondary 'command -v gcc keyhole; getent passwd keyhole')" ''

as_root make enable
lets_in 'make enable, as the one command'
has 'shows what it changes' "$err" '+AuthorizedKeysCommand /usr/libexec/keyhole-keys'
has 'tries a login first' "$err" 'Proven: root gets in'
has 'and tells what to type next' "$err" 'keyhole confirm'

# The tutorial's login.
on_secondary 'useradd -s /bin/bash -m brian'
put /root/id_rsa.pub <id_rsa.pub
on_secondary 'cd && keyhole add brian id_rsa.pub' >/dev/null
login_as brian id_rsa
lets_in "brian gets in, by a key in keyhole's store"
client ssh -o IdentitiesOnly=yes -i root_key "root@$server" keyhole confirm
lets_in 'root confirms from a new connection'
succeeds 'all is well' on_secondary keyhole status
has 'and brian is in the log' "$(on_secondary keyhole log --account brian)" 'logged in'

on_secondary 'sh /rig/list enabled'
as_root make enable
lets_in 'a second time, too'
has 'nothing is installed' "$err" 'nothing was installed'
has 'and nothing is changed, and it says so' "$err" 'keyhole is enabled; there is nothing to change.'
is 'which is true of /etc' "$(since enabled etc)" ''
is 'and of /usr' "$(since enabled usr)" ''
is 'and of /tmp, where nothing is left' "$(on_secondary 'ls -d /tmp/tmp.* 2>/dev/null')" ''

succeeds 'it is disabled' on_secondary keyhole disable
on_secondary 'userdel -r brian 2>/dev/null; rm /etc/keyhole/keys.d/brian.keys'
accounts='^/etc/\(passwd\|shadow\|group\|gshadow\|subuid\|subgid\)-\?$'
is '/etc is what it was, but for what make install brought' "$(since packages etc | grep -v "$accounts")" '/etc/keyhole
/etc/keyhole/accounts.d
/etc/keyhole/groups.d
/etc/keyhole/keyhole.conf
/etc/keyhole/keys.d
/etc/keyhole/revoked.krl
/etc/keyhole/revoked_keys
/etc/logrotate.d/keyhole'
login_as root root_key
lets_in 'root gets in as before'

as_root make enable ENABLE=--yes
lets_in 'by a tool: make enable ENABLE=--yes'
is 'which nobody has to confirm' "$(on_secondary keyhole confirm)" 'keyhole is enabled and confirmed; nothing waits.'
succeeds 'it is disabled again' on_secondary keyhole disable
as_root make uninstall
lets_in 'make uninstall'
on_secondary 'rm -r /etc/keyhole /var/log/keyhole /var/lib/keyhole /var/cache/keyhole /run/keyhole; userdel keyhole'
is '/etc is what it was, byte by byte (the copies that passwd keeps of its files aside)' "$(since packages etc | grep -v -- '-$')" ''
is 'and so is /usr' "$(since packages usr)" ''
login_as root root_key
lets_in 'and root gets in'

finish
