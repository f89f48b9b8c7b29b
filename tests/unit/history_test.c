/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of logs that are read in parts are those of the log that is read at once. */
#include "sshd_log_fake.h"

#include "admin/log/history.h"
#include "admin/log/lasting.h"
#include "audit/append.h"

#include <errno.h>

#define SECOND INT64_C(1000000)
#define BEGIN (INT64_C(1795000000) * SECOND)
#define CONNECTIONS 600
#define LINES_MAX (6 * CONNECTIONS)
#define STORY_MAX (1 << 20)

/* A line of one of the logs. */
struct line {
	int64_t time;
	bool offer;
	char text[512];
};

/* What is gathered of rows. */
struct gathered {
	size_t count;
	char *story; /* a line for each row */
	size_t len;
};

static struct sandbox box;
static struct line lines[LINES_MAX];
static size_t line_count;
static uint64_t seed;
static struct note note;

/* The next number of a sequence, below a limit. */
static unsigned pick(unsigned limit)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(seed >> 33) % limit;
}

/* Begins with a folder. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	line_count = 0;
	seed = 42;
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Adds a line. */
static void add(int64_t time, const char *event, unsigned boot, unsigned number, const char *more)
{
	char text[28];
	struct line *line = &lines[line_count++];
	event_time_text(time, text);
	line->time = time;
	line->offer = strcmp(event, "offer") == 0;
	snprintf(line->text, sizeof line->text,
		"{\"v\":1,\"time\":\"%s\",\"event\":\"%s\",\"session\":\"%012x-%u-%u\",\"account\":"
		"\"a%u\",\"person\":\"p%u\"%s}\n",
		text, event, boot, 1000 + number % 97, number + 1, number % 7, number % 5, more);
}

/* Adds a logout some time after a login, unless the machine went down before. */
static void add_end(int64_t login, int64_t down, unsigned boot, unsigned number)
{
	static const unsigned lasts[] = {1, 60, 3600, 86400, 864000};
	char seconds[32];
	int64_t lasted = 1 + pick(lasts[pick(5)]);
	snprintf(seconds, sizeof seconds, ",\"seconds\":%lld", (long long)lasted);
	if (pick(20) != 0 && login + lasted * SECOND < down)
		add(login + lasted * SECOND, "logout", boot, number, seconds);
}

/* Adds a connection: what it tried, what was warned of, how it went. */
static void add_connection(int64_t time, int64_t down, unsigned boot, unsigned number)
{
	static const char *const reasons[] = {",\"key\":\"SHA256:a\",\"reason\":\"no-such-key\"",
		",\"key\":\"SHA256:b\",\"reason\":\"key-expired\"",
		",\"key\":\"SHA256:c\",\"reason\":\"key-type\""};
	for (unsigned tries = pick(4); tries > 0; tries--)
		add(time += pick(40) * SECOND + pick(1000000), "offer", boot, number,
			reasons[pick(3)]);
	unsigned end = pick(8);
	if (end == 0)
		return;
	time += 1 + pick(1000000);
	if (end == 1) {
		add(time, "refused", boot, number, ",\"reason\":\"home-writable\"");
		return;
	}
	if (end == 2)
		add(time - 1, "warned", boot, number, ",\"reason\":\"home-acl\"");
	add(time, "login", boot, number, ",\"from\":\"192.0.2.1\",\"key\":\"SHA256:k\"");
	add_end(time, down, boot, number);
}

/* Orders lines by time, offers first. */
static int compare(const void *a, const void *b)
{
	const struct line *one = a, *two = b;
	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	return (int)two->offer - (int)one->offer;
}

/* Writes one of the logs. */
static void write_log(const char *name, bool offers)
{
	char *text = malloc(LINES_MAX * sizeof lines->text), *out = text;
	*out = '\0';
	for (size_t i = 0; i < line_count; i++)
		if (lines[i].offer == offers)
			out = stpcpy(out, lines[i].text);
	sandbox_write(&box, name, text);
	free(text);
}

/* Makes logs of so many connections, over three boots; `gap` is how far they are apart at most. */
static void generate(unsigned gap)
{
	int64_t time = BEGIN, downs[] = {0, 0, 0};
	for (unsigned boot = 0; boot < 3; boot++) {
		int64_t begin = time;
		uint64_t kept = seed;
		for (unsigned i = 0; i < CONNECTIONS / 3; i++)
			begin += (1 + (int64_t)pick(gap)) * SECOND;
		downs[boot] = begin + 200 * SECOND;
		seed = kept;
		for (unsigned i = 0; i < CONNECTIONS / 3; i++) {
			time += (1 + (int64_t)(i % gap)) * SECOND;
			if (time < downs[boot])
				add_connection(time, downs[boot], 0xb0 + boot, boot * 1000 + i);
		}
		time = downs[boot] + 1000 * SECOND;
	}
	qsort(lines, line_count, sizeof *lines, compare);
	write_log(APPEND_LOGINS, false);
	write_log(APPEND_OFFERS, true);
}

