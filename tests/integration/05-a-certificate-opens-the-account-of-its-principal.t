#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_account carol
given_key ca
given_key id

# certified: signs the key; the arguments are options of ssh-keygen, -n for whom.
certified() {
	rm -f id-cert.pub
	ssh-keygen -q -s ca -I "brian's laptop" -z 18446744073709551615 "$@" id.pub
}

certified -n brian
given_known brian ca 'cert-authority,principals="brian"'
login_as brian id -o CertificateFile=id-cert.pub
lets_in 'a certificate of an authority in the store opens the account'
records 'the log names the certificate, its serial and its authority' '
	.event == "login" and .account == "brian" and .person == "brian" and .cert_id == "brian'"'"'s laptop" and
	.cert_serial == "18446744073709551615" and .cert_ca == "'"$(fingerprint ca)"'" and .key == "'"$(fingerprint id)"'"'

certified -n carol
login_as brian id -o CertificateFile=id-cert.pub
refuses 'one for another principal does not'
certified -n brian -V 20200101:20210101
login_as brian id -o CertificateFile=id-cert.pub
refuses 'one that has ended does not'

given_known carol ca cert-authority
certified
login_as carol id -o CertificateFile=id-cert.pub
refuses 'an authority without principals opens nothing: sshd would let anyone in'

finish
