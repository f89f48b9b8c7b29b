#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_key anna1
given_key anna2 -t ecdsa
given_key brian1
given_key brian2
given_key carl
given_key dora
given_key emil
given_key fred
given_key gina
given_key hugo
given_key admin -t rsa -b 3072
given_key short -t rsa -b 1024
accounts='root anna brian carl dora emil fred gina hugo admin ivan'
pairs='anna1 anna2 brian1 brian2 carl dora emil fred gina hugo admin short'
for account in $accounts; do
	[ "$account" = root ] || given_account "$account"
done

# own: standard input becomes a file of the account's own, with sound modes.
own() {
	ssh "$door" "cd ~$1 && mkdir -p .ssh && chmod 700 .ssh && cat >.ssh/${2:-authorized_keys} &&
		chmod 600 .ssh/${2:-authorized_keys} && chown -R '$1:' .ssh"
}

# public: the line of a key, behind options if there are any.
public() {
	printf '%s%s' "${2:+$2 }" "$(cat "$1.pub")"
}

given_sshd 'AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2' 'Match User fred' 'AuthorizedKeysFile /etc/ssh/own/%u'
printf '# two keys\n\n%s\n  %s' "$(public anna1)" "$(public anna2)" | own anna
printf '%s\r\n%s\r\n' "$(public brian1 'command="echo as bound",no-pty')" "$(public brian2 'from="10.9.9.9"')" | own brian
printf 'junk\nssh-ed25519 AAAAC3\n%s\n%s\n' "$(public anna1 no-such-option)" "$(public carl)" | own carl
public dora | own dora
on_secondary 'cd ~dora && mv .ssh keys && ln -s keys .ssh'
public emil | own emil
on_secondary 'chmod 000 ~emil'
public fred | put /etc/ssh/own/fred
public brian1 | own fred
public gina | own gina authorized_keys2
public hugo | own hugo
on_secondary 'chmod 666 ~hugo/.ssh/authorized_keys'
public admin | own admin
cloud='no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command="echo Please login as admin;exit 142"'
printf '%s\n' "$(public admin "$cloud")" | own root
public short | own ivan

# door: what a key does at an account, if it opens it.
door() {
	login_as "$1" "$2"
	[ "$status" -eq 255 ] || printf '%s %s %s: %s\n' "$1" "$2" "$status" "$out"
}

