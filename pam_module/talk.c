/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/talk.h"

#include "audit/plain.h"

#include <security/pam_ext.h>
#include <stdarg.h>
#include <stdio.h>

/* A head, three lines a finding, and one for those that are not shown. */
#define MESSAGE_MAX ((2 + 3 * VERDICT_SHOWN) * TALK_LINE_MAX)

#define LOOK "\n  look first at what is in it: others could have written there"

struct message {
	size_t len;
	char text[MESSAGE_MAX];
};

/* Adds a line that is known to be harmless, cut if it does not fit; no line ends the message. */
__attribute__((format(printf, 2, 3))) static void add(
	struct message *message, const char *format, ...)
{
	va_list args;
	size_t room = sizeof message->text - message->len;
	va_start(args, format);
	int len = vsnprintf(message->text + message->len, room, format, args);
	va_end(args);
	if (len > 0)
		message->len += (size_t)len < room ? (size_t)len : room - 1;
}

/* Adds what is wrong. */
static void add_what(struct message *message, const char *what)
{
	char line[TALK_LINE_MAX - 8];
	plain_copy(view_of(what), line, sizeof line);
	add(message, "\n  %s", line);
}

/* Adds the command that mends it, if it can be shown whole and unchanged. */
static void add_mend(struct message *message, const char *mend)
{
	static const char words[] = "\n  mend it with: ";
	size_t len = strlen(mend);
	if (len > 0 && len + sizeof words < TALK_LINE_MAX && plain_is(view_of(mend)))
		add(message, "%s%s", words, mend);
}

/* Begins a message with the reason. */
static void begin(struct message *message, int reason)
{
	message->len = 0;
	add(message, "keyhole: this login is refused [%s]", reason_token(reason));
}

/* Hands the message to the application, unless it wants none. */
static void send(const struct call *call, const struct message *message)
{
	if (!call->silent)
		pam_error(call->pamh, "%s", message->text);
}

/* The reason and one sentence. */
void talk_refused(const struct call *call, int reason, const char *sentence)
{
	struct message message;
	begin(&message, reason);
	add_what(&message, sentence);
	send(call, &message);
}

/* The reason, then each with what to do first and its command. */
void talk_findings(const struct call *call, int reason, const struct verdict *verdict)
{
	struct message message;
	begin(&message, reason);
	for (size_t i = 0; i < verdict->grave_count && i < VERDICT_SHOWN; i++) {
		add_what(&message, verdict->grave[i].what);
		if (verdict->grave[i].look)
			add(&message, LOOK);
		add_mend(&message, verdict->grave[i].mend);
	}
	if (verdict->grave_count > VERDICT_SHOWN)
		add(&message, "\n  ... and %zu more", verdict->grave_count - VERDICT_SHOWN);
	send(call, &message);
}
