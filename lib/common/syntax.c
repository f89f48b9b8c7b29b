/* SPDX-License-Identifier: Apache-2.0 */
#include "common/syntax.h"

#include "common/cleanup.h"
#include "common/nearest.h"
#include "common/strip.h"

#include <errno.h>
#include <libconfig.h>

typedef struct config_setting_t setting_t;

/* What a row asks for, in words. */
static const char *const type_words[] = {
	[SYNTAX_BOOL] = "true or false",
	[SYNTAX_NUMBER] = "a number",
	[SYNTAX_TEXT] = "a text in quotes",
	[SYNTAX_PATH] = "a path in quotes",
	[SYNTAX_WORD] = "a word in quotes",
	[SYNTAX_LIST] = "a list of texts: ( \"…\", \"…\" )",
	[SYNTAX_NODE] = "a list of groups: ( { … }, { … } )",
};

/* Where a row's value goes. */
static void *place_of(void *target, const struct syntax_field *field)
{
	return (char *)target + field->offset;
}

/* Says that a setting has a value of the wrong type. */
static int wrong_type(const setting_t *setting, const struct syntax_field *field, const char *path,
	struct note *note)
{
	return note_set(note, -EINVAL, "%s:%u: %s must be %s", path, syntax_line(setting),
		field->name, type_words[field->type]);
}

/* Refuses control characters, which no setting needs and which could forge lines elsewhere. */
static int check_text(const setting_t *setting, const char *text, const struct syntax_field *field,
	const char *path, struct note *note)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return note_set(note, -EINVAL, "%s:%u: %s has a control character", path,
				syntax_line(setting), field->name);
	if (field->check) {
		struct note why;
		if (field->check(view_of(text), &why) != 0)
			return note_set(note, -EINVAL, "%s:%u: %s: \"%s\": %s", path,
				syntax_line(setting), field->name, text, why.text);
	}
	return 0;
}

/* Sets a number within its bounds. */
static int set_number(setting_t *setting, const struct syntax_field *field, const char *path,
	void *target, struct note *note)
{
	if (config_setting_type(setting) != CONFIG_TYPE_INT)
		return wrong_type(setting, field, path, note);
	int value = config_setting_get_int(setting);
	if (value < 0 || (unsigned)value < field->min || (unsigned)value > field->max)
		return note_set(note, -EINVAL, "%s:%u: %s is %d, it must be from %u to %u", path,
			syntax_line(setting), field->name, value, field->min, field->max);
	*(unsigned *)place_of(target, field) = (unsigned)value;
	return 0;
}

/* Sets a word to its place among those allowed. */
static int set_word(setting_t *setting, const struct syntax_field *field, const char *path,
	const char *text, void *target, struct note *note)
{
	struct nearest search;
	nearest_start(&search, view_of(text));
	for (int i = 0; field->words[i]; i++) {
		if (strcmp(field->words[i], text) == 0) {
			*(int *)place_of(target, field) = i;
			return 0;
		}
		nearest_offer(&search, field->words[i]);
	}
	return note_set(note, -EINVAL, "%s:%u: %s can't be \"%s\"; did you mean \"%s\"?", path,
		syntax_line(setting), field->name, text,
		search.best ? search.best : field->words[0]);
}

/* Sets a text, a path or a word. */
static int set_text(setting_t *setting, const struct syntax_field *field, const char *path,
	void *target, struct note *note)
{
	const char *text = config_setting_get_string(setting);
	if (!text)
		return wrong_type(setting, field, path, note);
	int r = check_text(setting, text, field, path, note);
	if (r != 0)
		return r;
	if (field->type == SYNTAX_WORD)
		return set_word(setting, field, path, text, target, note);
	if (field->type == SYNTAX_PATH && text[0] != '/')
		return note_set(note, -EINVAL, "%s:%u: %s must begin with /", path,
			syntax_line(setting), field->name);
	*(const char **)place_of(target, field) = text;
	return 0;
}

/* Fills the views of a list, judging each text. */
static int fill_list(setting_t *setting, const struct syntax_field *field, const char *path,
	struct view *item, struct note *note)
{
	int count = config_setting_length(setting);
	for (int i = 0; i < count; i++) {
		const char *text = config_setting_get_string_elem(setting, i);
		if (!text)
			return wrong_type(setting, field, path, note);
		int r = check_text(setting, text, field, path, note);
		if (r != 0)
			return r;
		item[i] = view_of(text);
	}
	return 0;
}

