#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account deploy
given_account alice
given_key ca
given_key other_ca
given_key alice
given_key mallory
network=$(hostname -i | sed 's/[0-9]*$/0/')
put /etc/ssh/user_ca.pub <ca.pub
given_sshd 'TrustedUserCAKeys /etc/ssh/user_ca.pub' 'AuthorizedPrincipalsCommandUser keyhole' \
	'AuthorizedPrincipalsCommand /usr/libexec/keyhole-keys --principals %u %U %f %t %k'

# certified: signs a key by an authority for a principal.
certified() {
	rm -f "$1-cert.pub"
	ssh-keygen -q -s "$2" -I "$1" ${3:+-n "$3"} "$1.pub"
}

# tried: logs in with the key's certificate, which nothing else would let in.
tried() {
	login_as "$1" "$2" -o "CertificateFile=$2-cert.pub"
}

certified alice ca alice
certified mallory ca mallory
given_grants deploy 'grants = ( { people = ( "alice" ); } );'
tried deploy alice
lets_in 'a certificate for alice opens deploy by the grant, and no key of hers is in the store'
records 'the log names the certificate' '.event == "login" and .account == "deploy" and .cert_id == "alice"'
tried alice alice
lets_in 'and her own account, as the own person'
tried deploy mallory
refuses 'one for mallory does not'
records_offer 'and the reason is recorded' '.account == "deploy" and .reason == "not-granted" and .key == "'"$(fingerprint mallory)"'"'
tried alice mallory
refuses 'nor does it open the account of alice'
certified mallory ca ''
tried deploy mallory
refuses 'one that names nobody does not'
certified mallory ca deploy
tried deploy mallory
lets_in 'one for the principal deploy opens the account as its own person'
given_grants deploy 'own_account = false; grants = ( { people = ( "alice" ); } );'
tried deploy mallory
refuses 'and no longer where own_account is false'
certified mallory other_ca alice
tried deploy mallory
refuses 'one of another authority does not, whomever it names'

given_grants deploy 'grants = ( { people = ( "alice" ); from = ( "'"$network"'/24" ); options = "command=\"echo only this\",no-pty"; } );'
tried deploy alice
is 'from an address of the grant, its options hold' "$out" 'only this'
given_grants deploy 'grants = ( { people = ( "alice" ); from = ( "203.0.113.0/24" ); } );'
tried deploy alice
refuses 'from another address it does not open'
given_grants deploy 'grants = ( { people = ( "alice" ); until = "2099-12-31T18:00:00Z"; } );'
tried deploy alice
lets_in 'before the end of the grant it opens'
given_grants deploy 'grants = ( { people = ( "alice" ); until = "2020-12-31T18:00:00Z"; } );'
tried deploy alice
refuses 'after its end it does not'
records_offer 'and the reason is recorded' '.account == "deploy" and .person == "alice" and .reason == "grant-expired"'

given_grants deploy 'grants = ( { people = ( "alice" ); } );'
put /etc/keyhole/revoked_keys <<END
$(fingerprint alice)  lost on a train
END
tried deploy alice
refuses 'with a key that is revoked it opens nothing'
records_offer 'and the reason is recorded' '.person == "alice" and .reason == "key-revoked"'
put /etc/keyhole/revoked_keys <<END
$(fingerprint ca)  was copied
END
tried deploy alice
refuses 'nor by an authority that is revoked'
put /etc/keyhole/revoked_keys </dev/null
tried deploy alice
refuses 'nor with a list of revoked keys that was cut off'
put /etc/keyhole/revoked_keys <<END
# none
END
tried deploy alice
lets_in 'with the list whole again it opens'
given_grants deploy 'grants = ;'
tried deploy alice
refuses 'a broken file of grants closes the account'
given_grants deploy 'grants = ( { people = ( "alice" ); } );'

# What sshd itself makes of a line of principals: keyhole counts on it, for a login that waits between the two.
# says: has a command of its own print the line.
says() {
	printf '#!/bin/sh\ncat <<"END"\n%s\nEND\n' "$1" | put /usr/libexec/principals 755
	tried deploy alice
}
given_sshd 'TrustedUserCAKeys /etc/ssh/user_ca.pub' 'AuthorizedPrincipalsCommandUser keyhole' \
	'AuthorizedPrincipalsCommand /usr/libexec/principals %u'
says 'from="0.0.0.0/0,::/0",expiry-time="20991231180000Z" alice'
lets_in 'sshd takes from= and expiry-time= before a principal'
says 'expiry-time="20200101000000Z" alice'
refuses 'and holds to the time'
says 'from="203.0.113.0/24" alice
alice'
refuses 'and of two lines with one name to the first'
says 'command="echo # two",no-pty alice'
refuses 'and reads no line that has a # in an option'

finish