/* Adds a row to the story. */
static int gather(void *context, struct row *row, struct note *unused)
{
	struct gathered *gathered = context;
	char result[ROW_TEXT_MAX];
	unsigned tries = 0;
	(void)unused;
	row_result(row, false, true, result);
	for (const struct row_try *attempt = row->tries; attempt; attempt = attempt->next)
		tries++;
	gathered->count++;
	gathered->len += (size_t)snprintf(gathered->story + gathered->len,
		STORY_MAX - gathered->len, "%lld %s %s %s %lld %s %u\n", (long long)row->time,
		row->session, row->account, row->key, (long long)row->seconds, result, tries);
	row_free(row);
	return 0;
}

/* Reads what is asked for, holding so many rows; gives the story, for the caller to free. */
static char *read_story(const struct filter *filter, size_t limit, size_t rows_max, size_t *count)
{
	static struct unread unread;
	struct gathered gathered = {.story = calloc(1, STORY_MAX)};
	struct history history = {.log_dir = box.folder,
		.filter = filter,
		.limit = limit,
		.rows_max = rows_max,
		.unread = &unread,
		.take = gather,
		.context = &gathered};
	if (history_read(&history, &note) != 0)
		fail_msg("%s", note.text);
	if (count)
		*count = gathered.count;
	return gathered.story;
}

/* Sees that two stories are the same, and frees them. */
static void expect_same(char *one, char *two, const char *what, long long number)
{
	size_t at = 0;
	while (one[at] && one[at] == two[at])
		at++;
	while (at > 0 && one[at - 1] != '\n')
		at--;
	if (strcmp(one, two) != 0)
		fail_msg("%s %lld: %.200s\nis not\n%.200s", what, number, one + at, two + at);
	free(one);
	free(two);
}

/* The end of a story with so many lines. */
static char *last_lines(const char *story, size_t count)
{
	const char *at = story + strlen(story);
	while (at > story && count > 0) {
		at--;
		while (at > story && at[-1] != '\n')
			at--;
		count--;
	}
	return strdup(at);
}

/* The lines of a story whose time is in a window. */
static char *lines_between(const char *story, int64_t since, int64_t until)
{
	char *out = calloc(1, STORY_MAX), *end = out;
	for (const char *at = story; *at; at += strcspn(at, "\n") + 1) {
		int64_t time = strtoll(at, NULL, 10);
		if (time >= since && time < until)
			end += sprintf(end, "%.*s\n", (int)strcspn(at, "\n"), at);
	}
	return out;
}

static void few_rows_at_a_time_are_the_same_rows(void **state)
{
	(void)state;
	struct filter filter;
	filter_init(&filter);
	for (unsigned gap = 1; gap < 1000; gap *= 9) {
		size_t count;
		line_count = 0;
		generate(gap);
		char *whole = read_story(&filter, 0, 1000000, &count);
		assert_in_range(count, 300, 700);
		for (size_t rows = 300; rows <= 500; rows += 100)
			expect_same(read_story(&filter, 0, rows, NULL), strdup(whole), "rows",
				(long long)rows);
		free(whole);
	}
}

static void a_limit_gives_the_last_rows_of_all(void **state)
{
	(void)state;
	static const size_t limits[] = {1, 2, 7, 40, 130, 400, 5000};
	struct filter filter;
	filter_init(&filter);
	generate(300);
	char *whole = read_story(&filter, 0, 1000000, NULL);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		expect_same(read_story(&filter, limits[i], 1000000, NULL),
			last_lines(whole, limits[i]), "limit", (long long)limits[i]);
		expect_same(read_story(&filter, limits[i], 320, NULL), last_lines(whole, limits[i]),
			"limit in parts", (long long)limits[i]);
	}
	free(whole);
}

static void a_limit_of_few_among_many_is_found_further_back(void **state)
{
	(void)state;
	struct filter filter;
	size_t count;
	filter_init(&filter);
	filter.account = "a3";
	filter.person = "p2";
	generate(300);
	char *whole = read_story(&filter, 0, 1000000, &count);
	assert_in_range(count, 10, 30);
	expect_same(read_story(&filter, 9, 0, NULL), last_lines(whole, 9), "limit", 9);
	expect_same(read_story(&filter, 99, 0, NULL), strdup(whole), "limit", 99);
	free(whole);
}

