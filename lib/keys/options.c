/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/options.h"

#include "common/nearest.h"
#include "common/reason.h"
#include "keys/address_list.h"
#include "keys/ascii.h"
#include "keys/moment.h"
#include "keys/option_value.h"

#include <stdio.h>

/* An option without a value, and the member that it sets. */
struct flag {
	char name[24];   /* with its `no-` */
	bool may_negate; /* which sets the member to the contrary */
	bool sets;
	size_t member;
};

/* The options' text, and how far it has been read. */
struct reader {
	struct view text;
	size_t at;
	bool outline; /* whatever is in a value is passed over */
};

#define NO_LEN 3
#define MEMBER(name) offsetof(struct options, name)

static const struct flag flags[] = {
	{"no-agent-forwarding", true, true, MEMBER(agent_forwarding)},
	{"no-cert-authority", false, true, MEMBER(cert_authority)},
	{"no-port-forwarding", true, true, MEMBER(port_forwarding)},
	{"no-pty", true, true, MEMBER(pty)},
	{"no-touch-required", true, false, MEMBER(touch_optional)},
	{"no-user-rc", true, true, MEMBER(user_rc)},
	{"no-verify-required", true, true, MEMBER(verify_required)},
	{"no-x11-forwarding", true, true, MEMBER(x11_forwarding)},
};

/* Permits or forbids everything that a key may be allowed to do. */
static void permit_all(struct options *options, bool permitted)
{
	options->agent_forwarding = permitted;
	options->port_forwarding = permitted;
	options->pty = permitted;
	options->user_rc = permitted;
	options->x11_forwarding = permitted;
}

/* Sets what is in front of the lists and the store, and empties these. */
void options_init(struct options *options)
{
	memset(options, 0, offsetof(struct options, environment));
	options->environment.count = 0;
	options->permitopen.count = 0;
	options->permitlisten.count = 0;
	options->expires = 0;
	options->stored = 0;
	permit_all(options, true);
}

/* Sets the member of a flag; false if there is no such flag. */
static bool set_flag(struct view name, struct options *options)
{
	if (ascii_same(name, view_of("restrict"))) {
		options->restricted = true;
		permit_all(options, false);
		return true;
	}
	bool negated =
		name.len > NO_LEN && ascii_same((struct view){name.data, NO_LEN}, view_of("no-"));
	struct view positive = negated ? view_skip(name, NO_LEN) : name;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		if (!ascii_same(positive, view_of(flags[i].name + NO_LEN)))
			continue;
		if (negated && !flags[i].may_negate)
			return false;
		*(bool *)((char *)options + flags[i].member) = flags[i].sets != negated;
		return true;
	}
	return false;
}

/* Says what is wrong with an option. */
static int bad(struct note *note, struct view name, const char *what)
{
	return note_set(note, REASON_BAD_LINE, "option \"%.*s\": %s",
		(int)(name.len < 64 ? name.len : 64), name.data, what);
}

/* Says that no option is called so, and which one may have been meant. */
static int unknown(struct note *note, struct view name, bool has_value)
{
	struct nearest search;
	char words[128];
	nearest_start(&search, name);
	option_value_offer(&search);
	for (size_t i = 0; !has_value && i < sizeof flags / sizeof *flags; i++) {
		nearest_offer(&search, flags[i].name + NO_LEN);
		if (flags[i].may_negate)
			nearest_offer(&search, flags[i].name);
	}
	if (!has_value)
		nearest_offer(&search, "restrict");
	snprintf(words, sizeof words, "no option of sshd%s is called so%s%s%s",
		has_value ? " that takes a value" : "", search.best ? "; did you mean " : "",
		search.best ? search.best : "", search.best ? "?" : "");
	return bad(note, name, words);
}

/* Whether the reader stands before this byte. */
static bool at(const struct reader *reader, char c)
{
	return reader->at < reader->text.len && reader->text.data[reader->at] == c;
}

