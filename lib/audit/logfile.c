/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/logfile.h"

#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>

/* Opens the folder; that somebody else could write to it is a fault here, not a decision. */
int logfile_folder(const struct logfile *logfile, const char *judged, int *fd, struct note *note)
{
	int r = path_open_next_folder(logfile->folder, judged, fd, note);
	return r > 0 ? -EPERM : r;
}

/* Chooses the words for a fault, where strerror's would mislead. */
int logfile_fault(const struct logfile *logfile, int fault, struct note *note)
{
	char words[128];
	const char *why = fault == -ELOOP    ? "is a symbolic link; move it away"
			  : fault == -EISDIR ? "is a directory; move it away"
			  : fault == -ENXIO  ? "is not a regular file; move it away"
					     : NULL;
	if (why)
		return note_set(note, fault, "%s/%s %s", logfile->folder, logfile->name, why);
	return note_set(note, fault, "%s/%s: %s", logfile->folder, logfile->name,
		strerror_r(-fault, words, sizeof words));
}

/* Judges the open file: its kind and its owner. */
static int judge(const struct logfile *logfile, int fd, struct stat *st, struct note *note)
{
	if (fstat(fd, st) != 0)
		return logfile_fault(logfile, -errno, note);
	if (S_ISDIR(st->st_mode))
		return logfile_fault(logfile, -EISDIR, note);
	if (!S_ISREG(st->st_mode))
		return note_set(note, -EPERM, "%s/%s is not a regular file; move it away",
			logfile->folder, logfile->name);
	if (!path_trusts(st->st_uid) && st->st_uid != geteuid())
		return note_set(note, -EPERM,
			"%s/%s belongs to uid %u; move it away, or mend it with: chown root %s/%s",
			logfile->folder, logfile->name, (unsigned)st->st_uid, logfile->folder,
			logfile->name);
	return 0;
}

/* Opens and judges the file. */
int logfile_open(const struct logfile *logfile, int folder, int flags, int *fd, struct stat *st,
	struct note *note)
{
	CLEANUP(fd) int file = -1;
	do
		file = openat(folder, logfile->name,
			flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	while (file < 0 && errno == EINTR);
	if (file < 0)
		return logfile_fault(logfile, -errno, note);
	int r = judge(logfile, file, st, note);
	if (r != 0)
		return r;
	*fd = take_fd(&file);
	return 0;
}
