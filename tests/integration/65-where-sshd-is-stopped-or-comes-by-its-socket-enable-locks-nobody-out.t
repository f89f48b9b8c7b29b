#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
# shellcheck disable=SC2016
server=drill-4
. ./drill.sh

# What of the drill is another thing on each release: who starts sshd, and whether its folder in /run goes with it.
address=$(getent hosts "$server" | cut -d ' ' -f 1)

refused_for 'in the way: no sshd runs' 'sshd does not run' 'systemctl stop ssh' 'systemctl start ssh'

# Where systemd listens for sshd, one starts with the first connection; Debian 13's ends when it is told to read its configuration again.
enabled_despite 'systemd listens for sshd' "systemctl stop ssh && systemctl start ssh.socket && exec 9<>/dev/tcp/$address/22 && read -r _ <&9"
on_secondary 'systemctl stop ssh 2>/dev/null'
succeeds "$row: it is disabled while no sshd runs, and systemd listens" on_secondary keyhole disable
stands before
at_once
enabled_despite 'sshd is stopped' :
on_secondary 'systemctl stop ssh'
succeeds "$row: it is disabled" on_secondary keyhole disable
stands before
on_secondary 'systemctl start ssh'
at_once

finish
