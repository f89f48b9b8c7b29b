/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/place.h"
#include "admin/log/unsealed.h"
#include "admin/status/findings.h"
#include "admin/when.h"
#include "audit/read.h"
#include "common/cleanup.h"
#include "crypto/mac.h"
#include "recording/recording.h"
#include "seal/state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MEGABYTE ((uint64_t)1024 * 1024)
#define ROOM_NEEDED (16 * MEGABYTE)
#define ROOM_WANTED (256 * MEGABYTE)
#define LOGIN_WORD "\"login\""

/* Adds a step of the log that is not as it should be. */
static struct step *blame(struct survey *survey, const char *what, const char *path, int fault)
{
	bool refuse = survey->settings->audit_failure == AUDIT_FAILURE_REFUSE;
	return step_add(survey->steps, "log", STEP_CLOSED, reason_token(REASON_AUDIT_FAILED),
		"%s %s: %s; %s", path, what, strerror(-fault),
		refuse ? "nobody but break_glass accounts gets in (audit_failure)"
		       : "no login is recorded");
}

/* Whether a file could be written to if it is there; nothing is. */
static int try_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	return close(fd) == 0 ? 0 : -errno;
}

/* Whether a record could be written: into the folder or the file, and with the lock beside it. */
static bool judge_writable(struct survey *survey)
{
	char path[PATH_MAX];
	const char *folders[] = {survey->settings->log_dir, survey->settings->state_dir};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (faccessat(AT_FDCWD, folders[i], W_OK | X_OK, AT_EACCESS) != 0) {
			blame(survey, "can't be written", folders[i], -errno);
			return false;
		}
	snprintf(path, sizeof path, "%s/" APPEND_LOGINS, survey->settings->log_dir);
	int r = try_file(path);
	if (r != 0)
		blame(survey, "can't be written", path, r);
	return r == 0;
}

/* Whether there is room on its disk. */
static bool judge_room(struct survey *survey)
{
	struct statvfs disk;
	const char *folder = survey->settings->log_dir;
	if (statvfs(folder, &disk) != 0) {
		blame(survey, "can't be looked at", folder, -errno);
		return false;
	}
	survey->room = disk.f_bfree * disk.f_frsize;
	survey->room_known = true;
	if (survey->room < ROOM_NEEDED || (disk.f_files > 0 && disk.f_ffree == 0)) {
		blame(survey, "has hardly any room on its disk", folder, -ENOSPC);
		return false;
	}
	if (survey->room < ROOM_WANTED)
		step_add(survey->steps, "log", STEP_NOTE, NULL,
			"the disk of %s has %" PRIu64 " MiB left", folder, survey->room / MEGABYTE);
	return true;
}

/* Whether there is room among the offers, which have a limit of their own. */
static void judge_offers(struct survey *survey)
{
	char path[PATH_MAX];
	struct stat st;
	snprintf(path, sizeof path, "%s/" APPEND_OFFERS, survey->settings->log_dir);
	if (stat(path, &st) == 0 && st.st_size >= APPEND_OFFER_MAX)
		step_mend(step_add(survey->steps, "log", STEP_CLOSED,
				  reason_token(REASON_AUDIT_FAILED),
				  "%s is full: keys that are refused are recorded no more", path),
			"logrotate -f /etc/logrotate.d/keyhole");
}

/* Keeps a login. */
static void keep(struct survey_login *login, const struct event *event)
{
	login->time = event->time;
	snprintf(login->account, sizeof login->account, "%.*s", (int)event->account.len,
		event->account.data);
	snprintf(login->person, sizeof login->person, "%.*s", (int)event->person.len,
		event->person.data);
	snprintf(login->from, sizeof login->from, "%.*s", (int)event->from.len, event->from.data);
}

/* Looks for the last login, from the end of the log on. */
static int find_login(struct survey *survey, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	const struct read_query query = {.until = INT64_MAX, .needle = view_of(LOGIN_WORD)};
	int r = line ? read_open_query(survey->settings->log_dir, APPEND_LOGINS, &query, &log, note)
		     : note_set(note, -ENOMEM, "no memory");
	while (r >= 0 && survey->login.time == 0) {
		r = read_previous(log, line, note);
		if (r == 0)
			return 0;
		if (r > 0 && !line->bad && line->event.kind == EVENT_LOGIN)
			keep(&survey->login, &line->event);
	}
	return r < 0 ? r : 0;
}

