/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/option_value.h"

#include "common/reason.h"
#include "keys/address_list.h"
#include "keys/ascii.h"
#include "keys/moment.h"
#include "keys/place.h"

/* The greatest number of a tunnel device that sshd reads. */
#define TUNNEL_MAX UINT64_C(0x7ffffffd)

/* An option with a value, and what reads it. */
struct option_value {
	char name[16];
	int (*set)(struct options *options, struct view value, struct note *note);
};

/* Remembers a value that may be given once. */
static int set_once(
	struct view value, const char *name, bool *has, struct view *kept, struct note *note)
{
	if (*has)
		return note_set(
			note, REASON_BAD_LINE, "%s= is there twice, and sshd refuses that", name);
	*has = true;
	*kept = value;
	return 0;
}

/* Adds a value to a list. */
static int add(struct view value, const char *name, struct options_list *list, struct note *note)
{
	if (list->count == OPTIONS_LIST_MAX)
		return note_set(note, REASON_BAD_LINE, "%s= is there more than %d times", name,
			OPTIONS_LIST_MAX);
	list->item[list->count++] = value;
	return 0;
}

/* Reads the command to run. */
static int set_command(struct options *options, struct view value, struct note *note)
{
	return set_once(value, "command", &options->has_command, &options->command, note);
}

/* Reads the names that a certificate may have. */
static int set_principals(struct options *options, struct view value, struct note *note)
{
	if (value.len == 0)
		return note_set(note, REASON_BAD_LINE,
			"principals= is empty, and sshd would let nobody in");
	return set_once(value, "principals", &options->has_principals, &options->principals, note);
}

/* Reads the addresses to be let in. */
static int set_from(struct options *options, struct view value, struct note *note)
{
	struct address_list list;
	int r = address_list_parse(value, &list, note);
	return r != 0 ? r : set_once(value, "from", &options->has_from, &options->from, note);
}

/* Reads an expiry, of which the earliest counts. */
static int set_expiry(struct options *options, struct view value, struct note *note)
{
	uint64_t seconds;
	if (!moment_parse(value, &seconds))
		return note_set(note, REASON_BAD_LINE,
			"expiry-time=\"%.*s\" is no time: write YYYYMMDD[HHMM[SS]], with Z for UTC",
			(int)(value.len < 64 ? value.len : 64), value.data);
	if (options->expires == 0 || seconds < options->expires)
		options->expires = seconds;
	return 0;
}

/* Reads a variable, of which the first value counts. */
static int set_environment(struct options *options, struct view value, struct note *note)
{
	struct view name = option_value_variable(value);
	bool valid = name.len > 0 && name.len < value.len;
	for (size_t i = 0; i < name.len; i++)
		valid = valid && (ascii_alnum(name.data[i]) || name.data[i] == '_');
	if (!valid)
		return note_set(note, REASON_BAD_LINE,
			"environment= is no NAME=value with only letters, digits and _ before the "
			"=");
	for (size_t i = 0; i < options->environment.count; i++)
		if (view_equal(option_value_variable(options->environment.item[i]), name))
			return 0;
	return add(value, "environment", &options->environment, note);
}

/* Reads a place to connect to. */
static int set_permitopen(struct options *options, struct view value, struct note *note)
{
	struct place place;
	int r = place_parse(value, false, &place, note);
	return r != 0 ? r : add(value, "permitopen", &options->permitopen, note);
}

/* Reads a place to listen on. */
static int set_permitlisten(struct options *options, struct view value, struct note *note)
{
	struct place place;
	int r = place_parse(value, true, &place, note);
	return r != 0 ? r : add(value, "permitlisten", &options->permitlisten, note);
}

/* Reads a tunnel device, of which the last counts. */
static int set_tunnel(struct options *options, struct view value, struct note *note)
{
	uint64_t number = 0;
	bool any = ascii_same(value, view_of("any"));
	bool valid =
		ascii_digits(value) && value.len <= 10 && (value.len == 1 || value.data[0] != '0');
	for (size_t i = 0; valid && i < value.len; i++)
		number = number * 10 + (uint64_t)(value.data[i] - '0');
	if (!any && (!valid || number > TUNNEL_MAX))
		return note_set(note, REASON_BAD_LINE,
			"tunnel= is neither \"any\" nor the number of a device");
	options->has_tunnel = true;
	options->tunnel = any ? view_of("any") : value;
	return 0;
}

static const struct option_value table[] = {
	{"command", set_command},
	{"environment", set_environment},
	{"expiry-time", set_expiry},
	{"from", set_from},
	{"permitlisten", set_permitlisten},
	{"permitopen", set_permitopen},
	{"principals", set_principals},
	{"tunnel", set_tunnel},
};

/* Walks the table for a name. */
const struct option_value *option_value_find(struct view name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (ascii_same(name, view_of(table[i].name)))
			return &table[i];
	return NULL;
}

/* Walks the table. */
void option_value_offer(struct nearest *search)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		nearest_offer(search, table[i].name);
}

/* Calls what the table has for the option. */
int option_value_set(const struct option_value *option, struct options *options, struct view value,
	struct note *note)
{
	return option->set(options, value, note);
}

/* Looks for the first =. */
struct view option_value_variable(struct view item)
{
	const char *end = item.len ? memchr(item.data, '=', item.len) : NULL;
	return (struct view){item.data, end ? (size_t)(end - item.data) : item.len};
}
