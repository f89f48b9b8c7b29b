/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line.h – one line of an authorized_keys file
 *
 * Shape:  [options] type base64 [comment], blanks and tabs between; a line MUST NOT have a NUL, a
 *         byte order mark, or a type word that differs from the blob's type, except rsa-sha2-256
 *         and rsa-sha2-512 for ssh-rsa, as sshd. A trailing CR is not part of the line. Empty
 *         lines and those that begin with # are passed over by line_next.
 * Units:  line numbers and columns begin with 1; `fault_at` is a column, 0 where there is none.
 * Memory: views into the text, which MUST outlive the line; the blob's bytes are in the line
 *         itself, so it MUST NOT be copied by assignment.
 * Errors: 0 or REASON_BAD_LINE, the note says what is wrong (without file and number: the caller
 *         knows those).
 * Source: sshd(8); auth2-pubkeyfile.c:auth_check_authkey_line, sshkey.c:sshkey_read.
 */
#ifndef KEYHOLE_KEYS_LINE_H
#define KEYHOLE_KEYS_LINE_H

#include "keys/blob.h"
#include "keys/options.h"

struct line {
	struct view text;
	struct view options_text, type, base64, comment;
	struct options options;
	struct blob key;
	size_t fault_at;
	unsigned char bytes[BLOB_PLAIN_MAX];
};

/* A place in a file while its lines are walked. */
struct line_cursor {
	struct view rest;
	unsigned number; /* of the line given last */
};

/** The next line that is neither empty nor a comment, leading blanks cut; false at the end. */
bool line_next(struct line_cursor *cursor, struct view *text);

/** Reads a line. A certificate in place of a key is refused: it opens nothing in sshd either. */
int line_parse(struct view text, struct line *line, struct note *note);

/** Reads a line that has a key and a comment only, as in a list of revoked keys. */
int line_parse_key(struct view text, struct line *line, struct note *note);

/** Whether sshd may take a key from a line of its own files that line_parse has refused. It is no
 *  only where sshd is certain to take none: up to a NUL there is no word that could be a type with
 *  the base64 of whole fields behind it, neither at the front nor behind the options; or the
 *  type of these is a certificate's, or another than the word says; or sshd knows no such options.
 *  Where the key can be told it is `line->key`, whose kind is NULL otherwise. */
bool line_doubtful(struct view text, struct line *line);

/** Refuses a line with a control character in it: who shows the file later would print it raw. */
int line_check_bytes(struct line *line, struct note *note);

#endif