/* Sets a list of texts. Its views hang on the setting, and are freed with it. */
static int set_list(setting_t *setting, const struct syntax_field *field, const char *path,
	void *target, struct note *note)
{
	if (!config_setting_is_list(setting) && !config_setting_is_array(setting))
		return wrong_type(setting, field, path, note);
	int count = config_setting_length(setting);
	if (count > SETTINGS_LIST_MAX)
		return note_set(note, -EINVAL, "%s:%u: %s has %d entries, at most %d are allowed",
			path, syntax_line(setting), field->name, count, SETTINGS_LIST_MAX);
	struct view *item = calloc((size_t)count + 1, sizeof *item);
	if (!item)
		return note_errno(note, -ENOMEM, path);
	config_setting_set_hook(setting, item);
	*(struct settings_list *)place_of(target, field) =
		(struct settings_list){(size_t)count, item};
	return fill_list(setting, field, path, item, note);
}

/* Sets what a row describes. */
static int set_field(setting_t *setting, const struct syntax_field *field, const char *path,
	void *target, struct note *note)
{
	switch (field->type) {
	case SYNTAX_BOOL:
		if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
			return wrong_type(setting, field, path, note);
		*(bool *)place_of(target, field) = config_setting_get_bool(setting) != 0;
		return 0;
	case SYNTAX_NUMBER:
		return set_number(setting, field, path, target, note);
	case SYNTAX_LIST:
		return set_list(setting, field, path, target, note);
	case SYNTAX_NODE:
		if (!config_setting_is_list(setting))
			return wrong_type(setting, field, path, note);
		*(setting_t **)place_of(target, field) = setting;
		return 0;
	default:
		return set_text(setting, field, path, target, note);
	}
}

/* Says that a setting does not exist, and which may have been meant. */
static int unknown(const setting_t *setting, const struct syntax_field *fields, const char *path,
	struct note *note)
{
	struct nearest search;
	const char *name = config_setting_name(setting);
	nearest_start(&search, view_of(name));
	for (const struct syntax_field *field = fields; field->name; field++)
		nearest_offer(&search, field->name);
	if (search.best)
		return note_set(note, -EINVAL, "%s:%u: there is no setting %s; did you mean %s?",
			path, syntax_line(setting), name, search.best);
	return note_set(
		note, -EINVAL, "%s:%u: there is no setting %s", path, syntax_line(setting), name);
}

/* Sets every member of a group by its row. */
int syntax_apply_group(setting_t *group, const struct syntax_field *fields, const char *path,
	void *target, struct note *note)
{
	int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const struct syntax_field *field = fields;
		while (field->name && strcmp(field->name, config_setting_name(setting)) != 0)
			field++;
		int r = field->name ? set_field(setting, field, path, target, note)
				    : unknown(setting, fields, path, note);
		if (r != 0)
			return r;
	}
	return 0;
}

/* Sets every setting of a file by its row. */
int syntax_apply(void *syntax, const struct syntax_field *fields, const char *path, void *target,
	struct note *note)
{
	if (!syntax)
		return 0;
	return syntax_apply_group(
		config_root_setting((config_t *)syntax), fields, path, target, note);
}

/* Gives a member of a list, if it is a group. */
int syntax_group_at(
	setting_t *list, unsigned index, const char *path, setting_t **group, struct note *note)
{
	*group = list ? config_setting_get_elem(list, index) : NULL;
	if (*group && !config_setting_is_group(*group))
		return note_set(note, -EINVAL, "%s:%u: entry %u of the list must be { … }", path,
			syntax_line(list), index + 1);
	return 0;
}

/* libconfig counts lines as we do. */
unsigned syntax_line(const setting_t *setting)
{
	return (unsigned)config_setting_source_line(setting);
}

/* Hands a stripped text to libconfig. */
static int parse(const char *stripped, const char *path, void **syntax, struct note *note)
{
	config_t *config = malloc(sizeof *config);
	if (!config)
		return note_errno(note, -ENOMEM, path);
	config_init(config);
	config_set_destructor(config, free);
	if (config_read_string(config, stripped) == CONFIG_TRUE) {
		*syntax = config;
		return 0;
	}
	note_set(note, 0, "%s:%d: %s", path, config_error_line(config), config_error_text(config));
	syntax_free(config);
	return -EINVAL;
}

/* Strips, and parses what is left. */
int syntax_read(struct view text, const char *path, void **syntax, struct note *note)
{
	*syntax = NULL;
	if (view_blank(text))
		return note_set(note, -ENODATA,
			"%s: is empty, as a file is that was cut off while it was written; one "
			"that "
			"sets nothing has at least a comment",
			path);
	CLEANUP(free) char *stripped = malloc(text.len + 1);
	if (!stripped)
		return note_errno(note, -ENOMEM, path);
	bool settings = false;
	int r = strip_comments(text, path, stripped, &settings, note);
	if (r != 0 || !settings)
		return r;
	return parse(stripped, path, syntax, note);
}

/* Frees a parsed file; NULL is none. */
void syntax_free(void *syntax)
{
	if (!syntax)
		return;
	config_destroy((config_t *)syntax);
	free(syntax);
}
