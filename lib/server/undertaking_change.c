/* SPDX-License-Identifier: Apache-2.0 */
#include "server/undertaking.h"

#include "common/cleanup.h"
#include "server/placing.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define FILE_MODE 0644

/* Milliseconds of the clock that goes on while the machine sleeps, and that nobody sets. */
static int64_t boot_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Seconds of it. */
static int64_t boot_seconds(void)
{
	return boot_ms() / 1000;
}

/* Learns which start of the machine this is; empty where that is hidden. */
static void learn_boot(char boot[37])
{
	CLEANUP(file) FILE *file = fopen(BOOT_ID, "re");
	boot[0] = '\0';
	if (file && fgets(boot, 37, file))
		boot[strcspn(boot, "\n")] = '\0';
}

/* Writes the record for the first time. */
int undertaking_stage(struct undertaking *undertaking, struct note *note)
{
	undertaking->prior = undertaking->phase == UNDERTAKING_CONFIRMED;
	undertaking->since = undertaking->due = undertaking->until = 0;
	return undertaking_save(undertaking, UNDERTAKING_STAGED, note);
}

/* Sets when it is due. */
static void set_due(struct undertaking *undertaking, int64_t seconds)
{
	learn_boot(undertaking->boot);
	undertaking->due = boot_seconds() + seconds;
	undertaking->until = time(NULL) + seconds;
}

/* Makes one file ready to be changed, if it is still what it was. */
static int prepare_file(const struct undertaking *undertaking, const struct undertaking_file *file,
	struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0};
	char name[PATH_MAX];
	int r = undertaking_name(undertaking, file->path, name, note);
	if (r == 0)
		r = placing_read(name, &now, note);
	if (r != 0)
		return r;
	if (!wiring_same(path_text_view(&now), path_text_view(&file->before)))
		return note_set(note, -ESTALE,
			"%s was changed by somebody else meanwhile; begin again", name);
	return placing_prepare(name, path_text_view(&file->after), FILE_MODE, note);
}

/* Changes one file that is ready. */
static int commit_file(const struct undertaking *undertaking, const struct undertaking_file *file,
	struct note *note)
{
	char name[PATH_MAX];
	int r = undertaking_name(undertaking, file->path, name, note);
	return r == 0 ? placing_commit(name, note) : r;
}

/* Makes the record ready that says that all is done. */
static int prepare_record(struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	undertaking->phase = UNDERTAKING_APPLIED;
	int r = undertaking_encode(undertaking, &text, note);
	undertaking->phase = UNDERTAKING_APPLYING;
	return r == 0 ? placing_prepare(
				undertaking->record, path_text_view(&text), UNDERTAKING_MODE, note)
		      : r;
}

/* Does a thing to every file that changes, until one fails. */
static int for_each(const struct undertaking *undertaking,
	int (*what)(const struct undertaking *, const struct undertaking_file *, struct note *),
	struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < undertaking->count; i++)
		if (undertaking_changes(&undertaking->file[i]))
			r = what(undertaking, &undertaking->file[i], note);
	return r;
}

/* Writes all that has to be written before the first file changes: so a full disk changes none. */
int undertaking_apply(struct undertaking *undertaking, int64_t seconds, struct note *note)
{
	set_due(undertaking, seconds);
	int r = for_each(undertaking, prepare_file, note);
	if (r == 0)
		r = undertaking_save(undertaking, UNDERTAKING_APPLYING, note);
	if (r == 0)
		r = prepare_record(undertaking, note);
	if (r == 0)
		r = for_each(undertaking, commit_file, note);
	if (r == 0)
		r = placing_commit(undertaking->record, note);
	if (r == 0)
		undertaking->phase = UNDERTAKING_APPLIED;
	return r;
}

/* Takes the time anew. */
int undertaking_start(struct undertaking *undertaking, int64_t seconds, struct note *note)
{
	set_due(undertaking, seconds);
	undertaking->since = boot_ms();
	return undertaking_save(undertaking, UNDERTAKING_APPLIED, note);
}

/* Nothing but the record changes. */
int undertaking_confirm(struct undertaking *undertaking, struct note *note)
{
	undertaking->prior = false;
	return undertaking_save(undertaking, UNDERTAKING_CONFIRMED, note);
}

