/* SPDX-License-Identifier: Apache-2.0 */
#include "home/report.h"

#include "home/name.h"

#include <stdio.h>
#include <string.h>

/* What a line in syslog has before the words besides the account: " is refused [...]: ". */
#define HEAD_MAX 64
/* An account's byte in syslog, escaped. */
#define ESCAPED_MAX 4

/* Starts the finding over. */
struct finding *report_begin(
	struct report *report, enum reason reason, bool grave, const char *path)
{
	finding_begin(&report->finding, reason, grave, path);
	return &report->finding;
}

/* Whether the log and syslog show a command as it is, without escaping anything. */
static bool is_shown(const char *command)
{
	for (; *command != '\0'; command++)
		if (*command < ' ' || *command > '~' || *command == '"' || *command == '\\')
			return false;
	return true;
}

/* What is the account's is mended only with the account's rights, which do not reach what a link in
 * its place would lead to. */
bool report_command(
	const struct home_request *request, const struct finding *finding, char *out, size_t size)
{
	struct name name;
	int len = 0;
	if (finding->mend[0] == '\0' || !is_shown(finding->mend))
		return false;
	name_set(&name, request->account, request->uid);
	if (!finding->own)
		len = snprintf(out, size, "%s", finding->mend);
	else if (name.known && strcmp(name.text, name.word) == 0)
		len = snprintf(out, size, "runuser -u %s -- %s", name.word, finding->mend);
	return len > 0 && (size_t)len < size;
}

/* Writes the words for the administrator, with the command if all of them fit. */
static void put_words(struct report *report)
{
	const struct finding *finding = &report->finding;
	char command[NOTE_MAX];
	const char *how = finding->look ? "; look first at what is in it, then mend it with: "
					: "; mend it with: ";
	size_t head = HEAD_MAX + ESCAPED_MAX * strlen(report->request->account);
	bool whole = report_command(report->request, finding, command, sizeof command) &&
		     head + strlen(finding->what) + strlen(how) + strlen(command) < NOTE_MAX;
	if (!whole)
		how = finding->look ? "; look at what is in it" : "";
	(void)note_set(&report->words, 0, "%s%s%s", finding->what, how, whole ? command : "");
}

/* Keeps the words of the first grave finding, and shows each to the visitor. */
static void give(struct report *report)
{
	struct finding *finding = &report->finding;
	if (finding->grave && report->grave == REASON_NONE) {
		put_words(report);
		report->grave = finding->reason;
	}
	if (report->visit)
		report->visit(report->context, finding);
}

/* Takes the command away. */
void report_give(struct report *report)
{
	finding_keep(&report->finding);
	give(report);
}

/* Whether nobody can lead a command about a thing to something else: with the account's rights it
 * reaches nothing that is not the account's, and with root's only root can have moved anything. */
static bool is_mendable(const struct report *report, const struct thing *thing)
{
	if (thing->linked)
		return false;
	if (thing->stat.st_uid == report->request->uid)
		return true;
	return !thing->below && report->grave == REASON_NONE;
}

/* Decides with whose rights the command is run. */
void report_give_about(struct report *report, const struct thing *thing)
{
	uid_t uid = report->request->uid;
	report->finding.own = uid != 0 && thing->stat.st_uid == uid;
	report->finding.thing = thing;
	if (!is_mendable(report, thing))
		finding_keep(&report->finding);
	give(report);
}

/* Compares two numbers. */
bool report_trusts(const struct report *report, uid_t owner)
{
	return owner == 0 || owner == report->request->uid;
}
