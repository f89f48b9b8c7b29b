#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: linter
# shellcheck source=tests/packages/tap.sh
. /tests/tap.sh
# shellcheck source=tests/packages/build.sh
. /tests/build.sh

# build_elsewhere: the same source in another folder, with another zone of time, language and mask.
build_elsewhere() {
	mkdir -p /tmp/another/place && cp -r /src /tmp/another/place/ || return
	(umask 027 && TZ=Asia/Kolkata LC_ALL=C.UTF-8 build /tmp/another/place/src /tmp/again)
}

# same_packages: are both builds the same, byte for byte?
same_packages() {
	for package in /packages/first/keyhole*.deb; do
		cmp "$package" "/tmp/again/${package##*/}" || return
	done
}

check 'in another folder, zone, language and mask the same comes out, byte for byte' eval 'build_elsewhere && same_packages'
check 'lintian finds no error and no warning' lintian --allow-root --fail-on error,warning /packages/first/keyhole_*.changes
finish
