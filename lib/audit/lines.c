/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lines.h"

#include "audit/event.h"

#define OWN_MIN 16

static const char own_beginning[] = "{\"v\":1,\"";

/* Makes the memory. */
int lines_open(struct lines *lines, const struct find *find, bool reads_ahead)
{
	*lines = (struct lines){.find = find};
	return block_open(&lines->block, reads_ahead);
}

/* Begins before the first line or behind the last. */
int lines_begin(struct lines *lines, int fd, bool compressed, const struct seek_part *part)
{
	*lines = (struct lines){.find = lines->find, .block = lines->block, .base = -1};
	return block_begin(&lines->block, fd, compressed, part);
}

/* Frees the memory. */
void lines_close(struct lines *lines)
{
	block_close(&lines->block);
}

/* Whether a line is as keyhole writes them, as far as its ends tell. */
static bool is_own(struct view line)
{
	return line.len >= OWN_MIN && line.len < EVENT_LINE_MAX &&
	       memcmp(line.data, own_beginning, sizeof own_beginning - 1) == 0 &&
	       line.data[line.len - 1] == '}';
}

/* Whether a line can't have what is looked for. It is looked for up to `end` at once, for the lines
 * that come next. */
static bool is_passed(struct lines *lines, struct view line, const char *end)
{
	if (!lines->find || !is_own(line))
		return false;
	if (lines->hit < line.data)
		lines->hit = find_next(lines->find, line.data, end);
	return lines->hit >= line.data + line.len;
}

/* Takes the first line off, which ends here. */
static struct view take(struct lines *lines, char *end, bool torn)
{
	struct block *block = &lines->block;
	struct view line = {block->at, (size_t)(end - block->at)};
	block->at = torn ? end : end + 1;
	lines->torn = torn;
	lines->number++;
	if (line.len > EVENT_LINE_MAX)
		line.len = EVENT_LINE_MAX;
	return line;
}

/* Goes through the lines of the block, and reads one more at its end. */
int lines_next(struct lines *lines, struct view *line)
{
	struct block *block = &lines->block;
	char *newline;
	while ((newline = memchr(block->at, '\n', (size_t)(block->end - block->at)))) {
		*line = take(lines, newline, false);
		if (!is_passed(lines, *line, block->end))
			return LINES_ONE;
	}
	if (block->ended && block->at == block->end)
		return LINES_END;
	if (block->ended) {
		*line = take(lines, block->end, true);
		return LINES_ONE;
	}
	if (block->end - block->at > EVENT_LINE_MAX + 1)
		block->end = block->at + EVENT_LINE_MAX + 1;
	lines->hit = NULL;
	int r = block_fill(block);
	if (r < 0)
		block->at = block->end;
	return r < 0 ? r : LINES_MORE;
}

/* Where the last line of the block begins; NULL where that is not known yet. */
static char *begin_of_last(const struct block *block)
{
	size_t len = (size_t)(block->end - block->at);
	char *newline = len > 0 ? memrchr(block->at, '\n', len - 1) : NULL;
	if (newline)
		return newline + 1;
	return len > 0 && block->offset == block->part.first ? block->at : NULL;
}

/* Takes the last line off, which begins here. */
static struct view take_last(struct lines *lines, char *begin)
{
	struct block *block = &lines->block;
	struct view line = {begin, (size_t)(block->end - begin)};
	block->end = begin;
	lines->torn = lines->end_torn;
	lines->end_torn = false;
	lines->number--;
	if (!lines->torn)
		line.len--;
	if (line.len > EVENT_LINE_MAX)
		line.len = EVENT_LINE_MAX;
	return line;
}

/* Reads one more block; the first one tells whether the last line is torn. */
static int fill_back(struct lines *lines)
{
	struct block *block = &lines->block;
	if (block->end - block->at > EVENT_LINE_MAX + 1)
		block->end = block->at + EVENT_LINE_MAX + 1;
	int r = block_fill_back(block);
	if (r == BLOCK_MORE && !lines->end_seen && block->end > block->at) {
		lines->end_seen = true;
		lines->end_torn = block->end[-1] != '\n';
		lines->number = lines->end_torn ? 2 : 1;
	}
	return r == BLOCK_MORE ? LINES_MORE : r;
}

/* Goes back through the lines of the block, and reads one more at its beginning. */
int lines_previous(struct lines *lines, struct view *line)
{
	char *begin;
	while ((begin = begin_of_last(&lines->block))) {
		*line = take_last(lines, begin);
		lines->hit = NULL;
		if (lines->torn || !is_passed(lines, *line, line->data + line->len))
			return LINES_ONE;
	}
	return fill_back(lines);
}

/* Counts the lines before where the reading began. */
int64_t lines_number(struct lines *lines)
{
	const struct block *block = &lines->block;
	if (lines->base < 0 && block->gunzip)
		lines->base = block->lines;
	else if (lines->base < 0)
		lines->base = block_count_before(
			block->fd, block->begun ? block->part.last : block->part.first);
	return lines->base + lines->number;
}
