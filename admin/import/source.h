/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h – the keys of an account in the files that sshd itself reads
 *
 * Shape:  the files are those of the effective AuthorizedKeysFile, in its order, each once, read as
 *         sshd reads them (own_file.h); their lines stand in the order in which sshd tries them. A
 *         line that can't be read is kept as SOURCE_BAD, one whose key keyhole would not let in as
 *         SOURCE_LEFT, with its reason; the fate of all others is decided by the plan. Where sshd
 *         reads other files for another address nothing of the account is taken. Of a file with more than
 *         SOURCE_LINES_MAX lines, comments not counted, the rest is not read but counted, nor is any
 *         file behind it: that is left. What is read is then the beginning of what sshd tries, so for
 *         each key what it opens by that beginning it opens alike by the store, whatever stands in the
 *         rest; and where the beginning lets it pass, the rest goes on to open by the file alone.
 * Units:  lines count from 1.
 * Memory: malloc'ed; source_list_free gives all back. Keys are views of the source's.
 * Errors: 0 or -errno: what is wrong with one account, file or line is kept with it.
 * Source: sshd(8) -T, AUTHORIZED_KEYS FILE FORMAT.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_SOURCE_H
#define KEYHOLE_ADMIN_IMPORT_SOURCE_H

#include "access/access.h"
#include "admin/check/entrant.h"

/* More than sound lines have room for in OWN_FILE_MAX: the shortest, of ED25519, has 80 bytes. */
#define SOURCE_LINES_MAX 60000

enum source_fate { SOURCE_NEW, SOURCE_THERE, SOURCE_LEFT, SOURCE_BAD };

/* A file, or an account as a whole, that gives no keys. */
struct source_file {
	char *path;
	char *text;
	size_t len;
	char *why;   /* it is not read; NULL: it is */
	bool lost;   /* though sshd reads it, or may */
	size_t more; /* lines that are too many, and left */
	unsigned more_from;
};

/* A line of a file. */
struct source_line {
	size_t file;
	unsigned number;
	struct view text; /* leading blanks and a CR cut */
	size_t fault_at;  /* the column of what is wrong */
	struct view key;  /* its blob; empty where the line can't be read */
	char *options;    /* in canonical form */
	bool conditional; /* sshd may pass it over and try the next line with this key */
	bool opens;       /* it opens the account today, as far as the line says */
	enum source_fate fate;
	bool charged;      /* it shall be left (charge.h) */
	bool doubted;      /* the first of its key: all of them were left for a bad line */
	char *holder;      /* another person who has the key in the store (known.h), NULL: none */
	bool several, own; /* not only that one; the account's own person has it, too */
	const char *token; /* why it is left */
	char *why;
	unsigned at; /* in the person's file */
};

struct source {
	const char *account, *home;
	uid_t uid;
	gid_t gid;
	char person[ACCESS_PERSON_MAX];
	bool named;   /* the person was named or is known, and is not the account's own */
	bool falls;   /* charged (charge.h): the person shall be the account's own */
	char *fallen; /* why the person who was named is not */
	size_t file_count, line_count, line_room;
	struct source_file *file;
	struct source_line *line;
	size_t sorted_count;
	struct source_line **sorted; /* those that have a key, by it (source_index.h) */
	bool cut;                    /* a file has more lines than are read */
	bool charged;                /* all lines that are taken are (charge.h) */
};

struct source_list {
	size_t count;
	struct source *item; /* those that have a file */
};

/** Reads the files of each account. `accounts` MUST outlive the list. */
int source_list_read(
	const struct entrant_list *accounts, struct source_list *list, struct note *note);

/** Takes the lines of the files of an account apart: 0 or -ENOMEM. */
int source_read_lines(struct source *source);

/** Leaves each key that a line has, too, which can't be read: sshd might read it, and go by its
 *  options. 0 or -ENOMEM. */
int source_doubt(struct source *source);

/** Judges every line as the decision would, by the store's list of revoked keys. */
int source_list_judge(
	struct source_list *list, const struct settings *settings, uint64_t now, struct note *note);

/** Takes a line apart once more; it was sound. */
void source_parse(const struct source_line *from, struct line *line);

/** Leaves a line where it is, and says why. */
__attribute__((format(printf, 3, 4))) void source_leave(
	struct source_line *line, const char *token, const char *format, ...);

/** Whether a line is to be in the store. */
static inline bool source_takes(const struct source_line *line)
{
	return line->fate == SOURCE_NEW || line->fate == SOURCE_THERE;
}

/* The reason of lines that are too many. */
#define SOURCE_MORE "too-many-lines"

/** Says of a file how many lines are too many. */
void source_more_words(const struct source_file *file, char out[NOTE_MAX]);

/** How many lines of an account are to be in the store. */
size_t source_taken(const struct source *source);

/** Frees all. */
void source_list_free(struct source_list *list);

/** For CLEANUP(source_list). */
static inline void cleanup_source_list(struct source_list *list)
{
	source_list_free(list);
}

#endif
