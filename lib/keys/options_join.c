/* SPDX-License-Identifier: Apache-2.0 */
#include "common/reason.h"
#include "keys/address_list.h"
#include "keys/option_value.h"
#include "keys/place.h"

/* Says that something of the grant and of the line exclude each other. */
static int conflict(struct note *note, const char *name, const char *what)
{
	return note_set(note, REASON_OPTIONS_CONFLICT, "%s=: %s", name, what);
}

/* Joins the commands, which may not differ. */
static int join_command(const struct options *line, const struct options *grant,
	struct options *joined, struct note *note)
{
	if (line->has_command && grant->has_command && !view_equal(line->command, grant->command))
		return conflict(note, "command", "the grant says one and the key's line another");
	joined->has_command = line->has_command || grant->has_command;
	joined->command = line->has_command ? line->command : grant->command;
	return 0;
}

/* Joins the tunnels, which may not differ. */
static int join_tunnel(const struct options *line, const struct options *grant,
	struct options *joined, struct note *note)
{
	if (line->has_tunnel && grant->has_tunnel && !view_equal(line->tunnel, grant->tunnel))
		return conflict(note, "tunnel", "the grant says one and the key's line another");
	joined->has_tunnel = line->has_tunnel || grant->has_tunnel;
	joined->tunnel = line->has_tunnel ? line->tunnel : grant->tunnel;
	return 0;
}

/* Appends to the store and gives the bytes in it; what does not fit has a NULL view. */
static struct view keep(struct options *joined, struct view text)
{
	char *to = joined->store + joined->stored;
	if (text.len > sizeof joined->store - joined->stored)
		return (struct view){NULL, 0};
	memcpy(to, text.data, text.len);
	joined->stored += text.len;
	return (struct view){to, text.len};
}

/* Appends a place as text to the store, and to the list. */
static bool add_place(struct options *joined, struct options_list *list, const struct place *place)
{
	bool bracketed = memchr(place->host.data, ':', place->host.len);
	const struct view parts[] = {view_of(bracketed ? "[" : ""), place->host,
		view_of(bracketed ? "]:" : ":"), place->port};
	struct view text = {joined->store + joined->stored, 0};
	if (list->count == OPTIONS_LIST_MAX)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!keep(joined, parts[i]).data)
			return false;
		text.len += parts[i].len;
	}
	list->item[list->count++] = text;
	return true;
}

/* Reads the places of a list, which the parser has let in. */
static int read_places(const struct options_list *list, bool listen,
	struct place places[OPTIONS_LIST_MAX], struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < list->count; i++)
		r = place_parse(list->item[i], listen, &places[i], note);
	return r;
}

/* Whether one of the places is this one. */
static bool has_place(const struct options_list *list, bool listen, const struct place *place)
{
	struct place other;
	struct note note;
	for (size_t i = 0; i < list->count; i++)
		if (place_parse(list->item[i], listen, &other, &note) == 0 &&
			place_equal(&other, place))
			return true;
	return false;
}

/* Joins each place of one list with each of the other. */
static int intersect(const struct options_list *a, const struct options_list *b, const char *name,
	struct options *joined, struct options_list *list, struct note *note)
{
	struct place left[OPTIONS_LIST_MAX], right[OPTIONS_LIST_MAX], common;
	bool listen = list == &joined->permitlisten;
	int r = read_places(a, listen, left, note);
	if (r == 0)
		r = read_places(b, listen, right, note);
	if (r != 0)
		return r;
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			if (!place_join(&left[i], &right[j], &common) ||
				has_place(list, listen, &common))
				continue;
			if (!add_place(joined, list, &common))
				return conflict(note, name,
					"the grant and the key have too many in common");
		}
	}
	if (list->count == 0)
		return conflict(note, name, "the grant's places and the key's have none in common");
	return 0;
}

/* Joins two lists of places, of which an empty one forbids nothing. */
static int join_places(const struct options_list *a, const struct options_list *b, const char *name,
	struct options *joined, struct options_list *list, struct note *note)
{
	if (a->count > 0 && b->count > 0)
		return intersect(a, b, name, joined, list, note);
	*list = a->count > 0 ? *a : *b;
	return 0;
}

