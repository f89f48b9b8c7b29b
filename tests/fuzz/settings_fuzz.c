/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is a configuration, or an error that names its line; it never ends the process. */
#include "common/cleanup.h"
#include "common/strip.h"
#include "common/syntax.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left after stripping has no comments, and as many lines as before. */
static void check_stripped(struct view text)
{
	bool settings;
	struct note note = {""};
	CLEANUP(free) char *once = malloc(text.len + 1);
	CLEANUP(free) char *twice = malloc(text.len + 1);
	assert(once && twice);
	if (strip_comments(text, "conf", once, &settings, &note) != 0) {
		assert(strncmp(note.text, "conf:", 5) == 0);
		return;
	}
	assert(strlen(once) <= text.len);
	assert(strip_comments(view_of(once), "conf", twice, &settings, &note) == 0);
	assert(strcmp(once, twice) == 0);
}

/* Strips, parses and applies. Files with a NUL are refused before they come this far. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct syntax_field fields[] = {
		{"home_check", SYNTAX_WORD, offsetof(struct settings, home_check), 0, 0,
			settings_home_checks, NULL},
		{"rsa_min_bits", SYNTAX_NUMBER, offsetof(struct settings, rsa_min_bits), 1024,
			16384, NULL, NULL},
		{"own_account", SYNTAX_BOOL, offsetof(struct settings, own_account), 0, 0, NULL,
			NULL},
		{"break_glass", SYNTAX_LIST, offsetof(struct settings, break_glass), 0, 0, NULL,
			NULL},
		{"keys_dir", SYNTAX_PATH, offsetof(struct settings, keys_dir), 0, 0, NULL, NULL},
		{NULL, SYNTAX_BOOL, 0, 0, 0, NULL, NULL},
	};
	struct view text = {(const char *)data, size};
	if (size > 65536 || memchr(data, '\0', size))
		return 0;
	check_stripped(text);
	struct settings settings;
	struct note note = {""};
	settings_init(&settings);
	int r = syntax_read(text, "conf", &settings.syntax, &note);
	if (r == 0)
		r = syntax_apply(settings.syntax, fields, "conf", &settings, &note);
	assert(r == 0 || strncmp(note.text, "conf:", 5) == 0);
	assert(settings.rsa_min_bits >= 1024 && settings.rsa_min_bits <= 16384);
	assert(settings.keys_dir[0] == '/');
	settings_free(&settings);
	return 0;
}
