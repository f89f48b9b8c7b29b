/* SPDX-License-Identifier: Apache-2.0 */
#include "home/change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The system call fchmodat2 of Linux 6.6, which the headers of an older system do not name. */
#define FCHMODAT2 452

/* Writes the letters of what is in a set of bits, from the highest. */
static char *put_letters(char *out, mode_t bits, const char *letters)
{
	for (mode_t bit = S_IRUSR >> 6; *letters != '\0'; letters++, bit >>= 1)
		if ((bits & bit) != 0)
			*out++ = *letters;
	*out = '\0';
	return out;
}

/* Writes a mode to take as chmod has it: "go-w". */
static void put_mode(mode_t take, char out[CHANGE_WORDS_MAX])
{
	mode_t classes = 0, bits = 0;
	for (unsigned n = 0; n < 3; n++) {
		mode_t one = (take >> (3 * n)) & S_IRWXO;
		bits |= one;
		classes |= one != 0 ? 1U << n : 0;
	}
	char *end = put_letters(out + sprintf(out, "chmod "), classes, "ugo");
	*end++ = '-';
	(void)put_letters(end, bits, "rwx");
}

/* Writes a change of a list as setfacl has it. */
static void put_list(const struct change *change, const char *who, char out[CHANGE_WORDS_MAX])
{
	static const char letters[] = {
		[ACL_TAG_USER] = 'u',
		[ACL_TAG_GROUP] = 'g',
		[ACL_TAG_OWNING_GROUP] = 'g',
		[ACL_TAG_OTHER] = 'o',
	};
	bool named = change->tag == ACL_TAG_USER || change->tag == ACL_TAG_GROUP;
	const char *which = change->kind == CHANGE_HEIRS ? "-d " : "";
	char letter = letters[change->tag];
	if (named)
		(void)snprintf(out, CHANGE_WORDS_MAX, "setfacl %s%s-x %c:%s",
			change->masked ? "-n " : "", which, letter, who);
	else
		(void)snprintf(out, CHANGE_WORDS_MAX, "setfacl -n %s-m %c::---", which, letter);
}

/* Writes it by its kind. */
void change_words(const struct change *change, const char *who, char out[CHANGE_WORDS_MAX])
{
	out[0] = '\0';
	if (change->kind == CHANGE_MODE)
		put_mode(change->take, out);
	else if (change->kind != CHANGE_NONE)
		put_list(change, who, out);
}

/* Looks once more at what is open, and refuses what the change could be led astray by. */
static int confirm(const struct thing *thing, struct stat *now, struct note *note)
{
	if (fstat(thing->fd, now) != 0)
		return note_errno(note, -errno, "it can't be looked at again");
	if (!S_ISREG(now->st_mode) && !S_ISDIR(now->st_mode))
		return note_set(note, REASON_NOT_A_FILE, "it is neither a file nor a folder");
	if (now->st_uid != thing->stat.st_uid)
		return note_set(note, REASON_UNSAFE_PATH,
			"it belongs to uid %u by now, and to uid %u when it was judged",
			(unsigned)now->st_uid, (unsigned)thing->stat.st_uid);
	if (now->st_nlink == 0)
		return note_set(note, -ENOENT, "it was removed meanwhile");
	if (S_ISREG(now->st_mode) && now->st_nlink > 1)
		return note_set(note, REASON_HARD_LINK,
			"it has %lu names, and the others may lie where they should not be changed",
			(unsigned long)now->st_nlink);
	return 0;
}

/* Sets the mode of what is open with O_PATH, which fchmod does not: by the kernel's own call, or by
 * the name that /proc has for the descriptor, where the kernel or a filter does not know that. */
static int set_mode(int fd, mode_t mode, struct note *note)
{
	char proc[32];
	if (syscall(FCHMODAT2, fd, "", mode, AT_EMPTY_PATH) == 0)
		return 0;
	(void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", fd);
	return chmod(proc, mode) == 0 ? 0 : note_errno(note, -errno, "its mode can't be changed");
}

/* Takes away what is still there. */
int change_apply(const struct thing *thing, const struct change *change, struct note *note)
{
	struct stat now;
	int r = confirm(thing, &now, note);
	if (r != 0 || change->kind == CHANGE_NONE)
		return r;
	mode_t mode = now.st_mode & 07777;
	if (change->kind != CHANGE_MODE)
		return acl_take(thing->fd, change->kind == CHANGE_HEIRS ? "default" : "access",
			change->tag, change->id, note);
	if ((mode & change->take) == 0)
		return 0;
	return set_mode(thing->fd, mode & ~change->take, note);
}
