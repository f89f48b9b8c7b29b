/* SPDX-License-Identifier: Apache-2.0 */
#include "home/home.h"

#include "common/cleanup.h"
#include "home/entry.h"
#include "home/report.h"
#include "home/walk.h"

/* Tells of a home that is no path. */
static int say_no_path(struct report *report, const char *path)
{
	finding_say(report_begin(report, REASON_HOME_MISSING, false, path), "%s",
		path[0] ? "is not an absolute path, so the account has no home"
			: "is empty: the account has no home");
	report_give(report);
	return 0;
}

/* Walks from the root folder into the .ssh folder, as far as there is one. */
static int judge(struct report *report, struct note *note)
{
	const char *path = report->request->path ? report->request->path : "";
	if (path[0] != '/')
		return say_no_path(report, path);
	CLEANUP(walk) struct walk walk = {.fd = -1};
	int r = walk_start(&walk, report, note);
	if (r == 0)
		r = walk_go(&walk, path, ROLE_PARENT, ROLE_HOME, note);
	if (r == 0 && walk_is_in_folder(&walk))
		r = walk_go(&walk, ".ssh", ROLE_WAY, ROLE_SSH, note);
	if (r == 0 && walk_is_in_folder(&walk))
		r = entry_judge_all(&walk, note);
	return r;
}

/* What is grave stays so, though something else could not be judged. */
int home_check(
	const struct home_request *request, home_visit visit, void *context, struct note *note)
{
	struct report report = {.request = request, .visit = visit, .context = context};
	int r = judge(&report, note);
	if (report.grave == REASON_NONE)
		return r;
	*note = report.words;
	return (int)report.grave;
}
