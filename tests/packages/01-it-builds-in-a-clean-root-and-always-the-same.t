#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: packager
. /tests/tap.sh

# build: builds the tree of a folder, and puts its package into another.
build() {
	make -C "$1" deb JOBS=2 && mkdir -p "$2" && cp "$1"/build/deb/keyhole* "$2"
}

# build_elsewhere: the same source in another folder, with another zone of time, language and mask.
build_elsewhere() {
	mkdir -p /tmp/another/place && cp -r /src /tmp/another/place/ && rm -rf /tmp/another/place/src/build || return
	(umask 027 && TZ=Asia/Kolkata LC_ALL=C.UTF-8 build /tmp/another/place/src /tmp/again)
}

# build_newer: what comes after it.
build_newer() {
	cp -r /src /newer && rm -rf /newer/build && cd /newer || return
	sed -i 's/^VERSION .*/VERSION = 0.1.1/' Makefile
	{
		printf 'keyhole (0.1.1) unstable; urgency=medium\n\n  * The next one.\n\n'
		printf ' -- The keyhole developers <keyhole@example.org>  Mon, 23 Nov 2026 12:00:00 +0000\n\n'
		cat debian/changelog
	} >changelog && mv changelog debian/changelog
	build /newer /packages/newer
}

# same_packages: are both builds the same, byte for byte?
same_packages() {
	for package in /packages/first/keyhole_*.deb; do
		cmp "$package" "/tmp/again/${package##*/}" || return
	done
}


# refuses_two_versions: does it say so where the tree has two?
refuses_two_versions() {
	cp -r /src /tmp/two && sed -i 's/^VERSION .*/VERSION = 9/' /tmp/two/Makefile
	! make -C /tmp/two deb >/tmp/said 2>&1 && grep -q 'they have to be the same' /tmp/said
}

rm -rf /packages/*
check 'make deb builds in a clean root' build /src /packages/first
check 'in another folder, zone, language and mask the same comes out, byte for byte' eval 'build_elsewhere && same_packages'
check 'lintian finds no error and no warning' lintian --allow-root --fail-on error,warning /packages/first/keyhole_*.changes
check 'a tree whose versions differ is refused' refuses_two_versions
check 'the next version builds' build_newer
finish
