/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/ending.h"

#include "admin/child.h"
#include "admin/enable/arrivals.h"
#include "admin/enable/rehearsal_stage.h"
#include "admin/enable/reload.h"
#include "admin/enable/watch.h"
#include "admin/store/change.h"
#include "server/directives.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define NAP_MS 50

/* Looks every now and then. */
int ending_open(const struct site *site, struct undertaking *undertaking, struct note *note)
{
	long long end = child_clock() + ENDING_WAIT_MS;
	for (;;) {
		int r = undertaking_open(site->root, site->state, undertaking, note);
		if (r != -EBUSY || child_clock() >= end)
			return r;
		undertaking_close(undertaking);
		nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
	}
}

/* The log of a tree of files is none. */
void ending_record(const struct site *site, enum event_kind kind, const char *detail)
{
	struct change change = {.settings = &site->settings, .lock = {-1}};
	if (!site->live)
		return;
	operator_name(change.by);
	change_record(&change, &(struct change_record){.kind = kind, .detail = detail});
}

/* Whether an sshd may run. Before the first one has started there is no folder for it either, and it
 * can't be asked for anything. */
static bool may_run(const struct site *site)
{
	return site->live && (!site->starts || access(RELOAD_PID, F_OK) == 0);
}

/* Tells it, and looks whether it heeds that. */
static int reload(const struct site *site, bool ours, struct note *note)
{
	struct note why;
	int r = may_run(site) ? reload_tell(site->starts, note) : -ESRCH;
	if (r == 0 && reload_judge(ours, &why) != 0)
		admin_warn("%s", why.text);
	return r;
}

/* No sshd that runs is none that has to be told. */
int ending_reload(const struct site *site, bool ours, struct note *note)
{
	int r = reload(site, ours, note);
	return r == -ESRCH ? 0 : r;
}

/* Looks at a line for the list. */
static int names_list(void *context, const struct directive *directive)
{
	const char *path = context;
	return directive_is(directive, "RevokedKeys") && strstr(directive->value, path);
}

/* Tells sshd of what was put back, and sees whether its list may go, and when. */
static int tell(
	const struct site *site, struct undertaking *undertaking, bool ours, struct note *note)
{
	char list[STORE_PATH_MAX];
	struct note why;
	int r = reload(site, ours, &why);
	if (r != 0 && r != -ESRCH)
		return note_set(note, r,
			"the files are put back, but the sshd that runs could not be told, and "
			"goes on as before: %s; mend that, then: keyhole revert",
			why.text);
	snprintf(list, sizeof list, "%s", site->revoked);
	/* What can't be read may name it. */
	undertaking->keeps_list = directives_read(site->root, names_list, list, &why) != 0;
	if (r == 0 && !undertaking->keeps_list)
		arrivals_await(ARRIVALS_PROC);
	return 0;
}

/* The record goes last: who is cut off before that has the reload still to do. */
int ending_revert(const struct site *site, struct undertaking *undertaking, const char *why,
	struct note *note)
{
	int r = undertaking_put_back(undertaking, UNDERTAKING_REVERTING, note);
	if (r == 0)
		r = tell(site, undertaking, undertaking->prior, note);
	if (r == 0)
		r = undertaking_revert(undertaking, note);
	if (r != 0)
		return r;
	ending_record(site, EVENT_DISABLED, why);
	if (site->live)
		watch_stop(); /* last, for it may be its own service that does this */
	return 0;
}

/* A terminal that is stopped holds who speaks to it, and nothing waits for that any more. */
void ending_say_reverted(const struct undertaking *undertaking)
{
	printf("all is as it was before keyhole enable%s\n",
		undertaking->phase == UNDERTAKING_CONFIRMED
			? ": what was confirmed before is in force"
			: "");
}

/* The same with what was there before keyhole came. */
int ending_disable(const struct site *site, struct undertaking *undertaking, struct note *note)
{
	int r = undertaking_put_back(undertaking, UNDERTAKING_DISABLING, note);
	if (r == 0)
		r = tell(site, undertaking, false, note);
	return r == 0 ? undertaking_disable(undertaking, note) : r;
}

/* Goes on where somebody was cut off. */
int ending_recover(
	const struct site *site, struct undertaking *undertaking, bool *broken, struct note *note)
{
	enum undertaking_phase phase = undertaking->phase;
	*broken = undertaking_is_broken(undertaking);
	if (!*broken)
		return 0;
	if (site->live)
		rehearsal_stage_sweep();
	bool disabling = phase == UNDERTAKING_DISABLING;
	int r = disabling ? ending_disable(site, undertaking, note)
			  : ending_revert(site, undertaking, "put back: it was cut off", note);
	if (r != 0)
		return r;
	admin_warn("an earlier keyhole %s had been cut off (%s), and was brought to its end",
		disabling ? "disable" : "enable", undertaking_phase_name(phase));
	if (!disabling)
		ending_say_reverted(undertaking);
	return 0;
}