/* Says who was here last. */
static void look_at_login(struct survey *survey)
{
	struct note note;
	char when[WHEN_TEXT_MAX];
	const struct survey_login *login = &survey->login;
	int r = find_login(survey, &note);
	if (r != 0 && r != -ENOENT) {
		step_add(survey->steps, "login", STEP_UNKNOWN, reason_token(REASON_FAULT), "%s",
			note.text);
		return;
	}
	if (login->time == 0) {
		step_add(survey->steps, "login", STEP_NOTE, NULL,
			"no login is recorded yet: log in, and ask again");
		return;
	}
	when_text(login->time, when);
	step_add(survey->steps, "login", STEP_GOOD, NULL,
		"the last that is recorded: %s, by %s, from %s, at %s", login->account,
		login->person[0] ? login->person : "a key that keyhole does not know",
		login->from[0] ? login->from : "an unknown address", when);
}

/* What is not safe is not looked at any further. */
void survey_log(struct survey *survey)
{
	size_t from = survey->steps->count;
	bool safe = findings_look(survey, "log", place_inspect_log);
	if (!survey->root) {
		step_add(survey->steps, "log", STEP_UNKNOWN, NULL,
			"only root sees whether the log can be written");
	} else if (safe && judge_writable(survey) && judge_room(survey)) {
		judge_offers(survey);
		if (survey_count_bad(survey, from) == 0)
			step_add(survey->steps, "log", STEP_GOOD, NULL,
				"%s can be written, and has %" PRIu64 " MiB of room",
				survey->settings->log_dir, survey->room / MEGABYTE);
	}
	look_at_login(survey);
}

/* Says that the key of a seal is gone, by which nothing can be proven any more. */
static void say_lost(struct survey *survey, const char *what)
{
	survey->seal = SURVEY_SEAL_LOST;
	step_mend(step_add(survey->steps, "seal", STEP_CLOSED, reason_token(REASON_AUDIT_FAILED),
			  "%s: what is recorded from here on is not sealed", what),
		"keyhole seal --renew");
}

/* Says that there is none. */
static void say_unsealed(struct survey *survey)
{
	if (unsealed_newest(survey->settings->log_dir) == 1) {
		say_lost(survey, "the log is sealed, and the state of the seal is gone");
		return;
	}
	survey->seal = SURVEY_UNSEALED;
	step_mend(step_add(survey->steps, "seal", STEP_NOTE, NULL,
			  "the log is not sealed: whoever becomes root can change it unseen"),
		"keyhole seal");
}

/* Says since when it is sealed, and what is odd about it. */
static void say_sealed(struct survey *survey, const struct seal_state *state, const char *odd)
{
	char since[WHEN_TEXT_MAX];
	when_text(state->since, since);
	survey->seal = SURVEY_SEALED;
	step_add(survey->steps, "seal", odd[0] ? STEP_NOTE : STEP_GOOD, NULL,
		"the log is sealed since %s (epoch %" PRIu64 ")%s%s", since, state->epoch,
		odd[0] ? "; " : "", odd);
}

/* By its state, whose key is not shown. */
void survey_seal(struct survey *survey)
{
	struct note note;
	CLEANUP(mac) struct mac *mac = NULL;
	CLEANUP(state) struct seal_state state = {.epoch = 0};
	int r = survey->root ? mac_open(&mac, &note)
			     : note_set(&note, -EACCES, "only root sees whether the log is sealed");
	const struct hash hash = {mac, mac_make};
	const struct state_place place = {
		survey->settings->run_dir, survey->settings->state_dir, &hash, NULL};
	if (r == 0)
		r = state_load(&place, &state, &note);
	if (r == -ENOENT)
		say_unsealed(survey);
	else if (r == -EBADMSG)
		say_lost(survey, note.text);
	else if (r != 0)
		step_add(survey->steps, "seal", STEP_UNKNOWN, reason_token(REASON_FAULT), "%s",
			note.text);
	else if (state.seq == 0)
		say_lost(survey, "the log was sealed, and the key is lost");
	else
		say_sealed(survey, &state, note.text);
}