/* Reads up to a comma or an equals sign. */
static struct view read_name(struct reader *reader)
{
	size_t start = reader->at;
	while (reader->at < reader->text.len && !at(reader, ',') && !at(reader, '='))
		reader->at++;
	return (struct view){reader->text.data + start, reader->at - start};
}

/* Reads a value and its quotes. */
static int read_value(
	struct reader *reader, struct view name, struct view *value, struct note *note)
{
	if (!at(reader, '"'))
		return bad(note, name, "its value is not in double quotes");
	size_t start = ++reader->at;
	for (; !at(reader, '"'); reader->at++) {
		if (reader->at == reader->text.len)
			return bad(note, name, "its value has no closing quote");
		if (!reader->outline && ascii_control(reader->text.data[reader->at]))
			return bad(note, name, "its value has a control character");
		if (at(reader, '\\') && reader->at + 1 < reader->text.len &&
			reader->text.data[reader->at + 1] == '"')
			reader->at++;
	}
	*value = (struct view){reader->text.data + start, reader->at - start};
	reader->at++;
	return 0;
}

/* Reads an option that has a value. */
static int read_assignment(
	struct reader *reader, struct view name, struct options *options, struct note *note)
{
	const struct option_value *option = option_value_find(name);
	struct view value;
	if (!option)
		return unknown(note, name, true);
	reader->at++;
	int r = read_value(reader, name, &value, note);
	return r != 0 || reader->outline ? r : option_value_set(option, options, value, note);
}

/* Reads an option; an empty one counts for nothing, as in sshd. */
static int read_option(struct reader *reader, struct options *options, struct note *note)
{
	struct view name = read_name(reader);
	int r = 0;
	if (at(reader, '='))
		r = read_assignment(reader, name, options, note);
	else if (name.len > 0 && option_value_find(name))
		r = bad(note, name, "it needs a value in double quotes");
	else if (name.len > 0 && !set_flag(name, options))
		r = unknown(note, name, false);
	if (r == 0 && reader->at < reader->text.len && !at(reader, ','))
		r = bad(note, name, "there is no comma after its value");
	return r;
}

/* The column at which the value of principals= begins that needs cert-authority and lacks it. */
static size_t lone_principals(struct view text, const struct options *options)
{
	if (!options->has_principals || options->cert_authority)
		return 0;
	return (size_t)(options->principals.data - text.data) + 1;
}

/* Reads option by option, then looks at what needs another. */
int options_parse(struct view text, struct options *options, size_t *fault_at, struct note *note)
{
	struct reader reader = {.text = text};
	options_init(options);
	for (; reader.at < text.len; reader.at++) {
		*fault_at = reader.at + 1;
		int r = read_option(&reader, options, note);
		if (r != 0)
			return r;
	}
	*fault_at = lone_principals(text, options);
	if (*fault_at != 0)
		return note_set(note, REASON_BAD_LINE,
			"principals= is only for a CA's key, after cert-authority");
	return 0;
}

/* Reads option by option, and no value. */
bool options_outlined(struct view text)
{
	struct options ignored;
	struct note why;
	struct reader reader = {.text = text, .outline = true};
	options_init(&ignored);
	for (; reader.at < text.len; reader.at++)
		if (read_option(&reader, &ignored, &why) != 0)
			return false;
	return true;
}

/* Reads as moment.h has it. */
bool options_time(struct view text, uint64_t *seconds)
{
	return moment_parse(text, seconds);
}

/* Reads the list and forgets it. */
bool options_from_valid(struct view list)
{
	struct address_list addresses;
	struct note note;
	return address_list_parse(list, &addresses, &note) == 0;
}

/* Reads the list and looks the address up in it. */
bool options_from_matches(struct view list, const char *address)
{
	struct address_list addresses;
	struct note note;
	return address_list_parse(list, &addresses, &note) == 0 &&
	       address_list_matches(&addresses, address);
}
