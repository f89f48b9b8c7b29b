# SPDX-License-Identifier: Apache-2.0
# build.sh – how the tests build the package
# shellcheck shell=sh

# build: builds the tree of a folder, and puts its packages into another.
build() {
	make -C "$1" deb JOBS=2 && mkdir -p "$2" && cp "$1"/build/deb/keyhole* "$2"
}
