/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/address_list.h"

#include "common/reason.h"

/* The list that a join writes. */
struct output {
	char *text;
	size_t len, cap;
	bool full;
};

/* Cuts the next entry off a list; false at its end. */
static bool next_entry(struct view *rest, bool *more, struct view *entry)
{
	if (!*more)
		return false;
	const char *comma = rest->len ? memchr(rest->data, ',', rest->len) : NULL;
	*entry = (struct view){rest->data, comma ? (size_t)(comma - rest->data) : rest->len};
	*rest = view_skip(*rest, entry->len + 1);
	*more = comma != NULL;
	return true;
}

/* Reads entry by entry, and looks for one that lets someone in. */
int address_list_parse(struct view text, struct address_list *list, struct note *note)
{
	struct view rest = text, entry;
	bool more = true, anyone = false;
	list->count = 0;
	while (next_entry(&rest, &more, &entry)) {
		if (list->count == ADDRESS_LIST_MAX)
			return note_set(note, REASON_BAD_LINE, "from= has more than %d entries",
				ADDRESS_LIST_MAX);
		struct address *item = &list->item[list->count];
		int r = address_parse(entry, item, note);
		if (r != 0)
			return r;
		anyone = anyone || !item->negated;
		list->count++;
	}
	if (!anyone)
		return note_set(note, REASON_BAD_LINE,
			"from= only shuts out, so sshd would let nobody in: add an address or *");
	return 0;
}

/* Looks for an entry that lets in, and for none that shuts out. */
bool address_list_matches(const struct address_list *list, const char *address)
{
	char canonical[ADDRESS_TEXT_MAX];
	struct address peer;
	bool allowed = false;
	if (!address_of_peer(address, &peer, canonical))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		if (!address_has(&list->item[i], &peer))
			continue;
		if (list->item[i].negated)
			return false;
		allowed = true;
	}
	return allowed;
}

/* Whether an entry of a list that lets in covers this one. */
static bool list_covers(const struct address_list *list, const struct address *entry)
{
	for (size_t i = 0; i < list->count; i++)
		if (!list->item[i].negated && address_covers(&list->item[i], entry))
			return true;
	return false;
}

/* Whether one of the first `count` entries of a list is the same, exclusion or not. */
static bool list_has(const struct address_list *list, size_t count, const struct address *entry)
{
	for (size_t i = 0; i < count; i++)
		if (list->item[i].negated == entry->negated && address_equal(&list->item[i], entry))
			return true;
	return false;
}

/* Appends an entry with what stands before it. */
static void put(struct output *out, const struct address *entry)
{
	size_t comma = out->len > 0, mark = entry->negated;
	if (out->full || out->cap - out->len < comma + mark + entry->text.len) {
		out->full = true;
		return;
	}
	if (comma)
		out->text[out->len++] = ',';
	if (mark)
		out->text[out->len++] = '!';
	memcpy(out->text + out->len, entry->text.data, entry->text.len);
	out->len += entry->text.len;
}

/* Appends the entries of `list` that stay when it is joined with `other`, but not twice: all that
 *  shut out, and of those that let in the ones that the other list lets in too. */
static void put_staying(struct output *out, const struct address_list *list,
	const struct address_list *other, bool other_is_put, bool negated)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct address *entry = &list->item[i];
		if (entry->negated != negated || list_has(list, i, entry) ||
			(other_is_put && list_has(other, other->count, entry)))
			continue;
		if (negated || list_covers(other, entry))
			put(out, entry);
	}
}

/* An entry that lets in and that the other list does not cover: a pattern, or any; or NULL. */
static const struct address *uncovered(
	const struct address_list *list, const struct address_list *other, bool pattern)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct address *entry = &list->item[i];
		if (!entry->negated && (!pattern || entry->family == ADDRESS_PATTERN) &&
			!list_covers(other, entry))
			return entry;
	}
	return NULL;
}

/* Says that a pattern and an entry can't be compared, if the lists have two such. */
static int judge_patterns(
	const struct address_list *a, const struct address_list *b, struct note *note)
{
	const struct address *pattern = uncovered(a, b, true), *entry = uncovered(b, a, false);
	if (!pattern || !entry)
		return 0;
	return note_set(note, REASON_ADDRESS,
		"from=: the pattern \"%.*s\" and \"%.*s\" can't be intersected: write addresses or "
		"blocks such as 10.0.0.0/8 in both lists",
		(int)pattern->text.len, pattern->text.data, (int)entry->text.len, entry->text.data);
}

/* Two blocks are one inside the other or apart, so what is covered by the other list is all that
 *  both have, as long as no two entries are left of which one is a pattern. */
int address_list_join(const struct address_list *a, const struct address_list *b, char *out,
	size_t cap, size_t *len, struct note *note)
{
	struct output output = {.text = out, .cap = cap};
	int r = judge_patterns(a, b, note);
	if (r == 0)
		r = judge_patterns(b, a, note);
	if (r != 0)
		return r;
	put_staying(&output, a, b, false, false);
	put_staying(&output, b, a, true, false);
	if (output.len == 0 && !output.full)
		return note_set(note, REASON_ADDRESS,
			"from=: the grant's list and the key's have no address in common");
	put_staying(&output, a, b, false, true);
	put_staying(&output, b, a, true, true);
	if (output.full)
		return note_set(note, REASON_ADDRESS,
			"from=: what both lists let in takes more than %zu bytes to write", cap);
	*len = output.len;
	return 0;
}
