/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/place.h"

#include "common/reason.h"
#include "keys/ascii.h"

/* Says what is wrong with a place. */
static int bad(struct note *note, struct view text, const char *what)
{
	return note_set(note, REASON_BAD_LINE, "\"%.*s\" is not a place: %s",
		(int)(text.len < 128 ? text.len : 128), text.data, what);
}

/* Whether a text is `*`. */
static bool is_any(struct view text)
{
	return text.len == 1 && text.data[0] == '*';
}

/* Whether a text is a port's number, or `*`. */
static bool is_port(struct view text)
{
	unsigned number = 0;
	if (is_any(text))
		return true;
	if (!ascii_digits(text) || text.len > 5 || text.data[0] == '0')
		return false;
	for (size_t i = 0; i < text.len; i++)
		number = number * 10 + (unsigned)(text.data[i] - '0');
	return number <= 65535;
}

/* Whether a host has no byte that would need quoting, or that means something else. */
static bool is_host(struct view host, bool bracketed)
{
	for (size_t i = 0; i < host.len; i++) {
		unsigned char c = (unsigned char)host.data[i];
		if (c <= ' ' || c == 0x7f || strchr("\"\\[]/", c) || (c == ':' && !bracketed))
			return false;
	}
	return host.len > 0 && host.len < PLACE_HOST_MAX;
}

/* Splits at the colon after the brackets, or at the first one. */
static bool split(struct view text, bool bracketed, struct place *place)
{
	size_t host = 0;
	while (host < text.len && text.data[host] != (bracketed ? ']' : ':'))
		host++;
	place->host =
		bracketed ? (struct view){text.data + 1, host - 1} : (struct view){text.data, host};
	struct view rest = view_skip(text, host + bracketed);
	place->port = view_skip(rest, 1);
	return rest.len > 0 && rest.data[0] == ':';
}

/* Splits the text and judges both parts. */
int place_parse(struct view text, bool listen, struct place *place, struct note *note)
{
	bool bracketed = text.len > 0 && text.data[0] == '[';
	if (listen && is_port(text))
		*place = (struct place){{"*", 1}, text};
	else if (!split(text, bracketed, place))
		return bad(note, text, "it has no host and port with a colon between");
	if (!is_host(place->host, bracketed))
		return bad(note, text, "its host is empty or has a character that no host has");
	if (!is_port(place->port))
		return bad(note, text, "its port is neither a number from 1 to 65535 nor *");
	return 0;
}

/* Compares hosts and ports as text. */
bool place_equal(const struct place *a, const struct place *b)
{
	return view_equal(a->host, b->host) && view_equal(a->port, b->port);
}

/* What two texts have in common, of which `*` stands for any. */
static bool join_text(struct view a, struct view b, struct view *joined)
{
	*joined = is_any(a) ? b : a;
	return is_any(a) || is_any(b) || view_equal(a, b);
}

/* Joins the hosts and the ports. */
bool place_join(const struct place *a, const struct place *b, struct place *joined)
{
	return join_text(a->host, b->host, &joined->host) &&
	       join_text(a->port, b->port, &joined->port);
}
