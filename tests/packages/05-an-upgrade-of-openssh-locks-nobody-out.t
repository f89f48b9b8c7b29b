#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: server
# first: systemd
# suites: bookworm trixie
# shellcheck disable=SC2016 # used where check evaluates
# shellcheck source=tests/packages/tap.sh
. /tests/tap.sh
# shellcheck source=tests/packages/server.sh
. /tests/server.sh

# make_openssh: the release's openssh-server under a higher number, with another /etc/pam.d/sshd.
make_openssh() {
	rm -rf /tmp/openssh && dpkg-deb -R /rig/openssh-server_*.deb /tmp/openssh && cd /tmp/openssh || return
	sed -i "/^Depends:/d; s/^Version: .*/&+$1/" DEBIAN/control
	echo "# the maintainer's line $1" >>etc/pam.d/sshd
	dpkg-deb --root-owner-group -Znone -b . "/root/openssh-$1.deb"
}

# upgraded: sshd's package comes with another file for PAM; the answer is one of dpkg's options.
upgraded() {
	dpkg -i "--force-$2" "/root/openssh-$1.deb" </dev/null && answers
}

# is_maintainers: is PAM's file the one of the last package?
is_maintainers() {
	cmp /etc/pam.d/sshd /tmp/openssh/etc/pam.d/sshd
}

given_accounts
answers
dpkg -i "$first" >/dev/null 2>&1
install -m 644 /root/stored.key.pub /etc/keyhole/keys.d/stored.keys
check 'keyhole is enabled, and all of it in force' eval 'keyhole enable --yes --as own && keyhole status'
begin stored 3 4
check 'a session is open' is_open 3 4

make_openssh 1 >/dev/null
check 'the same openssh-server is installed again: nothing changes' eval 'dpkg -i /rig/openssh-server_*.deb && answers && keyhole status && login own'
check 'a newer one comes, and the own file for PAM is kept: it is all in force' eval 'upgraded 1 confold && keyhole status'
check 'everybody gets in' eval 'login own && login stored && is_open 3 4'

make_openssh 2 >/dev/null
check 'another comes, and the maintainer'"'"'s file for PAM is taken' eval 'upgraded 2 confnew && is_maintainers'
check 'everybody gets in' eval 'login own && login stored && is_open 3 4'
check 'what keyhole status says: PAM asks it no more' eval '! keyhole status >/tmp/said; cat /tmp/said; grep "^no  *pam" /tmp/said'
check 'keyhole enable puts the lines in again' eval 'keyhole enable --yes --as own && keyhole status && login stored'
check 'the session that was open all the time has its logout recorded' logs_out 3 stored
check 'disabled, the file is the newest one of the maintainer'"'"'s' eval 'keyhole disable && is_maintainers && login own'

check 'openssh-server goes and comes while keyhole is enabled' eval 'keyhole enable --yes --as own && dpkg -r --force-depends openssh-server && dpkg -i /root/openssh-2.deb &&
	answers && login own && keyhole status'
check 'keyhole goes when sshd is gone' eval 'dpkg -r --force-depends openssh-server && dpkg -P keyhole && is_maintainers && [ ! -e "$drop_in" ]'
finish
