/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_words.h – why a login failed, from what the programs that took part said
 *
 * Shape:  texts in, a view of one line out. sshd's last line that is not only about the end of the
 *         connection says why; where it has none, the client's last line does. Carriage returns and
 *         sshd's own name before a line are left out.
 * Units:  bytes.
 * Memory: the views look at the texts.
 * Errors: an empty view: nothing was said.
 * Source: what sshd(8) -e and ssh(1) print.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_WORDS_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_WORDS_H

#include "keys/fingerprint.h"

/** The line that says why: of sshd's, else of the client's. */
struct view rehearsal_words_cause(struct view sshd, struct view client);

/** Cuts off what keyhole why says as far as the next key that it says opens an account; false: there
 *  is none. */
bool rehearsal_words_open(
	struct view *text, const char *account, char fingerprint[FINGERPRINT_MAX]);

/** Whether it says that of a key. */
bool rehearsal_words_opens(struct view text, const char *account, const char *fingerprint);

/** The sentence of keyhole why about an account. */
struct view rehearsal_words_sentence(struct view text, const char *account);

#endif