# doors: every key at every account, four at once where none of them opens it.
doors() {
	for account in $accounts; do
		# shellcheck disable=SC2086 # words
		set -- $pairs
		while [ $# -gt 0 ]; do
			login_as "$account" "$1" -i "$2" -i "$3" -i "$4"
			[ "$status" -eq 255 ] || for pair in "$1" "$2" "$3" "$4"; do door "$account" "$pair"; done
			shift 4
		done
	done
}

# homes, store: what is there, down to the last byte and second.
homes() {
	on_secondary 'find /root/.ssh /home /etc/ssh -type f -printf "%p %m %u %T@ " -exec md5sum {} \;; find /home -type l -ls' | sort
}

store() {
	on_secondary 'cd /etc/keyhole && find . -type f -exec md5sum {} \; | grep -v "revoked.krl"; find /var/lib/keyhole -name "import*"' | sort
}

# import: runs it there, and keeps its status and what it printed.
import() {
	out=$(on_secondary "keyhole import $*" 2>&1) && status=0 || status=$?
}

doors >before
is 'what opens before is what is meant to' "$(cat before)" 'root admin 142: Please login as admin
anna anna1 0: anna
anna anna2 0: anna
brian brian1 0: as bound
carl carl 0: carl
dora dora 0: dora
fred fred 0: fred
gina gina 0: gina
admin admin 0: admin
ivan short 0: ivan'
homes_before=$(homes)
store_before=$(store)

import --dry-run
is 'a dry run says that lines are left' "$status" 1
has 'and how many keys are to be imported' "$out" '10 keys and 1 grant to import (dry run: nothing is changed)'
is 'and changes nothing in the store' "$(store)" "$store_before"
is 'nor in the log' "$(logins '.event == "added"')" ''

import --as root=admin --yes
is 'the import says that lines are left' "$status" 1
has 'what is imported' "$out" '10 keys and 1 grant imported'
has 'what is proven' "$out" 'the same keys open the same accounts, with the same options, as before.'
has 'a line that is no key is left' "$out" '     1  left: '
has 'with a caret' "$out" '
        junk
        ^'
has 'a key that is too short is left' "$out" '[key-short]'
has 'a file that others can write is named, since sshd does not read it' "$out" 'sshd does not read it: '
has 'so is one that cannot be read' "$out" '/home/emil/.ssh/authorized_keys
    sshd does not read it: '
has "cloud-init's line stays with root alone" "$out" 'its keys stay its own, and do not become those of admin'
is 'with its options' "$(on_secondary cat /etc/keyhole/keys.d/root.keys)" "$(public admin "$cloud")"
lacks 'and is no grant to admin' "$(on_secondary cat /etc/keyhole/accounts.d/root.conf)" admin
is 'lines come as they are, but for what ended them' "$(on_secondary cat /etc/keyhole/keys.d/brian.keys)" \
	"$(public brian1 'command="echo as bound",no-pty')
$(public brian2 'from="10.9.9.9"')"
is 'of each it is recorded whence it came and who did it' \
	"$(logins '.event == "added"' | jq -r 'select(.by == "root") | [.account, .person, .detail] | join(" ")' | sort | sed -n '4p;9p')" \
	'brian brian imported from /home/brian/.ssh/authorized_keys:1
gina gina imported from /home/gina/.ssh/authorized_keys2:1'
is 'nothing is changed in homes and files of sshd' "$(homes)" "$homes_before"
on_secondary keyhole check >found 2>&1
lacks 'keyhole check finds nothing wrong with the store' "$(cat found)" /etc/keyhole/

import --yes
is 'a second import still says that lines are left' "$status" 1
has 'and imports nothing' "$out" 'nothing to import: 10 keys are in the store already'
import anna dora fred gina admin root brian --yes
is 'where none is left it says yes' "$status" 0

given_sshd 'AuthorizedKeysFile none'
doors >after
is 'without the own files the same keys open, with the same restrictions, but for what was left' "$(cat after)" "$(grep -v short before)"

given_sshd 'AuthorizedKeysFile .ssh/authorized_keys'
given_key kim
given_key lena1
given_key lena2
given_key lena3
given_account kim
given_account lena
public kim | own kim
{
	printf 'command="'
	head -c 100000 /dev/zero | tr '\0' x
	printf '" %s\n%s\n' "$(cat lena1.pub)" "$(public lena2)"
} | own lena
on_secondary 'printf "grants = ( { people = ( \"kim\" ); } );\n" >/etc/keyhole/accounts.d/anna.conf &&
	chmod 666 /etc/keyhole/accounts.d/anna.conf'
import kim lena --yes
is 'rules that others can write are a reason for no' "$status" 1
has 'nothing is proven for their account' "$out" "not proven for anna: its rules can't be believed (/etc/keyhole/accounts.d/anna.conf"
has 'with what mends it' "$out" 'chmod go-w /etc/keyhole/accounts.d/anna.conf'
is 'who could gain gets no key' "$(on_secondary 'cat /etc/keyhole/keys.d/kim.keys 2>&1')" \
	'cat: /etc/keyhole/keys.d/kim.keys: No such file or directory'
on_secondary chmod 644 /etc/keyhole/accounts.d/anna.conf
is 'so that nothing more opens once they are mended' "$(door anna kim; door kim kim)" 'kim kim 0: kim'
has 'a line with very long options is left' "$out" '[options-long]'
is 'and that line alone' "$(on_secondary cat /etc/keyhole/keys.d/lena.keys)" "$(public lena2)"
has 'keyhole access shows it with all others' "$(on_secondary keyhole access lena)" '/home/lena/.ssh/authorized_keys:1'
public lena3 | put /root/lena3
out=$(on_secondary 'bash -c "keyhole add lena <(cat /root/lena3)"' 2>&1) && status=0 || status=$?
is 'a key from a process of the shell is added' "$status" 0
out=$(on_secondary 'mkfifo /root/pipe; timeout 20 keyhole add lena /root/pipe' 2>&1) && status=0 || status=$?
has 'for a named pipe nobody waits' "$out" 'is a named pipe, not a file of keys'

finish
