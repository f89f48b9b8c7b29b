/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The input is the options of a line, a newline, and the options of a grant. Whatever is accepted
 * has no control character, is printed in a form that is read and printed the same, and what
 * both are joined to permits nothing that one of them forbids.
 */
#include "keys/options.h"
#include "keys/place.h"

#include <stdint.h>
#include <stdlib.h>

#define PRINTED_MAX (3 * 65536)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process if a property does not hold. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Whether a permission of `joined` is one of `one` too, and what `one` asks for is asked for. */
static bool flags_hold(const struct options *joined, const struct options *one)
{
	return joined->agent_forwarding <= one->agent_forwarding &&
	       joined->port_forwarding <= one->port_forwarding && joined->pty <= one->pty &&
	       joined->user_rc <= one->user_rc && joined->x11_forwarding <= one->x11_forwarding &&
	       joined->touch_optional <= one->touch_optional &&
	       joined->verify_required >= one->verify_required &&
	       joined->restricted >= one->restricted &&
	       joined->cert_authority >= one->cert_authority;
}

/* Whether every place of `joined` is one that `one` allows. */
static bool places_hold(
	const struct options_list *joined, const struct options_list *one, bool listen)
{
	struct place place, allowed, common;
	struct note note;
	if (one->count > 0 && joined->count == 0)
		return false;
	for (size_t i = 0; one->count > 0 && i < joined->count; i++) {
		bool found = false;
		must(place_parse(joined->item[i], listen, &place, &note) == 0);
		for (size_t j = 0; j < one->count && !found; j++) {
			must(place_parse(one->item[j], listen, &allowed, &note) == 0);
			found = place_join(&place, &allowed, &common) &&
				place_equal(&place, &common);
		}
		if (!found)
			return false;
	}
	return true;
}

/* Whether `joined` lets in no address that `one` does not. */
static bool addresses_hold(const struct options *joined, const struct options *one)
{
	static const char *const addresses[] = {"10.0.0.1", "10.0.0.2", "10.1.2.3", "192.168.64.2",
		"192.168.64.3", "172.16.0.1", "127.0.0.1", "203.0.113.9", "::1", "2001:db8::1",
		"2001:db8:1::2", "fe80::1"};
	if (!one->has_from)
		return true;
	if (!joined->has_from)
		return false;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		if (options_from_matches(joined->from, addresses[i]) &&
			!options_from_matches(one->from, addresses[i]))
			return false;
	return true;
}

/* Whether all variables of `one` are in `joined`. */
static bool variables_hold(const struct options *joined, const struct options *one)
{
	for (size_t i = 0; i < one->environment.count; i++) {
		bool found = false;
		for (size_t j = 0; j < joined->environment.count; j++)
			found = found ||
				view_equal(one->environment.item[i], joined->environment.item[j]);
		if (!found)
			return false;
	}
	return true;
}

/* Looks whether a joined set is never wider than one of those it was made of. */
static void check_joined(const struct options *joined, const struct options *one)
{
	must(flags_hold(joined, one));
	must(places_hold(&joined->permitopen, &one->permitopen, false));
	must(places_hold(&joined->permitlisten, &one->permitlisten, true));
	must(addresses_hold(joined, one));
	must(variables_hold(joined, one));
	must(!one->has_command ||
		(joined->has_command && view_equal(joined->command, one->command)));
	must(!one->has_tunnel || (joined->has_tunnel && view_equal(joined->tunnel, one->tunnel)));
	must(one->expires == 0 || (joined->expires != 0 && joined->expires <= one->expires));
}

/* Looks whether a set is read from what is printed of it, and printed the same. */
static void check_printed(const struct options *options)
{
	static struct options again;
	static char first[PRINTED_MAX], second[PRINTED_MAX];
	struct note note;
	size_t fault_at;
	must(options_print(options, first, sizeof first, &note) == 0);
	for (const char *c = first; *c; c++)
		must((unsigned char)*c >= ' ' && *c != 0x7f);
	must(options_parse(view_of(first), &again, &fault_at, &note) == 0 && fault_at == 0);
	must(options_print(&again, second, sizeof second, &note) == 0);
	must(strcmp(first, second) == 0);
	must(again.expires == options->expires && again.restricted == options->restricted);
	must(flags_hold(&again, options) && flags_hold(options, &again));
	must(view_equal(again.command, options->command) && view_equal(again.from, options->from));
}

/* Reads a set and looks at it. */
static bool read_options(struct view text, struct options *options)
{
	struct note note;
	size_t fault_at;
	if (options_parse(text, options, &fault_at, &note) != 0) {
		must(fault_at >= 1 && fault_at <= text.len + 1);
		return false;
	}
	must(fault_at == 0);
	check_printed(options);
	return true;
}

/* Reads both sets and joins them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options line, grant, joined;
	struct view all = {(const char *)data, size};
	const char *newline = size ? memchr(data, '\n', size) : NULL;
	size_t first = newline ? (size_t)(newline - all.data) : size;
	struct note note;
	if (size > PRINTED_MAX / 4)
		return 0;
	bool line_read = read_options((struct view){all.data, first}, &line);
	if (!newline || !read_options(view_skip(all, first + 1), &grant) || !line_read)
		return 0;
	if (options_join(&line, &grant, &joined, &note) != 0)
		return 0;
	check_printed(&joined);
	check_joined(&joined, &line);
	check_joined(&joined, &grant);
	return 0;
}
