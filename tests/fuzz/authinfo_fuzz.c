/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever SSH_AUTH_INFO_0 is, its methods are views into it, in its order, and no more than
 * allowed. */
#include "audit/plain.h"
#include "pam_module/authinfo.h"
#include "pam_module/connection.h"

#include "common/cleanup.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether a view is empty, or lies behind `*from` in the text; then it moves that on. */
static bool follows(struct view part, const char **from, const char *end)
{
	if (part.len == 0)
		return true;
	if (part.data < *from || part.data + part.len > end)
		return false;
	*from = part.data + part.len;
	return !memchr(part.data, '\n', part.len);
}

/* Checks one method; a key has both its words. */
static void check_method(const struct authinfo_method *method, const char **from, const char *end)
{
	assert(method->name.len > 0);
	assert((method->type.len > 0) == (method->base64.len > 0));
	assert(follows(method->name, from, end));
	assert(follows(method->type, from, end));
	assert(follows(method->base64, from, end));
	assert(follows(method->info, from, end));
}

/* What has been made plain is plain. */
static void check_plain(struct view text)
{
	char out[512];
	bool whole = plain_copy(text, out, sizeof out);
	assert(plain_is(view_of(out)));
	assert(!whole || plain_is(text) == view_equal(view_of(out), text));
}

/* Reads the text as methods, as an address, and as something to show. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = {(const char *)data, size};
	const char *from = text.data, *end = text.data + text.len;
	struct authinfo info;
	char names[64];
	authinfo_parse(text, &info);
	assert(info.count <= AUTHINFO_METHODS_MAX);
	for (size_t i = 0; i < info.count; i++)
		check_method(&info.method[i], &from, end);
	authinfo_names(&info, names, sizeof names);
	assert(memchr(names, '\0', sizeof names));
	check_plain(text);
	CLEANUP(free) char *copy = size > 0 ? strndup(text.data, size) : NULL;
	struct connection connection;
	connection_parse(copy, &connection);
	assert(connection.from[0] || connection.port == CONNECTION_PORT_UNKNOWN);
	return 0;
}
