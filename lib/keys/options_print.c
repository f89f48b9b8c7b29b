/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/moment.h"
#include "keys/options.h"
#include "keys/place.h"

#include <errno.h>

/* A text that grows in the caller's buffer, always with a NUL at its end. */
struct printer {
	char *out;
	size_t len, cap;
	bool full;
};

/* Something that a key may be permitted to do. */
struct permission {
	const char *name;
	bool permitted;
};

/* Appends bytes. */
static void put(struct printer *printer, struct view text)
{
	if (printer->full || text.len >= printer->cap - printer->len) {
		printer->full = true;
		return;
	}
	if (text.len > 0)
		memcpy(printer->out + printer->len, text.data, text.len);
	printer->len += text.len;
	printer->out[printer->len] = '\0';
}

/* Appends a C string. */
static void put_text(struct printer *printer, const char *text)
{
	put(printer, view_of(text));
}

/* Begins an option, after a comma if it is not the first. */
static void put_name(struct printer *printer, const char *prefix, const char *name)
{
	if (printer->len > 0)
		put_text(printer, ",");
	put_text(printer, prefix);
	put_text(printer, name);
}

/* Appends a flag that is set. */
static void put_flag(struct printer *printer, const char *name, bool set)
{
	if (set)
		put_name(printer, "", name);
}

/* Appends an option with a value that is set. */
static void put_value(struct printer *printer, const char *name, bool set, struct view value)
{
	if (!set)
		return;
	put_name(printer, "", name);
	put_text(printer, "=\"");
	put(printer, value);
	put_text(printer, "\"");
}

/* Appends what is permitted after `restrict`, and what is forbidden without it. */
static void put_permissions(struct printer *printer, const struct options *options)
{
	const struct permission permissions[] = {
		{"agent-forwarding", options->agent_forwarding},
		{"port-forwarding", options->port_forwarding},
		{"pty", options->pty},
		{"user-rc", options->user_rc},
		{"X11-forwarding", options->x11_forwarding},
	};
	put_flag(printer, "restrict", options->restricted);
	for (size_t i = 0; i < sizeof permissions / sizeof *permissions; i++)
		if (permissions[i].permitted == options->restricted)
			put_name(printer, options->restricted ? "" : "no-", permissions[i].name);
}

/* Appends a place with its host written out. */
static void put_place(struct printer *printer, const char *name, const struct place *place)
{
	bool bracketed = place->host.len > 0 && memchr(place->host.data, ':', place->host.len);
	put_name(printer, "", name);
	put_text(printer, bracketed ? "=\"[" : "=\"");
	put(printer, place->host);
	put_text(printer, bracketed ? "]:" : ":");
	put(printer, place->port);
	put_text(printer, "\"");
}

/* Appends a list of places; the parser has let only sound ones in. */
static int put_places(struct printer *printer, const char *name, bool listen,
	const struct options_list *list, struct note *note)
{
	for (size_t i = 0; i < list->count; i++) {
		struct place place;
		int r = place_parse(list->item[i], listen, &place, note);
		if (r != 0)
			return r;
		put_place(printer, name, &place);
	}
	return 0;
}

/* Appends the time when the key ceases to be good. */
static void put_expiry(struct printer *printer, uint64_t expires)
{
	char text[MOMENT_TEXT_MAX];
	if (expires == 0)
		return;
	moment_print(expires, text);
	put_value(printer, "expiry-time", true, view_of(text));
}

/* Prints flags first, then values, each in one fixed order. */
int options_print(const struct options *options, char *out, size_t cap, struct note *note)
{
	struct printer printer = {.out = out, .cap = cap};
	put_text(&printer, "");
	put_permissions(&printer, options);
	put_flag(&printer, "cert-authority", options->cert_authority);
	put_flag(&printer, "no-touch-required", options->touch_optional);
	put_flag(&printer, "verify-required", options->verify_required);
	put_value(&printer, "principals", options->has_principals, options->principals);
	put_value(&printer, "command", options->has_command, options->command);
	put_value(&printer, "from", options->has_from, options->from);
	put_expiry(&printer, options->expires);
	for (size_t i = 0; i < options->environment.count; i++)
		put_value(&printer, "environment", true, options->environment.item[i]);
	int r = put_places(&printer, "permitopen", false, &options->permitopen, note);
	if (r == 0)
		r = put_places(&printer, "permitlisten", true, &options->permitlisten, note);
	if (r != 0)
		return r;
	put_value(&printer, "tunnel", options->has_tunnel, options->tunnel);
	if (printer.full)
		return note_set(
			note, -ENOSPC, "the options take more than %zu bytes to write", cap);
	return 0;
}
