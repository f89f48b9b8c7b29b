/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/sshd_says.h"

#define FINGERPRINT_LEN 50 /* SHA256: and 43 digits */
#define PORT_MAX 65535

/* A form of line: how it begins, and what reads the rest. */
struct form {
	const char *begin;
	bool (*read)(struct view rest, struct sshd_says *says);
	const char *reason;
	int weight; /* above 100: further than all that keyhole refuses */
};

const char *const sshd_says_reasons[] = {"left", "unknown-account", "not-allowed", "method-failed",
	"own-keys-unsafe", "command-failed", "algorithm", "too-many-tries", "revoked",
	"certificate", "address", "pam", NULL};

/* Takes a beginning off a view. */
static bool take_begin(struct view *text, const char *begin)
{
	size_t len = strlen(begin);
	if (!text->data || text->len < len || memcmp(text->data, begin, len) != 0)
		return false;
	*text = view_skip(*text, len);
	return true;
}

/* Takes an end off a view. */
static bool take_end(struct view *text, const char *end)
{
	size_t len = strlen(end);
	if (!text->data || text->len < len || memcmp(text->data + text->len - len, end, len) != 0)
		return false;
	text->len -= len;
	return true;
}

/* Splits a view at the last place where a part stands. */
static bool split_last(struct view text, const char *part, struct view *before, struct view *after)
{
	size_t len = strlen(part);
	for (size_t at = text.len; at-- > 0;)
		if (text.len - at >= len && memcmp(text.data + at, part, len) == 0) {
			*before = (struct view){text.data, at};
			*after = (struct view){text.data + at + len, text.len - at - len};
			return true;
		}
	return false;
}

/* Splits a view at the first place where a part stands. */
static bool split_first(struct view text, const char *part, struct view *before, struct view *after)
{
	const char *at = text.len > 0 ? memmem(text.data, text.len, part, strlen(part)) : NULL;
	if (!at)
		return false;
	*before = (struct view){text.data, (size_t)(at - text.data)};
	*after = view_skip(text, before->len + strlen(part));
	return true;
}

/* Reads a whole number that fills a view. */
static bool read_number(struct view text, int64_t max, int64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || *number > max)
			return false;
		*number = *number * 10 + (text.data[i] - '0');
	}
	return text.len > 0 && *number <= max;
}

/* Whether a view could be an address: no blanks, and nothing but what addresses are written with. */
static bool is_address(struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!memchr("0123456789abcdefABCDEF.:%", text.data[i], 25) &&
			!memchr(text.data, '%', i))
			return false;
	return text.len > 0 && text.len < 64 && !memchr(text.data, ' ', text.len);
}

/* Takes `ADDRESS port N` off the end of a view; what is before it stays, without the word before. */
static bool take_peer(struct view *text, const char *word, struct sshd_says *says)
{
	struct view before, port, from;
	if (!split_last(*text, " port ", &before, &port) ||
		!read_number(port, PORT_MAX, &says->port) ||
		!split_last(before, word, &before, &from) || !is_address(from))
		return false;
	says->from = from;
	*text = before;
	return true;
}

/* `NAME from A port P` behind "Invalid user ". */
static bool read_invalid(struct view rest, struct sshd_says *says)
{
	if (!take_peer(&rest, " from ", says))
		return false;
	says->account = rest;
	return true;
}

/* `authenticating user NAME A port P`, `invalid user NAME A port P` or `A port P`. */
static bool read_peer_of_user(struct view rest, struct sshd_says *says)
{
	bool user = take_begin(&rest, "authenticating user ") || take_begin(&rest, "invalid user ");
	if (!user)
		return false;
	if (!take_peer(&rest, " ", says))
		return false;
	says->account = rest;
	return true;
}

/* The same with a reason behind it; only one that sshd writes without a word of the client. */
static bool read_disconnecting(struct view rest, struct sshd_says *says)
{
	return take_end(&rest, ": Too many authentication failures") &&
	       read_peer_of_user(rest, says);
}

/* `A port P:11: WORDS`: what follows the address is the client's. */
static bool read_disconnect(struct view rest, struct sshd_says *says)
{
	struct view from, port, words;
	if (!split_first(rest, " port ", &from, &rest) || !split_first(rest, ":", &port, &words) ||
		!is_address(from) || !read_number(port, PORT_MAX, &says->port))
		return false;
	says->from = from;
	return true;
}

/* `[invalid user ]NAME from A port P ssh2`. */
static bool read_exceeded(struct view rest, struct sshd_says *says)
{
	take_begin(&rest, "invalid user ");
	return take_end(&rest, " ssh2") && read_invalid(rest, says);
}

/* Takes `: TYPE SHA256:…` off the end, if it is there. */
static bool take_key(struct view *text, struct sshd_says *says)
{
	struct view before, key, type, who;
	if (!split_last(*text, " ", &before, &key) || key.len != FINGERPRINT_LEN ||
		memcmp(key.data, "SHA256:", 7) != 0 ||
		!split_last(before, " ssh2: ", &who, &type) || memchr(type.data, ' ', type.len))
		return false;
	says->key = key;
	text->len = who.len + strlen(" ssh2");
	return true;
}

/* `METHOD for [invalid user ]NAME from A port P ssh2[: TYPE FINGERPRINT]`; of a certificate, whose
 * id is the client's, nothing is believed. */
