#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
# shellcheck disable=SC2016
. ./words.sh

module=$(on_secondary 'echo /usr/lib/*/security/pam_keyhole.so')
drop_in=/etc/ssh/sshd_config.d/10-keyhole.conf
reread='touch /run/reread; kill -HUP "$(cat /run/sshd.pid)"; until [ -s /run/sshd.pid ] && [ /run/sshd.pid -nt /run/reread ]; do sleep 0.01; done'
on_secondary "$reread"

# ask: what keyhole status answers, as JSON, and how it ends.
ask() {
	answer=$(on_secondary 'keyhole status --json') && code=0 || code=$?
}

# bad: what is not as it should be, in short.
bad() {
	printf '%s' "$answer" | jq -r '[.steps[] | select(.verdict == "no") | .step] | unique | join(" ")'
}

# words: of what is wrong with a part; notes: what is said of it besides.
words() {
	printf '%s' "$answer" | jq -r --arg part "$1" '.steps[] | select(.step == $part and .verdict == "no") | .what'
}

notes() {
	printf '%s' "$answer" | jq -r --arg part "$1" '.steps[] | select(.step == $part and .verdict != "no") | .what'
}

# well: is all of it in force?
well() {
	ask
	[ "$code" -eq 0 ] && [ "$(printf '%s' "$answer" | jq -r .in_force)" = true ]
}

# broken: WHAT PARTS SAYS MEND SETUP: after the setup these parts are not as they should be, and no others, in words that have SAYS;
# MEND mends it, or for `printed` the command that stands under the first of them.
broken() {
	on_secondary "$5" >setup.out 2>&1
	ask
	is "$1: status says no" "$code $(bad)" "1 $2"
	has "$1: and names it" "$(words "${2%% *}")" "$3"
	mend=$4
	if [ "$mend" = printed ]; then
		mend=$(printf '%s' "$answer" | jq -r --arg part "${2%% *}" 'first(.steps[] | select(.step == $part and .verdict == "no") | .mend)')
	fi
	on_secondary "$mend" >mend.out 2>&1
	if eventually well; then
		pass "$1: mended by: $(printf '%s' "$mend" | cut -c 1-60)"
	else
		fail "$1: mended" "by: $mend" "$(cat mend.out)" "$(bad): $(printf '%s' "$answer" | jq -r '.steps[] | select(.verdict == "no" or .verdict == "unknown") | .what')"
	fi
}

given_account brian
given_key id
given_known brian id

ask
is 'as it is installed, all of it is in force' "$code $(printf '%s' "$answer" | jq -r .in_force) $(bad)" '0 true '
has 'before anybody was here there is no login' "$(notes login)" 'no login is recorded yet'
login_as brian id
ask
has 'the last login is known' "$(printf '%s' "$answer" | jq -r '.last_login | "\(.account) \(.person)"')" 'brian brian'
has 'beside the own files of accounts' "$(notes mode)" 'beside: sshd looks into .ssh/authorized_keys'
has 'and that homes are only warned of is a note' "$(notes homes)" 'home_check is warn'
shown=$(on_secondary keyhole status)
has 'for people there is a sentence at the end' "$(printf '%s\n' "$shown" | tail -n 1)" 'keyhole is in force'

broken 'the drop-in is gone' 'command revoked' 'AuthorizedKeysCommand is none' printed "mv $drop_in /root/; $reread"
broken "the drop-in is gone, and another package's is there" 'command revoked' '/etc/ssh/sshd_config.d/20-systemd-userdb.conf:1' printed \
	"printf 'AuthorizedKeysCommand /usr/bin/userdbctl ssh-authorized-keys %%u\nAuthorizedKeysCommandUser root\n' >/etc/ssh/sshd_config.d/20-systemd-userdb.conf
	mv $drop_in /root/; $reread"
broken 'another package is asked first' command '/etc/ssh/sshd_config.d/05-userdb.conf:1' "rm /etc/ssh/sshd_config.d/05-userdb.conf; $reread" \
	"printf 'AuthorizedKeysCommand /usr/bin/userdbctl ssh-authorized-keys %%u\nAuthorizedKeysCommandUser root\n' >/etc/ssh/sshd_config.d/05-userdb.conf; $reread"
