/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intake.h – public keys that someone hands in: read, told from what is none, and judged
 *
 * Shape:  authorized_keys lines from a file or standard input. Something else that people take for
 *         a public key (a private one, PuTTY's and RFC 4716's forms, PEM, a certificate, UTF-16,
 *         a web page) MUST be refused in words that say what it is and how to get the right thing.
 *         Each key MUST be sound, of an allowed type and size, not revoked, and not expired; its
 *         line MUST NOT have a control character. One line that is no good refuses all.
 * Units:  at most INTAKE_KEYS_MAX lines, INTAKE_MAX bytes.
 * Memory: malloc'ed; intake_free wipes the text, which may have been a private key, and frees.
 * Errors: 0; the reason why a key is refused; -errno. The note begins with the file's name and the
 *         line; it MUST NOT quote the text.
 * Source: ssh-keygen(1) -i; RFC 4716, RFC 7468.
 */
#ifndef KEYHOLE_ADMIN_STORE_INTAKE_H
#define KEYHOLE_ADMIN_STORE_INTAKE_H

#include "common/settings.h"
#include "keys/line.h"

#define INTAKE_MAX (256 * 1024)
#define INTAKE_KEYS_MAX 1024

struct intake {
	const char *name; /* of the file, or "standard input" */
	char *text;
	size_t len, count;
	struct line **line;
};

/** Reads a file, or standard input for "-", and takes the lines apart. */
int intake_read(const char *file, struct intake *intake, struct note *note);

/** Takes over a text that stands at `name`, which MUST outlive it. */
int intake_text(const char *text, const char *name, struct intake *intake, struct note *note);

/** Puts further options in front of every key, "from=\"10.0.0.0/8\"", behind those that it has. */
int intake_limit(struct intake *intake, const char *options, struct note *note);

/** Judges every key by the settings and the list of revoked keys. */
int intake_judge(const struct intake *intake, const struct settings *settings, struct note *note);

/** Wipes and frees. */
void intake_free(struct intake *intake);

/** For CLEANUP(intake). */
static inline void cleanup_intake(struct intake *intake)
{
	intake_free(intake);
}

#endif
