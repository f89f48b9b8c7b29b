# SPDX-License-Identifier: Apache-2.0
# matrix.sh – a matrix of causes: one row each, with what is done on secondary, a login, and what keyhole why says of it
# shellcheck shell=sh disable=SC2016,SC2154

. ./words.sh

here=/scenarios
rows=0
refusals=0
named=0
explained=0
mended=0

# on_failure: nothing more than a row itself tells.
on_failure() {
	:
}

# play: resets secondary, and does there what a row says.
play() {
	{
		cat "$here/reset.sh"
		printf "key='%s'\n" "$(cat "${key:-id}.pub")"
		cat "$here/matrix-secondary.sh"
		printf '%s\n' "$@"
	} | ssh control sh
}

# attempt: logs in; says whether a session was there. A row sets account, key and by where they are not brian, id and ssh.
attempt() {
	if [ "${by:-ssh}" = sftp ]; then
		client sftp -b - -o IdentitiesOnly=yes -i "${key:-id}" "${account:-brian}@secondary"
		return "$status"
	fi
	login_as "${account:-brian}" "${key:-id}"
	[ "$status" -eq 0 ] && [ "$out" = "${account:-brian}" ]
}

# ask: what keyhole why answers, as JSON, in $answer.
ask() {
	answer=$(on_secondary "keyhole why ${account:-brian} --json ${asked:---key /tmp/key.pub} --from $from")
}

# member: a member of the answer.
member() {
	printf '%s' "$answer" | jq -r "$1 // \"\""
}

# explains: does the syslog, without keyhole's own lines, name the cause of the last login?
explains() {
	[ "$1" != - ] && on_secondary "grep -avE 'pam_keyhole\(|keyhole\[' /var/log/syslog | grep -aqE '$1'"
}

# mends: does the command that was printed do it, as it stands?
mends() {
	on_secondary "$1" >mend.out 2>&1 || return 1
	eventually attempt
}

# blame: one thing that is not as it should be.
blame() {
	wrong="$wrong$1; "
}

# judge: TOKEN MEND: holds the answer against what it should be, and runs the command.
judge() {
	wrong=
	[ "$(member .let_in)" != true ] || blame 'keyhole says it would be let in'
	[ "$(member .token)" = "$1" ] || blame "keyhole names $(member .token): $(member .reason)"
	mend=$(member .mend)
	if [ "$2" = no ]; then
		[ -z "$mend" ] || blame "a command that was not expected: $mend"
	elif [ -z "$mend" ]; then
		blame 'no command that mends it'
	elif mends "$mend"; then
		mended=$((mended + 1))
	else
		blame "not mended by: $mend: $(cat mend.out) ($err)"
	fi
}

# refusal: TOKEN MEND SSHD CAUSE SETUP…: after the setup the login is refused, keyhole names the cause, and the command that it prints
# mends it (unless MEND is no). SSHD is what sshd's own log has to say to name the cause, - where it says nothing of the kind.
refusal() {
	_token=$1 _mend=$2 _sshd=$3 _cause=$4
	shift 4
	rows=$((rows + 1))
	refusals=$((refusals + 1))
	play "$@"
	if attempt; then
		fail "$_cause" 'sshd has let in'
		return
	fi
	_alone=no
	if explains "$_sshd"; then
		_alone=yes
		explained=$((explained + 1))
	fi
	ask
	judge "$_token" "$_mend"
	if [ -z "$wrong" ]; then
		named=$((named + 1))
		pass "$(printf '%-20s %-58s sshd alone: %s' "$_token" "$_cause" "$_alone")"
	else
		fail "$_cause" "$wrong"
	fi
}

# widening: commands for ways that are closed, though it is let in: they would give more than what was asked about.
widening() {
	printf '%s' "$answer" | jq -r 'select(.let_in == true).steps[] | select(.verdict == "closed" and .mend != null and .token != "strict-modes").mend'
}

# danger: TOKEN CAUSE SETUP…: sshd lets in, and keyhole names what is unsafe, among its steps.
danger() {
	_token=$1 _cause=$2
	shift 2
	rows=$((rows + 1))
	play "$@"
	if ! attempt; then
		fail "$_cause" 'sshd has refused' "$err"
		return
	fi
	ask
	_tokens=$(printf '%s' "$answer" | jq -r '.steps[] | select(.verdict == "unsafe" or .verdict == "note" or .verdict == "closed").token' | tr '\n' ' ')
	case " $_tokens" in
	*" $_token "*)
		if [ -n "$(widening)" ]; then
			fail "$_cause" "keyhole would open another way: $(widening)"
			return
		fi
		named=$((named + 1))
		pass "$(printf '%-20s %s' "$_token" "$_cause")"
		;;
	*) fail "$_cause" "keyhole names: $_tokens" ;;
	esac
}

# summary: the table's last line.
summary() {
	if [ "$refusals" -eq 0 ]; then
		printf '# %s: sshd lets in all %d, and keyhole names %d\n' "$name_of_scenario" "$rows" "$named"
	else
		printf '# %s: sshd alone explains %d of %d, keyhole %d; the command that it printed mended %d\n' "$name_of_scenario" \
			"$explained" "$rows" "$named" "$mended"
	fi
	finish
}

# from: the address that secondary sees us at.
from=$(on_secondary 'echo "${SSH_CONNECTION%% *}"')
given_key id
