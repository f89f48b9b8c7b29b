/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/cmocka.h"
#include "tests/pam/steps.h"
#include "tests/pam/words.h"
#include "tests/pam/world.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int value;
} results[] = {{"PAM_SUCCESS", PAM_SUCCESS}, {"PAM_PERM_DENIED", PAM_PERM_DENIED},
	{"PAM_USER_UNKNOWN", PAM_USER_UNKNOWN}, {"PAM_SYSTEM_ERR", PAM_SYSTEM_ERR},
	{"PAM_AUTH_ERR", PAM_AUTH_ERR}, {"PAM_SESSION_ERR", PAM_SESSION_ERR},
	{"PAM_IGNORE", PAM_IGNORE}};

/* `PAM_…`: what the last phase gave. */
static bool expect_result(const char *rest)
{
	for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
		if (strcmp(rest, results[i].name) != 0)
			continue;
		if (world.result != results[i].value)
			fail_msg("PAM answered %d (%s), not %s\nmessages:\n%ssyslog:\n%s",
				world.result, pam_strerror(NULL, world.result), rest,
				world.messages.bytes, world.syslog.bytes);
		return true;
	}
	return false;
}

/* Whether a text has, or lacks, what the rest of the line says; without words, whether it has
 * anything. */
static void expect_text(const char *what, const char *text, const char *rest, bool wanted)
{
	char word[WORDS_MAX];
	bool has = words_next(&rest, word) ? strstr(text, word) != NULL : text[0] != '\0';
	if (has != wanted)
		fail_msg("%s %s \"%s\", but is:\n%s", what,
			wanted ? "was to have" : "was not to have", word, text);
}

/* Reads a file of the world; one that is not there is empty. */
static char *read_file(const char *name)
{
	char *text = calloc(1, 4 * 1024 * 1024);
	FILE *file = fopen(world_path(name), "re");
	size_t len = file ? fread(text, 1, 4 * 1024 * 1024 - 1, file) : 0;
	text[len] = '\0';
	if (file)
		fclose(file);
	return text;
}

/* `file NAME "…"`, and the same with `no`. */
static void expect_file(const char *rest, bool wanted)
{
	char name[WORDS_MAX];
	words_next(&rest, name);
	char *text = read_file(name);
	expect_text(name, text, rest, wanted);
	free(text);
}

/* The value of a field of a line of JSON, raw, quotes included; NULL where it has none. */
static const char *field_of(const char *line, const char *name, size_t *len)
{
	char key[256];
	snprintf(key, sizeof key, "\"%s\":", name);
	const char *value = strstr(line, key);
	if (!value)
		return NULL;
	value += strlen(key);
	const char *at = value + (*value == '"');
	while (*at && (*value == '"' ? *at != '"' : !strchr(",}", *at)))
		at += *at == '\\' ? 2 : 1;
	*len = (size_t)(at - value) + (*value == '"');
	return value;
}

/* Whether a line has `name=value`; `name=*`: any value; `name=-`: none. */
static bool field_fits(const char *line, const char *word)
{
	char name[256];
	size_t len = 0, name_len = strcspn(word, "=");
	snprintf(name, sizeof name, "%.*s", (int)name_len, word);
	if (!word[name_len])
		fail_msg("%s is no field=value", word);
	const char *wanted = word + name_len + 1, *value = field_of(line, name, &len);
	if (!value || strcmp(wanted, "-") == 0)
		return !value && strcmp(wanted, "-") == 0;
	if (strcmp(wanted, "*") == 0)
		return true;
	if (*value == '"') {
		value++;
		len -= 2;
	}
	return strlen(wanted) == len && memcmp(wanted, value, len) == 0;
}

/* Whether a line of the log has every field that the rest of a line names. */
static bool line_fits(const char *line, const char *kind, const char *rest)
{
	char word[WORDS_MAX];
	size_t len;
	const char *event = field_of(line, "event", &len);
	if (kind[0] && (!event || len != strlen(kind) + 2 || memcmp(event + 1, kind, len - 2) != 0))
		return false;
	bool fits = true;
	while (fits && words_next(&rest, word))
		fits = field_fits(line, word);
	return fits;
}

/* `log KIND field=value…`: exactly `wanted` lines are so, or at least one if that is -1. */
static void expect_log(const char *rest, long wanted)
{
	char kind[WORDS_MAX];
	long found = 0;
	words_next(&rest, kind);
	char *text = read_file("log/logins.jsonl");
	char *copy = strdup(text);
	for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
		found += line_fits(line, kind, rest);
	free(copy);
	if (wanted < 0 ? found == 0 : found != wanted) {
		print_error("%s", text);
		free(text);
		fail_msg("%ld lines of the log are \"%s %s\", not %ld; syslog:\n%s", found, kind,
			rest, wanted, world.syslog.bytes);
	}
	free(text);
}

/* Understands what is looked at; `wanted` is false behind `no`. */
static bool expect_thing(const char *rest, bool wanted)
{
	if (words_skip(&rest, "message"))
		expect_text("the message", world.messages.bytes, rest, wanted);
	else if (words_skip(&rest, "syslog"))
		expect_text("syslog", world.syslog.bytes, rest, wanted);
	else if (words_skip(&rest, "journal"))
		expect_text("the journal", world.journal.bytes, rest, wanted);
	else if (words_skip(&rest, "file"))
		expect_file(rest, wanted);
	else if (words_skip(&rest, "log"))
		expect_log(rest, wanted ? -1 : 0);
	else
		return wanted && expect_result(rest);
	return true;
}

/* `COUNT journal`, `COUNT syslog`: so many entries, so many lines. */
static void expect_count(const char *what, const char *text, const char *end, long wanted)
{
	long found = 0;
	for (const char *at = text; (at = strstr(at, end)); at += strlen(end))
		found++;
	if (found != wanted)
		fail_msg("%s was to have %ld, not %ld:\n%s", what, wanted, found, text);
}

/* `COUNT log …`, `COUNT journal`, `COUNT syslog`. */
static bool expect_number(const char *rest)
{
	char *end;
	long wanted = strtol(rest, &end, 10);
	const char *what = end + strspn(end, " ");
	if (words_skip(&what, "log"))
		expect_log(what, wanted);
	else if (words_skip(&what, "journal"))
		expect_count("the journal", world.journal.bytes, "\n\n", wanted);
	else if (words_skip(&what, "syslog"))
		expect_count("syslog", world.syslog.bytes, "\n", wanted);
	else
		return false;
	return true;
}

/* `THING…`, `no THING…`, `COUNT THING…`. */
bool step_expect(const char *rest)
{
	if (isdigit((unsigned char)*rest))
		return expect_number(rest);
	bool none = words_skip(&rest, "no");
	return expect_thing(rest, !none);
}
