#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: packager
# suites: bookworm trixie
# shellcheck source=tests/packages/tap.sh
. /tests/tap.sh
# shellcheck source=tests/packages/build.sh
. /tests/build.sh

# refuses_two_versions: does it say so where the tree has two?
refuses_two_versions() {
	cp -r /src /tmp/two && sed -i 's/^VERSION .*/VERSION = 9/' /tmp/two/Makefile
	! make -C /tmp/two deb >/tmp/said 2>&1 && grep -q 'they have to be the same' /tmp/said
}

# make_newer: what comes after it, without a second compilation: the same package, with the next number in its programs and scripts too.
make_newer() {
	dpkg-deb -R /packages/first/keyhole_0*.deb /tmp/newer && cd /tmp/newer || return
	grep -rlF 0.1.0 usr/bin usr/sbin usr/libexec usr/lib DEBIAN/control 2>/dev/null | LC_ALL=C xargs sed -i 's/0\.1\.0/0.1.1/g'
	mkdir -p /packages/newer && dpkg-deb --root-owner-group -Znone -b . /packages/newer/ && ls /packages/newer/keyhole_0.1.1_*.deb
}

check 'make deb builds in a clean root' build /src /packages/first
check 'a tree whose versions differ is refused' refuses_two_versions
check 'one is made of it for the upgrades' make_newer
finish
