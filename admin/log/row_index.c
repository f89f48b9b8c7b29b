/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/row_index.h"

#include "admin/hash.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_SLOTS 256

/* The slot in which a text is, or could be. */
static size_t *slot_of(const struct row_index *index, const struct row *rows, struct view text)
{
	size_t mask = index->slot_count - 1, at = (size_t)hash_of(text) & mask;
	while (index->slots[at] != 0 && !view_equal(text, index->key(&rows[index->slots[at] - 1])))
		at = (at + 1) & mask;
	return &index->slots[at];
}

/* Looks in the slot. */
struct row *row_index_find(const struct row_index *index, struct row *rows, struct view text)
{
	if (index->slot_count == 0 || text.len == 0)
		return NULL;
	size_t number = *slot_of(index, rows, text);
	return number > 0 ? &rows[number - 1] : NULL;
}

/* Doubles the table. */
static int grow(struct row_index *index, const struct row *rows, struct note *note)
{
	size_t *old = index->slots, old_count = index->slot_count;
	size_t count = old_count > 0 ? 2 * old_count : FIRST_SLOTS;
	size_t *slots = calloc(count, sizeof *slots);
	if (!slots)
		return note_errno(note, -ENOMEM, "the rows of the log");
	index->slots = slots;
	index->slot_count = count;
	for (size_t i = 0; i < old_count; i++)
		if (old[i] != 0)
			*slot_of(index, rows, index->key(&rows[old[i] - 1])) = old[i];
	free(old);
	return 0;
}

/* Keeps the table at most half full. */
int row_index_put(struct row_index *index, const struct row *rows, size_t number, struct note *note)
{
	struct view text = index->key(&rows[number]);
	if (text.len == 0)
		return 0;
	if (2 * (index->used + 1) > index->slot_count) {
		int r = grow(index, rows, note);
		if (r != 0)
			return r;
	}
	size_t *slot = slot_of(index, rows, text);
	index->used += *slot == 0;
	*slot = number + 1;
	return 0;
}

/* Empties every slot. */
void row_index_clear(struct row_index *index)
{
	if (index->slot_count > 0)
		memset(index->slots, 0, index->slot_count * sizeof *index->slots);
	index->used = 0;
}

/* Frees the slots. */
void row_index_free(struct row_index *index)
{
	free(index->slots);
	index->slots = NULL;
	index->slot_count = index->used = 0;
}