broken 'the command is asked as root' command 'AuthorizedKeysCommandUser is root' printed \
	"sed -i 's/User keyhole/User root/' $drop_in; $reread"
broken 'others can write to the command' command 'sshd does not run' printed 'chmod 757 /usr/libexec/keyhole-keys'
broken 'UsePAM is off' pam 'UsePAM is no' printed "echo 'UsePAM no' >/etc/ssh/sshd_config.d/01-scenario.conf; $reread"
on_secondary "rm -f /etc/ssh/sshd_config.d/01-scenario.conf; $reread"
broken 'sshd has not read what is on the disk' sshd 'after sshd read it' printed 'touch /etc/ssh/sshd_config'
broken 'a Match leaves brian out' accounts 'for brian: AuthorizedKeysCommand is none' printed \
	"printf 'Match User brian\n    AuthorizedKeysCommand none\n' >/etc/ssh/sshd_config.d/99-brian.conf; $reread"
on_secondary "rm -f /etc/ssh/sshd_config.d/99-brian.conf; $reread"
broken 'sshd was started with -o' started 'UsePAM=no' 'kill "$(cat /run/other.pid)"; cp -p /root/sshd.pid /run/sshd.pid' \
	'cp -p /run/sshd.pid /root/; /usr/sbin/sshd -p 2300 -o PidFile=/run/other.pid -o UsePAM=no; until [ -s /run/other.pid ]; do sleep 0.01; done; cat /run/other.pid >/run/sshd.pid'

broken 'the account line of PAM is gone' pam 'no account line' printed "sed -i '/^account.*pam_keyhole/d' /etc/pam.d/sshd"
broken 'the session line of PAM is gone' pam 'no session line' printed "sed -i '/^session.*pam_keyhole/d' /etc/pam.d/sshd"
broken 'the module is gone' pam 'is not installed' "mv /root/pam_keyhole.so $module" "mv $module /root/"
broken 'the module is an older one' versions 'pam_keyhole.so 0.0.9' "cp -p /root/pam_keyhole.so $module" \
	"cp -p $module /root/; sed -i 's/pam_keyhole.so, version 0.1.0/pam_keyhole.so, version 0.0.9/' $module"
broken 'the command is a script that says nothing' command 'another answer than its version' 'cp -p /root/keyhole-keys /usr/libexec/' \
	'cp -p /usr/libexec/keyhole-keys /root/; printf "#!/bin/sh\n" >/usr/libexec/keyhole-keys'

broken 'a group can write to the store' store '(mode 0775)' printed 'chmod 775 /etc/keyhole/keys.d'
broken "brian's keys are brian's" store 'belongs to uid' printed 'chown brian /etc/keyhole/keys.d/brian.keys'
broken 'keyhole.conf has a mistake' settings 'keyhole.conf:2: syntax error' ': >/etc/keyhole/keyhole.conf; echo "// nothing" >/etc/keyhole/keyhole.conf' \
	'echo nonsense >/etc/keyhole/keyhole.conf'
broken "sshd's list of revoked keys is gone" revoked 'refuses every key' printed 'rm /etc/keyhole/revoked.krl'
broken 'a key was revoked by hand' revoked 'lacks 1 keys' printed "echo '$(fingerprint id)' >>/etc/keyhole/revoked_keys"
on_secondary "sed -i '/^SHA256/d' /etc/keyhole/revoked_keys; keyhole revoke --rebuild"
broken 'the log is gone' log 'is not there' printed 'rm -r /var/log/keyhole'
broken 'the log can not be written' log 'Read-only' 'echo "// nothing" >/etc/keyhole/keyhole.conf' \
	'echo "log_dir = \"/srv/readonly\";" >/etc/keyhole/keyhole.conf'
