/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/owned.h"

#include <stdlib.h>
#include <string.h>

/* One byte more than the text, since an empty one has bytes too; an empty view may have no data. */
struct view owned_copy(struct view text)
{
	char *bytes = malloc(text.len + 1);
	if (bytes && text.len > 0)
		memcpy(bytes, text.data, text.len);
	return (struct view){bytes, text.len};
}

/* A view's data is const for who looks; who owns it gave it away as a pointer that was not. */
void owned_free(struct view text)
{
	void *bytes;
	memcpy(&bytes, &text.data, sizeof bytes);
	free(bytes);
}
