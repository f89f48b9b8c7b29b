# SPDX-License-Identifier: Apache-2.0
# reset.sh – on secondary, before each scenario: nobody is logged in, and accounts, store, settings and logs are as installed
# shellcheck shell=sh
set -u

# The sessions of the sshd that is tried end first, so that no late record falls into the next log.
pkill -P "$(cat /run/sshd.pid)"
ps -eo pid=,uid= | awk '$2 >= 1000 && $2 < 60000 { print $1 }' | xargs -r kill -KILL
while pgrep -P "$(cat /run/sshd.pid)" >/dev/null; do
	sleep 0.02
done

for folder in /etc/keyhole /etc/pam.d /var/log/keyhole /var/lib/keyhole /var/cache/keyhole /run/keyhole; do
	rm -rf "$folder"
done
cp -a /rig/pristine/. /
find /home /srv/full -mindepth 1 -delete
rm -rf /root/.ssh /srv/homes
chown root:root /home
chmod 755 /home

if [ -e /etc/ssh/sshd_config.d/01-scenario.conf ]; then
	rm /etc/ssh/sshd_config.d/01-scenario.conf
	: >/var/log/syslog
	kill -HUP "$(cat /run/sshd.pid)"
	until grep -q 'Server listening' /var/log/syslog; do
		sleep 0.02
	done
fi
: >/var/log/syslog
: >/var/log/auth.log
[ ! -d /run/systemd/journal ] || journalctl -q --rotate --vacuum-size=1