/* Puts one file back to what it was at one of the two times before. */
static int restore(const struct undertaking *undertaking, const struct undertaking_file *file,
	struct view before, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0}, wanted = {NULL, 0};
	char name[PATH_MAX];
	int r = undertaking_name(undertaking, file->path, name, note);
	if (r == 0)
		r = placing_tidy(name, note);
	if (r == 0)
		r = placing_read(name, &now, note);
	const struct wiring_times times = {
		path_text_view(&now), path_text_view(&file->after), before};
	if (r == 0)
		r = wiring_undo(file->kind, &times, &wanted, note);
	if (r != 0 || wiring_same(path_text_view(&now), path_text_view(&wanted)))
		return r;
	if (wanted.bytes)
		return placing_put(name, path_text_view(&wanted), FILE_MODE, note);
	bool stays = undertaking->keeps_list && file->kind == WIRING_LIST;
	return stays ? 0 : placing_remove(name, note);
}

/* Forgets the record, and the files. */
static int forget(struct undertaking *undertaking, struct note *note)
{
	int r = placing_remove(undertaking->record, note);
	if (r == 0)
		undertaking->phase = UNDERTAKING_NONE;
	return r;
}

/* Goes back to the record of what was confirmed before. */
static int forget_last(struct undertaking *undertaking, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < undertaking->count; i++)
		r = undertaking_set(&undertaking->file[i].after,
			path_text_view(&undertaking->file[i].before), note);
	undertaking->prior = false;
	return r == 0 ? undertaking_save(undertaking, UNDERTAKING_CONFIRMED, note) : r;
}

/* In reverse; a file that fails does not keep the others from being put back. */
static int restore_all(
	const struct undertaking *undertaking, bool origin, bool lists, struct note *note)
{
	struct note ignored;
	int r = 0;
	for (size_t i = undertaking->count; i-- > 0;) {
		const struct undertaking_file *file = &undertaking->file[i];
		const struct path_text *before = origin ? &file->origin : &file->before;
		bool now = (origin || undertaking_changes(file)) &&
			   (lists == (file->kind == WIRING_LIST));
		int one = now ? restore(undertaking, file, path_text_view(before),
					r == 0 ? note : &ignored)
			      : 0;
		r = r == 0 ? one : r;
	}
	return r;
}

/* That the record can't be written is no reason not to put back what was cut off: whoever comes next
 * begins with the same files. What is confirmed has to stay whole. */
int undertaking_put_back(
	struct undertaking *undertaking, enum undertaking_phase phase, struct note *note)
{
	int r = undertaking_save(undertaking, phase, note);
	bool origin = phase == UNDERTAKING_DISABLING;
	return r != 0 && origin ? r : restore_all(undertaking, origin, false, note);
}

/* Puts back everything. */
static int put_back_all(
	struct undertaking *undertaking, enum undertaking_phase phase, struct note *note)
{
	int r = undertaking_put_back(undertaking, phase, note);
	return r == 0 ? restore_all(undertaking, phase == UNDERTAKING_DISABLING, true, note) : r;
}

/* Puts back, then forgets. */
int undertaking_revert(struct undertaking *undertaking, struct note *note)
{
	int r = put_back_all(undertaking, UNDERTAKING_REVERTING, note);
	if (r != 0)
		return r;
	return undertaking->prior ? forget_last(undertaking, note) : forget(undertaking, note);
}

/* The same with what was there before keyhole came. */
int undertaking_disable(struct undertaking *undertaking, struct note *note)
{
	int r = put_back_all(undertaking, UNDERTAKING_DISABLING, note);
	return r == 0 ? forget(undertaking, note) : r;
}

/* Of one that is applied it has to be known that sshd has read it. */
bool undertaking_is_broken(const struct undertaking *undertaking)
{
	switch (undertaking->phase) {
	case UNDERTAKING_NONE:
	case UNDERTAKING_CONFIRMED:
		return false;
	case UNDERTAKING_APPLIED:
		return undertaking->since == 0;
	default:
		return true;
	}
}

/* By the phase. */
int undertaking_recover(struct undertaking *undertaking, struct note *note)
{
	if (!undertaking_is_broken(undertaking))
		return 0;
	return undertaking->phase == UNDERTAKING_DISABLING ? undertaking_disable(undertaking, note)
							   : undertaking_revert(undertaking, note);
}

/* Compares the starts of the machine. */
bool undertaking_is_fresh(const struct undertaking *undertaking)
{
	char boot[37];
	learn_boot(boot);
	return undertaking->phase == UNDERTAKING_APPLIED && strcmp(boot, undertaking->boot) == 0;
}

/* After another start of the machine at once. */
bool undertaking_is_due(const struct undertaking *undertaking)
{
	if (undertaking->phase != UNDERTAKING_APPLIED || undertaking_is_broken(undertaking))
		return undertaking_is_broken(undertaking);
	return !undertaking_is_fresh(undertaking) || boot_seconds() >= undertaking->due;
}
