/* SPDX-License-Identifier: Apache-2.0 */
/*
 * who.h – whose key opened an account, by keyhole's own store
 *
 * Shape:  of the keys that sshd proved (the publickey lines of SSH_AUTH_INFO_0, never a host's) the
 *         first whose person keyhole knows, else the first; the others' fingerprints are kept
 * beside. A key that keyhole does not know has no person: it came from the user's own file. A
 * certificate is named by the key inside it, and has its id, serial and CA besides. A key whose
 * bytes are not understood has its type alone. Units:  bits; the serial in decimal. Memory: texts
 * are held by value: they outlive the text they were read from. Errors: 0, or -errno when the store
 * could not be asked for one of the keys: what is known besides is there all the same. Source:
 * sshd_config(5) ExposeAuthInfo; ssh-keygen(1) CERTIFICATES.
 */
#ifndef KEYHOLE_PAM_MODULE_WHO_H
#define KEYHOLE_PAM_MODULE_WHO_H

#include "access/access.h"
#include "keys/fingerprint.h"
#include "pam_module/authinfo.h"

#define WHO_TYPE_MAX 128
#define WHO_ID_MAX 1024
#define WHO_SERIAL_MAX 21

struct who_key {
	char fingerprint[FINGERPRINT_MAX];
	char type[WHO_TYPE_MAX]; /* as sshd says it: "ssh-ed25519-cert-v01@openssh.com" */
	int64_t bits;            /* -1: not known */
	char cert_id[WHO_ID_MAX], cert_serial[WHO_SERIAL_MAX], cert_ca[FINGERPRINT_MAX];
	struct access_owner owner; /* person is empty where keyhole knows none */
};

struct who {
	struct who_key key; /* its type is empty where the login had none */
	char more_keys[AUTHINFO_METHODS_MAX * FINGERPRINT_MAX];
};

/* Whose store is asked, and for which account. */
struct who_request {
	const struct settings *settings; /* NULL: they can't be read, nobody is known */
	const char *account;
	int64_t uid;
	uint64_t now;
};

/** Begins with nobody. */
void who_init(struct who *who);

/** Finds out. */
int who_find(const struct who_request *request, const struct authinfo *info, struct who *who,
	struct note *note);

#endif
