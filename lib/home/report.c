/* SPDX-License-Identifier: Apache-2.0 */
#include "home/report.h"

/* Starts the finding over. */
struct finding *report_begin(
	struct report *report, enum reason reason, bool grave, const char *path)
{
	finding_begin(&report->finding, reason, grave, path);
	return &report->finding;
}

/* Keeps the words of the first grave finding, and shows each to the visitor. */
void report_give(struct report *report, bool mendable)
{
	struct finding *finding = &report->finding;
	if (!mendable)
		finding->mend[0] = '\0';
	if (finding->grave && report->grave == REASON_NONE)
		report->grave = (enum reason)note_set(&report->words, (int)finding->reason,
			"%s%s%s", finding->what, finding->mend[0] ? "; mend it with: " : "",
			finding->mend);
	if (report->visit)
		report->visit(report->context, finding);
}

/* Compares two numbers. */
bool report_trusts(const struct report *report, uid_t owner)
{
	return owner == 0 || owner == report->request->uid;
}