static void a_window_has_the_rows_that_began_in_it_with_their_ends(void **state)
{
	(void)state;
	struct filter filter;
	filter_init(&filter);
	generate(60);
	char *whole = read_story(&filter, 0, 1000000, NULL);
	int64_t end = lines[line_count - 1].time;
	for (unsigned i = 0; i < 200; i++) {
		filter.since = i % 2 == 0 ? lines[pick((unsigned)line_count)].time
					  : BEGIN + (int64_t)(pick(1000)) * (end - BEGIN) / 1000;
		filter.until = filter.since + SECOND + (int64_t)pick(100000) * SECOND / (1 + i);
		expect_same(read_story(&filter, 0, 0, NULL),
			lines_between(whole, filter.since, filter.until), "window", i);
		char *inside = lines_between(whole, filter.since, filter.until);
		expect_same(read_story(&filter, 3, 0, NULL), last_lines(inside, 3), "last", i);
		free(inside);
	}
	free(whole);
}

static void a_logout_far_behind_is_found_ahead(void **state)
{
	(void)state;
	struct lasting lasting = {.slots = 1024};
	generate(60);
	assert_int_equal(lasting_read(&lasting, box.folder, 0, INT64_MAX, NULL, &note), 0);
	size_t seen = 0;
	for (size_t i = 0; i < line_count; i++) {
		char session[64];
		const char *at = strstr(lines[i].text, "\"session\":\"") + 11;
		snprintf(session, sizeof session, "%.*s", (int)strcspn(at, "\""), at);
		const char *seconds = strstr(lines[i].text, "\"seconds\":");
		if (!seconds)
			continue;
		seen++;
		assert_int_equal(lasting_seconds(&lasting, view_of(session)),
			strtoll(seconds + 10, NULL, 10));
	}
	assert_true(seen > 100);
	assert_int_equal(lasting_seconds(&lasting, view_of("nobody")), LASTING_UNKNOWN);
	lasting_free(&lasting);
}

static void a_full_table_of_sessions_holds_the_first(void **state)
{
	(void)state;
	struct lasting lasting = {.slots = 64};
	size_t known = 0, unknown = 0;
	generate(60);
	assert_int_equal(lasting_read(&lasting, box.folder, 0, INT64_MAX, NULL, &note), 0);
	for (size_t i = 0; i < line_count; i++) {
		char session[64];
		const char *at = strstr(lines[i].text, "\"session\":\"") + 11;
		snprintf(session, sizeof session, "%.*s", (int)strcspn(at, "\""), at);
		if (!strstr(lines[i].text, "\"login\""))
			continue;
		int64_t seconds = lasting_seconds(&lasting, view_of(session));
		if (unknown == 0 && seconds != LASTING_UNKNOWN)
			known++;
		else
			unknown += seconds == LASTING_UNKNOWN;
	}
	assert_int_equal(known, 32);
	assert_true(unknown > 100);
	lasting_free(&lasting);
}

static void what_was_forgotten_is_met_all_the_same(void **state)
{
	(void)state;
	struct lasting lasting = {.slots = 64};
	generate(60);
	assert_int_equal(lasting_read(&lasting, box.folder, 0, INT64_MAX, NULL, &note), 0);
	assert_false(lasting_meet(&lasting, view_of("nobody")));
	assert_int_equal(lasting_read(&lasting, box.folder, lines[line_count / 2].time, INT64_MAX,
				 NULL, &note),
		0);
	assert_true(lasting_meet(&lasting, view_of("nobody")));
	lasting_free(&lasting);
}

static void nothing_is_awaited_of_a_boot_that_is_over(void **state)
{
	(void)state;
	struct lasting lasting = {.slots = 64};
	add(BEGIN, "login", 1, 1, "");
	add(BEGIN + 1, "login", 1, 2, "");
	add(BEGIN + 2, "logout", 1, 2, ",\"seconds\":2");
	add(BEGIN + 10, "login", 2, 3, "");
	add(BEGIN + 11, "logout", 1, 1, ",\"seconds\":11");
	write_log(APPEND_LOGINS, false);
	assert_int_equal(lasting_read(&lasting, box.folder, 0, BEGIN + 5, NULL, &note), 0);
	assert_int_equal(lasting_seconds(&lasting, view_of("000000000001-1001-2")), LASTING_NEVER);
	assert_int_equal(lasting_seconds(&lasting, view_of("000000000001-1002-3")), 2);
	assert_int_equal(
		lasting_seconds(&lasting, view_of("000000000002-1003-4")), LASTING_UNKNOWN);
	lasting_free(&lasting);
}

#define history_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		history_test(few_rows_at_a_time_are_the_same_rows),
		history_test(a_limit_gives_the_last_rows_of_all),
		history_test(a_limit_of_few_among_many_is_found_further_back),
		history_test(a_window_has_the_rows_that_began_in_it_with_their_ends),
		history_test(a_logout_far_behind_is_found_ahead),
		history_test(a_full_table_of_sessions_holds_the_first),
		history_test(what_was_forgotten_is_met_all_the_same),
		history_test(nothing_is_awaited_of_a_boot_that_is_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
