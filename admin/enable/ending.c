/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/ending.h"

#include "admin/enable/reload.h"
#include "admin/enable/watch.h"
#include "admin/store/change.h"

#include <errno.h>
#include <stdio.h>

/* The log of a tree of files is none. */
void ending_record(const struct site *site, enum event_kind kind, const char *detail)
{
	struct change change = {.settings = &site->settings, .lock = {-1}};
	if (!site->live)
		return;
	operator_name(change.by);
	change_record(&change, &(struct change_record){.kind = kind, .detail = detail});
}

/* No sshd that runs is none that has to be told. */
void ending_reload(const struct site *site, bool ours)
{
	struct note note;
	int r = site->live ? reload_sshd(ours, &note) : 0;
	if (r != 0 && r != -ESRCH)
		admin_warn("%s", note.text);
}

/* The record goes last: who is cut off before that has the reload still to do. */
int ending_revert(const struct site *site, struct undertaking *undertaking, const char *why,
	struct note *note)
{
	bool prior = undertaking->prior;
	int r = undertaking_put_back(undertaking, UNDERTAKING_REVERTING, note);
	if (r != 0)
		return r;
	ending_reload(site, prior);
	r = undertaking_revert(undertaking, note);
	if (r != 0)
		return r;
	ending_record(site, EVENT_DISABLED, why);
	printf("all is as it was before keyhole enable%s\n",
		prior ? ": what was confirmed before is in force" : "");
	if (site->live)
		watch_stop(); /* last, for it may be its own service that does this */
	return 0;
}

/* The same with what was there before keyhole came. */
int ending_disable(const struct site *site, struct undertaking *undertaking, struct note *note)
{
	int r = undertaking_put_back(undertaking, UNDERTAKING_DISABLING, note);
	if (r != 0)
		return r;
	ending_reload(site, false);
	return undertaking_disable(undertaking, note);
}

/* Goes on where somebody was cut off. */
int ending_recover(
	const struct site *site, struct undertaking *undertaking, bool *broken, struct note *note)
{
	enum undertaking_phase phase = undertaking->phase;
	*broken = phase != UNDERTAKING_NONE && phase != UNDERTAKING_APPLIED &&
		  phase != UNDERTAKING_CONFIRMED;
	if (!*broken)
		return 0;
	admin_warn("an earlier keyhole %s was cut off (%s); bringing it to its end first",
		phase == UNDERTAKING_DISABLING ? "disable" : "enable",
		undertaking_phase_name(phase));
	if (phase != UNDERTAKING_DISABLING)
		return ending_revert(site, undertaking, "put back: it was cut off", note);
	return ending_disable(site, undertaking, note);
}
