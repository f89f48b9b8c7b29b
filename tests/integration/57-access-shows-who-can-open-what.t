#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account alice
given_account brian
given_account carol
given_account deploy
given_account robot
for key in hers his spare own robots shut; do
	given_key "$key"
done
given_key short -t rsa -b 2048
given_known alice hers
given_known alice shut 'expiry-time="20200101Z"'
given_known brian his
given_known brian spare "expiry-time=\"$(date -u -d '+10 days' +%Y%m%d)Z\""
given_known carol hers 'no-pty'
given_known carol short
given_own_key brian own
given_own_key deploy his
given_own_key robot own
on_secondary 'keyhole group add admins alice brian && keyhole grant deploy @admins --from 192.168.0.0/16,10.0.0.0/8,172.16.0.0/12 --until 2099-12-31' >/dev/null
put /etc/ssh/robots/robot <robots.pub

# accessed: what the columns account, person, fingerprint and place say, a line each; further words are options.
accessed() {
	on_secondary keyhole access "$*" 2>said --json | jq -r '"\(.account) \(.person // (.holder | if . then "(\(.))" else "-" end)) \(.key) \(.known_at)"'
}

keys=/etc/keyhole/keys.d
login_as alice hers
lets_in 'alice, by her own account'
login_as deploy hers
lets_in 'and deploy, by her group'
login_as robot own
lets_in 'robot, by its own file'
eventually counted 3 logins '.event == "logout"'

is 'everybody who can open anything' "$(accessed | grep -v '^root ')" "alice alice $(fingerprint hers) $keys/alice.keys:1
brian brian $(fingerprint his) $keys/brian.keys:1
brian brian $(fingerprint spare) $keys/brian.keys:2
brian - $(fingerprint own) /home/brian/.ssh/authorized_keys:1
carol carol $(fingerprint hers) $keys/carol.keys:1
carol carol $(fingerprint short) $keys/carol.keys:2
deploy alice $(fingerprint hers) $keys/alice.keys:1
deploy brian $(fingerprint his) $keys/brian.keys:1
deploy brian $(fingerprint spare) $keys/brian.keys:2
deploy (brian) $(fingerprint his) /home/deploy/.ssh/authorized_keys:1
robot - $(fingerprint own) /home/robot/.ssh/authorized_keys:1"
is 'an account' "$(accessed robot)" "robot - $(fingerprint own) /home/robot/.ssh/authorized_keys:1"
is 'a person is an account too' "$(accessed alice)" "alice alice $(fingerprint hers) $keys/alice.keys:1
deploy alice $(fingerprint hers) $keys/alice.keys:1"

table=$(on_secondary keyhole access deploy 2>/dev/null)
has 'the conditions of a grant' "$(echo "$table" | grep alice.keys)" 'from 192.168.0.0/16,10.0.0.0/8,172.16.0.0/12'
has 'and its end' "$(echo "$table" | grep alice.keys)" ' 2099-12-31 23:59:59 '
today=$(date +%Y-%m-%d)
has 'a key that was used has the day' "$(echo "$table" | grep alice.keys)" " $today "
has 'one that was not has none' "$(echo "$table" | grep brian.keys:1)" ' never '
has 'where another key of the account was used' "$(on_secondary keyhole access robot 2>/dev/null)" " $today "

is 'unused' "$(accessed --unused 1h | grep -c -e 'alice alice' -e 'deploy alice' -e 'robot -')" 0
is 'what never was is unused' "$(accessed --unused 1h brian | wc -l)" 6
on_secondary keyhole access --unused 90d >/dev/null 2>said
has 'the log is younger than that, which is said' "$(cat said)" '"never" means not since '
is 'what ends soon' "$(accessed --expiring 30d)" "brian brian $(fingerprint spare) $keys/brian.keys:2
deploy brian $(fingerprint spare) $keys/brian.keys:2"
is 'what is weak' "$(accessed --weak)" "carol carol $(fingerprint short) $keys/carol.keys:2"
is 'what stands in two files' "$(on_secondary keyhole access --duplicates --json | jq -r '"\(.account) \(.known_at) \(.also_at | join(" "))"')" "\
alice $keys/alice.keys:1 $keys/carol.keys:1
brian $keys/brian.keys:1 /home/deploy/.ssh/authorized_keys:1
brian /home/brian/.ssh/authorized_keys:1 /home/robot/.ssh/authorized_keys:1
carol $keys/carol.keys:1 $keys/alice.keys:1
deploy $keys/alice.keys:1 $keys/carol.keys:1
deploy $keys/brian.keys:1 /home/deploy/.ssh/authorized_keys:1
deploy /home/deploy/.ssh/authorized_keys:1 $keys/brian.keys:1
robot /home/robot/.ssh/authorized_keys:1 /home/brian/.ssh/authorized_keys:1"
is 'all at once' "$(accessed --duplicates --unused 1h deploy)" "deploy brian $(fingerprint his) $keys/brian.keys:1
deploy (brian) $(fingerprint his) /home/deploy/.ssh/authorized_keys:1"
fails 'nothing is like that' on_secondary keyhole access alice --expiring 1d
has 'what opens nothing is shown when asked for' "$(on_secondary keyhole access alice --all 2>/dev/null)" 'no: key-expired: '
has 'a wrong name gets the right one' "$(on_secondary keyhole access dploy 2>&1)" 'did you mean deploy?'

