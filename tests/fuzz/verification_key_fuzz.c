/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is a verification key or none; what is read is written so that it is read again. */
#include "seal/verification_key.h"

#include <assert.h>
#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads, writes and reads. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verification_key first, second;
	struct note note = {""};
	char text[VERIFICATION_KEY_TEXT];
	int r = verification_key_parse((struct view){(const char *)data, size}, &first, &note);
	assert(r == 0 || (r == -EINVAL && note.text[0]));
	if (r != 0)
		return 0;
	verification_key_print(&first, text);
	assert(strlen(text) == sizeof text - 1);
	assert(verification_key_parse(view_of(text), &second, &note) == 0);
	assert(first.epoch == second.epoch && first.first_seq == second.first_seq);
	assert(memcmp(first.key, second.key, HASH_SIZE) == 0);
	return 0;
}