/* Adds a variable, unless it is there already with the same value. */
static int add_variable(struct options_list *list, struct view item, struct note *note)
{
	struct view name = option_value_variable(item);
	for (size_t i = 0; i < list->count; i++) {
		if (!view_equal(option_value_variable(list->item[i]), name))
			continue;
		return view_equal(list->item[i], item) ? 0
						       : conflict(note, "environment",
								 "the grant and the key's line "
								 "give one variable two values");
	}
	if (list->count == OPTIONS_LIST_MAX)
		return conflict(
			note, "environment", "the grant and the key have too many variables");
	list->item[list->count++] = item;
	return 0;
}

/* Unites the variables of both. */
static int join_environment(const struct options_list *a, const struct options_list *b,
	struct options_list *list, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < a->count; i++)
		r = add_variable(list, a->item[i], note);
	for (size_t i = 0; r == 0 && i < b->count; i++)
		r = add_variable(list, b->item[i], note);
	return r;
}

/* Intersects the addresses of both, into the store. */
static int join_from(const struct options *line, const struct options *grant,
	struct options *joined, struct note *note)
{
	struct address_list a, b;
	joined->has_from = line->has_from || grant->has_from;
	joined->from = line->has_from ? line->from : grant->from;
	if (!line->has_from || !grant->has_from)
		return 0;
	int r = address_list_parse(line->from, &a, note);
	if (r == 0)
		r = address_list_parse(grant->from, &b, note);
	if (r != 0)
		return r;
	joined->from = (struct view){joined->store + joined->stored, 0};
	r = address_list_join(&a, &b, joined->store + joined->stored,
		sizeof joined->store - joined->stored, &joined->from.len, note);
	joined->stored += joined->from.len;
	return r;
}

/* Joins what is permitted, what is asked for, and the times. */
static void join_flags(
	const struct options *line, const struct options *grant, struct options *joined)
{
	joined->restricted = line->restricted || grant->restricted;
	joined->agent_forwarding = line->agent_forwarding && grant->agent_forwarding;
	joined->port_forwarding = line->port_forwarding && grant->port_forwarding;
	joined->pty = line->pty && grant->pty;
	joined->user_rc = line->user_rc && grant->user_rc;
	joined->x11_forwarding = line->x11_forwarding && grant->x11_forwarding;
	joined->touch_optional = line->touch_optional && grant->touch_optional;
	joined->verify_required = line->verify_required || grant->verify_required;
	bool grant_first =
		grant->expires != 0 && (line->expires == 0 || grant->expires < line->expires);
	joined->expires = grant_first ? grant->expires : line->expires;
}

/* Takes over what only a line may have. */
static int join_authority(const struct options *line, const struct options *grant,
	struct options *joined, struct note *note)
{
	if (grant->cert_authority || grant->has_principals)
		return note_set(note, REASON_OPTIONS_CONFLICT,
			"cert-authority and principals= belong in front of a key, not in a grant");
	joined->cert_authority = line->cert_authority;
	joined->has_principals = line->has_principals;
	joined->principals = line->principals;
	return 0;
}

/* Joins member after member until one can't be. */
int options_join(const struct options *line, const struct options *grant, struct options *joined,
	struct note *note)
{
	options_init(joined);
	join_flags(line, grant, joined);
	int r = join_authority(line, grant, joined, note);
	if (r == 0)
		r = join_command(line, grant, joined, note);
	if (r == 0)
		r = join_tunnel(line, grant, joined, note);
	if (r == 0)
		r = join_environment(
			&line->environment, &grant->environment, &joined->environment, note);
	if (r == 0)
		r = join_places(&line->permitopen, &grant->permitopen, "permitopen", joined,
			&joined->permitopen, note);
	if (r == 0)
		r = join_places(&line->permitlisten, &grant->permitlisten, "permitlisten", joined,
			&joined->permitlisten, note);
	if (r == 0)
		r = join_from(line, grant, joined, note);
	return r;
}