broken 'the disk of the log is full' log 'hardly any room' 'echo "// nothing" >/etc/keyhole/keyhole.conf' \
	'echo "log_dir = \"/srv/full\";" >/etc/keyhole/keyhole.conf'

on_secondary 'keyhole seal >/dev/null'
ask
is 'a sealed log is known' "$code $(printf '%s' "$answer" | jq -r .seal)" '0 sealed'
broken 'the state of the seal is gone' seal 'the state of the seal is gone' 'cp -p /root/seal /var/lib/keyhole/' \
	'cp -p /var/lib/keyhole/seal /root/; rm /var/lib/keyhole/seal /run/keyhole/seal'

given_key soon
given_known carol soon "expiry-time=\"$(date -u -d '+10 days' +%Y%m%d%H%MZ)\""
given_grants brian "grants = ( { people = ( \"carol\" ); until = \"$(date -u -d '+5 days' +%Y-%m-%dT%H:%M:%SZ)\"; } );"
ask
is 'what ends soon is a note, and no fault' "$code $(printf '%s' "$answer" | jq -r '.expiring | "\(.keys) \(.grants)"')" '0 1 1'
has 'the key is named' "$(notes expiry)" "carol's key ED25519 $(fingerprint soon) ends at"
has 'and the grant' "$(notes expiry)" 'the grant of brian to carol ends at'
has 'and what beside means for it' "$(notes mode)" '(1 grant asks for something)'

on_secondary "printf 'AuthorizedKeysFile none\nMatch User root\n    AuthorizedKeysFile .ssh/authorized_keys\n' >/etc/ssh/sshd_config.d/01-scenario.conf; $reread"
ask
is 'without the own files it is exclusive' "$code $(printf '%s' "$answer" | jq -r .mode)" '0 exclusive'
on_secondary "printf 'AuthorizedKeysFile none\nMatch User brian\n    AuthorizedKeysFile .ssh/authorized_keys\n' >/etc/ssh/sshd_config.d/01-scenario.conf; $reread"
ask
is 'but for brian, who is named' "$code $(bad)" '1 accounts'
has 'with what that means' "$(words accounts)" 'for brian: AuthorizedKeysFile is .ssh/authorized_keys'
has 'and root would have no key when keyhole is broken' "$(notes accounts)" 'root is a break_glass account'
on_secondary "rm /etc/ssh/sshd_config.d/01-scenario.conf; $reread"

metrics=$(on_secondary 'keyhole status --metrics >/tmp/keyhole.prom.$$ && mv /tmp/keyhole.prom.$$ /tmp/keyhole.prom && cat /tmp/keyhole.prom')
is 'metrics end with # EOF' "$(printf '%s\n' "$metrics" | tail -n 1)" '# EOF'
has 'and say that it is in force' "$metrics" 'keyhole_in_force 1'
is 'each line of them has its form, and each family a type and a help before it' "$(printf '%s\n' "$metrics" | awk '
	/^# EOF$/ { next }
	/^# TYPE keyhole_[a-z_]+ gauge$/ { type = $3; help = ""; next }
	/^# UNIT / { if ($3 != type || type !~ "_" $4 "$") print; next }
	/^# HELP / { if ($3 != type) print; help = $3; next }
	/^keyhole_[a-z_]+(\{[a-z]+="[^"]+"(,[a-z]+="[^"]+")*\})? [0-9]+$/ { name = $1; sub(/\{.*/, "", name); if (name != type || name != help) print; next }
	{ print }')" ''
on_secondary 'rm /etc/keyhole/revoked.krl'
succeeds 'metrics of what is broken can be made too' on_secondary 'keyhole status --metrics | grep -qx "keyhole_in_force 0"'
on_secondary 'keyhole revoke --rebuild'

on_secondary 'runuser -u brian -- /usr/sbin/keyhole status' >out 2>&1 && status=0 || status=$?
is 'who is not root is told what can not be seen' "$status $(grep -c 'only root' out)" '2 3'
on_secondary 'keyhole status --json --metrics' >out 2>&1 && status=0 || status=$?
is 'two forms at once are wrong' "$status" 64

finish