static bool read_failed(struct view rest, struct sshd_says *says)
{
	struct view method;
	if (!split_first(rest, " for ", &method, &rest) || memchr(method.data, ' ', method.len))
		return false;
	take_key(&rest, says);
	if (!read_exceeded(rest, says))
		return false;
	says->detail = method;
	return true;
}

/* `NAME[ from HOST] not allowed because WORDS`: the name is that of an account that exists. */
static bool read_not_allowed(struct view rest, struct sshd_says *says)
{
	struct view who, from;
	if (!split_first(rest, " not allowed because ", &who, &says->detail))
		return false;
	if (split_last(who, " from ", &who, &from) && is_address(from))
		says->from = from;
	says->account = who;
	return true;
}

/* `TYPE FINGERPRINT revoked by file PATH`. */
static bool read_revoked(struct view rest, struct sshd_says *says)
{
	struct view type, key;
	if (!split_first(rest, " ", &type, &rest) || !split_first(rest, " ", &key, &rest) ||
		key.len != FINGERPRINT_LEN || !take_begin(&rest, "revoked by file "))
		return false;
	says->key = key;
	says->key_type = type;
	says->detail = rest;
	return true;
}

/* `NAME by PAM account configuration`. */
static bool read_pam(struct view rest, struct sshd_says *says)
{
	says->account = rest;
	return take_end(&says->account, " by PAM account configuration");
}

/* `A to B, pid = N`: written by the process that listens, of another. */
static bool read_timeout(struct view rest, struct sshd_says *says)
{
	struct view from, pid;
	if (!split_first(rest, " to ", &from, &rest) ||
		!split_first(rest, ", pid = ", &rest, &pid) || !is_address(from) ||
		!read_number(pid, INT32_MAX, &says->monitor))
		return false;
	says->from = from;
	return true;
}

/* Words that are sshd's own. */
static bool read_words(struct view rest, struct sshd_says *says)
{
	says->detail = rest;
	return true;
}

/* `A port P` behind "ROOT LOGIN REFUSED FROM ". */
static bool read_root(struct view rest, struct sshd_says *says)
{
	struct view port;
	if (!split_first(rest, " port ", &says->from, &port) || !is_address(says->from) ||
		!read_number(port, PORT_MAX, &says->port))
		return false;
	says->account = view_of("root");
	return true;
}

/* A line that says that it was let in. */
static bool read_accepted(struct view rest, struct sshd_says *says)
{
	(void)rest;
	says->accepted = true;
	return true;
}

static const struct form forms[] = {
	{"Accepted ", read_accepted, "", 0},
	{"Connection closed by ", read_peer_of_user, "left", -1},
	{"Connection reset by ", read_peer_of_user, "left", -1},
	{"Disconnected from ", read_peer_of_user, "left", -1},
	{"Received disconnect from ", read_disconnect, "left", -1},
	{"Disconnecting ", read_disconnecting, "too-many-tries", 0},
	{"maximum authentication attempts exceeded for ", read_exceeded, "too-many-tries", 0},
	{"Timeout before authentication for connection from ", read_timeout, "left", -1},
	{"Authentication refused: ", read_words, "own-keys-unsafe", 0},
	{"Failed ", read_failed, "method-failed", 0},
	{"userauth_pubkey: ", read_words, "algorithm", 1},
	{"AuthorizedKeysCommand ", read_words, "command-failed", 1},
	{"Invalid user ", read_invalid, "unknown-account", 101},
	{"User ", read_not_allowed, "not-allowed", 102},
	{"ROOT LOGIN REFUSED FROM ", read_root, "not-allowed", 102},
	{"Certificate ", read_words, "certificate", 103},
	{"Authentication key ", read_revoked, "revoked", 104},
	{"Access denied for user ", read_pam, "pam", 106},
};

/* `PLACE: Authentication tried for NAME with correct key but not from a permitted host (host=H,
 * ip=A, required=LIST).`, the same of a certificate. The place is a path, or `cert`, and nothing
 * that a client could have said. */
static bool read_wrong_address(struct view line, struct sshd_says *says)
{
	struct view before, rest, name, where;
	if (!take_end(&line, ").") ||
		!split_first(line, ": Authentication tried for ", &before, &rest) ||
		!(view_is(before, "cert") || (before.len > 0 && before.data[0] == '/')))
		return false;
	bool key = split_first(
		rest, " with correct key but not from a permitted host (", &name, &where);
	if (!key && !split_first(rest,
			    " with valid certificate but not from a permitted source address (",
			    &name, &where))
		return false;
	says->reason = "address";
	says->weight = 105;
	says->account = name;
	struct view from = where, required = {NULL, 0}, host;
	if (key && (!split_last(where, ", required=", &where, &required) ||
			   !split_last(where, ", ip=", &host, &from)))
		return true;
	if (is_address(from))
		says->from = from;
	says->detail = required;
	return true;
}

/* Takes off what sshd puts around a message, and looks for its form. */
bool sshd_says(struct view line, struct sshd_says *says)
{
	take_end(&line, " [preauth]");
	if (!take_begin(&line, "error: "))
		take_begin(&line, "fatal: ");
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct view rest = line;
		if (!take_begin(&rest, forms[i].begin))
			continue;
		*says = (struct sshd_says){.reason = forms[i].reason, .weight = forms[i].weight};
		return forms[i].read(rest, says);
	}
	*says = (struct sshd_says){0};
	return read_wrong_address(line, says);
}