on_secondary "keyhole revoke $(fingerprint own)" >/dev/null 2>&1
login_as robot own
refuses 'a key that was revoked opens nothing'
is 'and is not shown' "$(accessed robot)" ''
has 'but why' "$(on_secondary keyhole access robot --all 2>/dev/null)" 'no: sshd-revoked: '

# own_line: the account's own file, with the fingerprint's key where KEY stands, as printf has it.
own_line() {
	# shellcheck disable=SC2059 # the line is a format
	printf "$(printf '%s' "$1" | sed "s|KEY|$(cut -d ' ' -f 1,2 spare.pub)|")\n" | put /home/carol/.ssh/authorized_keys
	on_secondary 'chown -R carol: /home/carol/.ssh; chmod 700 /home/carol/.ssh; chmod 600 /home/carol/.ssh/authorized_keys'
}

# taken: a line that keyhole can't read and sshd takes.
taken() {
	own_line "$2"
	login_as carol spare
	lets_in "by $1"
	is "which may open, $1" "$(on_secondary keyhole access carol --json 2>/dev/null | jq -r 'select(.known_at | test("authorized_keys")) | "\(.opens) \(.reason)"')" 'null bad-line'
	on_secondary 'keyhole access carol; echo "status $?"; keyhole why carol --key - </tmp/spare.pub; echo "status $?"' >said 2>/dev/null
	is "which neither can tell, $1" "$(grep -c 'status 2' said)" 2
	lacks "and why does not say no, $1" "$(cat said)" 'would NOT be let in'
	has "but what to do, $1" "$(cat said)" "keyhole can't read this line, and sshd may let in with it: "
}

# untaken: a line that neither can read.
untaken() {
	own_line "$2"
	login_as carol spare
	refuses "with $1"
	lacks "which is not shown, $1" "$(on_secondary keyhole access carol --json 2>/dev/null)" authorized_keys
	has "and opens nothing, $1" "$(on_secondary keyhole access carol --all 2>/dev/null)" 'no: bad-line: '
}

on_secondary 'mkdir -p /home/carol/.ssh'
put /tmp/spare.pub <spare.pub
taken 'a control character in a command' 'command="echo carol \001" KEY'
taken 'a control character in a variable' 'environment="A=\001" KEY'
taken 'a NUL behind the key' 'KEY\000 x'
taken 'white space in the base64' 'KEY\013'
taken 'no address before one' "from=\"10.1,$(hostname -i)\" KEY"
taken 'what is no address at all' "from=\"a b,$(hostname -i)\" KEY"
taken 'a block that is none' "from=\"/8,$(hostname -i)\" KEY"
taken 'a place with a slash' 'permitopen="localhost/80" KEY'
taken 'a place with an odd host' 'permitopen="[]:80" KEY'
taken 'a sign before a port' 'permitopen="localhost:+80" KEY'
taken 'a sign before a number' 'tunnel="+1" KEY'
taken 'many variables' "$(seq -s , -f 'environment="V%g=1"' 40) KEY"
untaken 'an option that is none' 'no-ptyy KEY'
untaken 'a blank between options' 'no-pty, no-user-rc KEY'
untaken 'an open quote' 'from="10.0.0.1 KEY'
untaken 'a NUL before the key' 'command="x"\000 KEY'
untaken 'no key' 'nothing at all'
on_secondary 'rm -r /home/carol/.ssh'

given_sshd 'Match User robot' 'AuthorizedKeysFile /etc/ssh/robots/%u' 'Match User carol' 'PubkeyAuthentication no' 'Match all'
login_as robot robots
lets_in 'robot, by the file of a Match'
login_as carol short
refuses 'carol, whom a Match keeps out'
is 'sshd is asked about each' "$(accessed robot)" "robot - $(fingerprint robots) /etc/ssh/robots/robot:1"
is 'and about her' "$(accessed | grep -c '^carol ')" 0
has 'which is said' "$(on_secondary keyhole access 2>&1)" 'sshd was asked about each account'

as_brian=$(on_secondary "su brian -c 'keyhole access; echo status \$?'" 2>&1)
has 'who is not root sees the store' "$as_brian" "$keys/alice.keys:1"
lacks 'and nobody'"'"'s own files' "$as_brian" authorized_keys
has 'nor the log' "$as_brian" 'when a key was used last is not known'
has 'which is said, and no failure' "$as_brian" 'only root sees the keys in the accounts'

finish
