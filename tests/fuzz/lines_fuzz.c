/* SPDX-License-Identifier: Apache-2.0 */
/* Any file is lines, the same ones forwards and backwards; none is missed that has what is looked for,
 * and if its records are in order, none of the time that is looked for. The first byte says what. */
#include "audit/event.h"
#include "audit/lines.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINES_MAX 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const needles[] = {
	"", "\"brian\"", "b", "SHA256:kb0o", "{\"v\":1,", "\n", "}", "\"2026"};

/* The lines of a text, as they stand there. */
struct text {
	struct view lines[LINES_MAX];
	int64_t at[LINES_MAX];
	size_t count;
	bool torn;
};

/* Cuts a text into its lines. */
static void cut(struct view rest, struct text *text)
{
	const char *begin = rest.data;
	text->count = 0;
	text->torn = rest.len > 0 && rest.data[rest.len - 1] != '\n';
	while (rest.len > 0 && text->count < LINES_MAX) {
		const char *newline = memchr(rest.data, '\n', rest.len);
		size_t len = newline ? (size_t)(newline - rest.data) : rest.len;
		text->at[text->count] = rest.data - begin;
		text->lines[text->count++] = (struct view){rest.data, len};
		rest = view_skip(rest, len + 1);
	}
}

/* Whether a line may be passed over. */
static bool may_pass(struct view line, struct view needle)
{
	bool own = line.len >= 16 && line.len < EVENT_LINE_MAX &&
		   memcmp(line.data, "{\"v\":1,\"", 8) == 0 && line.data[line.len - 1] == '}';
	return own && needle.len > 0 && !memchr(line.data, '\\', line.len) &&
	       !memmem(line.data, line.len, needle.data, needle.len);
}

/* Reads a line in one direction, whichever filling it takes. */
static bool take(struct lines *lines, bool back, struct view *line)
{
	int r;
	do
		r = back ? lines_previous(lines, line) : lines_next(lines, line);
	while (r == LINES_MORE);
	assert(r == LINES_ONE || r == LINES_END);
	return r == LINES_ONE;
}

/* Reads all lines in one direction and sees that they are those of the text. */
static void check_lines(int fd, const struct text *text, struct view needle, bool back)
{
	const struct seek_part all = {0, SEEK_TO_THE_END};
	struct find find = {{NULL, 0}, {0}};
	struct lines lines;
	struct view line;
	if (needle.len > 0)
		find = find_open(needle);
	assert(lines_open(&lines, needle.len > 0 ? &find : NULL, false) == 0);
	assert(lines_begin(&lines, fd, false, &all) == 0);
	size_t left = text->count;
	bool told = !text->torn;
	while (take(&lines, back, &line)) {
		size_t number = (size_t)lines_number(&lines), place = number - 1;
		size_t passed = back ? left - number : number - (text->count - left) - 1;
		assert(number >= 1 && number <= text->count && passed < left);
		for (size_t i = 1; i <= passed; i++)
			assert(may_pass(text->lines[back ? place + i : place - i], needle));
		left -= passed + 1;
		struct view expected = text->lines[place];
		assert(lines.torn == (text->torn && number == text->count));
		told = told || lines.torn;
		if (expected.len > EVENT_LINE_MAX)
			expected.len = EVENT_LINE_MAX;
		assert(view_equal(line, expected));
	}
	while (left > 0) {
		left--;
		assert(may_pass(text->lines[back ? left : text->count - left - 1], needle));
	}
	assert(told);
	lines_close(&lines);
}

/* Sees that the part found has the records of a time, if the records are in order. */
static void check_part(int fd, const struct text *text, int64_t size, int64_t since, int64_t until)
{
	static struct event event;
	struct seek_part part;
	struct note note;
	int64_t last = 0;
	bool inside = true;
	assert(seek_part(fd, size, since, until, &part) == 0);
	assert(part.first >= 0 && part.first <= part.last);
	for (size_t i = 0; i < text->count; i++) {
		if (event_decode(text->lines[i], &event, &note) != 0 ||
			(i + 1 == text->count && text->torn))
			continue;
		if (event.time < last)
			return;
		last = event.time;
		if (event.time >= since && event.time < until)
			inside = inside && text->at[i] >= part.first && text->at[i] < part.last;
	}
	assert(inside);
}

/* Puts the text into a file, several times, so that there is something to search in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text text;
	if (size == 0)
		return 0;
	struct view needle = view_of(needles[*data % (sizeof needles / sizeof *needles)]);
	size_t times = *data / 64 * 40U + 1, len = (size - 1) * times;
	char *copy = malloc(len + 1);
	int fd = memfd_create("lines", MFD_CLOEXEC);
	assert(copy && fd >= 0);
	for (size_t i = 0; i < times; i++)
		memcpy(copy + i * (size - 1), data + 1, size - 1);
	assert(write(fd, copy, len) == (ssize_t)len);
	cut((struct view){copy, len}, &text);
	if (text.count < LINES_MAX) {
		check_lines(fd, &text, needle, false);
		check_lines(fd, &text, needle, true);
		int64_t moment = INT64_C(1795354800) * 1000000; /* 2026-11-22 */
		for (int64_t hour = -30; hour < 30; hour += 7)
			check_part(fd, &text, (int64_t)len, moment + hour * 3600000000,
				hour > 20 ? INT64_MAX : moment + (hour + 5) * 3600000000);
	}
	close(fd);
	free(copy);
	return 0;
}
