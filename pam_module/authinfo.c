/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/authinfo.h"

/* Cuts off what stands before the next `end`, or everything; `end` itself is dropped. */
static struct view cut_at(struct view *text, char end)
{
	const char *found = text->len > 0 ? memchr(text->data, end, text->len) : NULL;
	struct view front = {text->data, found ? (size_t)(found - text->data) : text->len};
	*text = view_skip(*text, front.len + 1);
	return front;
}

/* Whether sshd writes a key behind the name of this method. */
static bool has_key(struct view name)
{
	return view_is(name, "publickey") || view_is(name, "hostbased");
}

/* Takes a line apart; a key's two words are one only together. */
static void read_line(struct view line, struct authinfo_method *method)
{
	*method = (struct authinfo_method){{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	method->name = cut_at(&line, ' ');
	method->info = line;
	if (!has_key(method->name))
		return;
	struct view type = cut_at(&line, ' ');
	struct view base64 = cut_at(&line, ' ');
	if (type.len == 0 || base64.len == 0)
		return;
	method->type = type;
	method->base64 = base64;
	method->info = line;
}

/* Drops the line that the limit falls into. */
static struct view limit(struct view text, bool *cut)
{
	*cut = text.len > AUTHINFO_MAX;
	if (!*cut)
		return text;
	text.len = AUTHINFO_MAX;
	while (text.len > 0 && text.data[text.len - 1] != '\n')
		text.len--;
	return text;
}

/* Reads line by line. */
void authinfo_parse(struct view text, struct authinfo *info)
{
	info->count = 0;
	text = limit(text, &info->cut);
	while (text.len > 0) {
		struct view line = cut_at(&text, '\n');
		if (line.len == 0 || line.data[0] == ' ')
			continue;
		if (info->count == AUTHINFO_METHODS_MAX) {
			info->cut = true;
			return;
		}
		read_line(line, &info->method[info->count++]);
	}
}

/* Joins the names. */
void authinfo_names(const struct authinfo *info, char *out, size_t cap)
{
	size_t used = 0;
	for (size_t i = 0; i < info->count; i++) {
		struct view name = info->method[i].name;
		size_t comma = used > 0;
		if (used + comma + name.len >= cap)
			continue;
		if (comma)
			out[used++] = ',';
		memcpy(out + used, name.data, name.len);
		used += name.len;
	}
	out[used] = '\0';
}
