/* SPDX-License-Identifier: Apache-2.0 */
#include "server/stack.h"

#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What is being read. */
struct reading {
	const char *folder, *phase;
	struct stack *stack;
	unsigned depth; /* of files within files */
	struct note *note;
};

/* A file of which lines are read. */
struct source {
	FILE *stream;
	char path[STACK_WORD_MAX];
	unsigned number, level;
};

static int read_file(struct reading *reading, const char *name, unsigned level, bool any_phase);

/* Reads one line as PAM has it: joined where a backslash ends it, without its comment. */
static bool next_line(struct source *source, char *text, size_t size)
{
	size_t len = 0;
	bool more = true, any = false;
	for (char part[1024]; more && fgets(part, sizeof part, source->stream);) {
		any = true;
		source->number++;
		size_t n = strcspn(part, "#\n");
		more = part[n] == '\n' && n > 0 && part[n - 1] == '\\';
		n -= more;
		if (n > size - 2 - len)
			n = size - 2 - len;
		memcpy(text + len, part, n);
		len += n;
		text[len++] = ' ';
		if (len + 1 >= size)
			break;
	}
	text[any && len > 0 ? len - 1 : 0] = '\0';
	return any;
}

/* Takes a word off; one that begins with a bracket ends with its closing one. */
static bool take_word(char **text, char word[STACK_WORD_MAX])
{
	char *at = *text + strspn(*text, " \t");
	size_t len = *at == '[' ? strcspn(at, "]") + 1 : strcspn(at, " \t");
	if (len > strlen(at))
		len = strlen(at);
	*text = at + len;
	if (len >= STACK_WORD_MAX)
		len = STACK_WORD_MAX - 1;
	memcpy(word, at, len);
	word[len] = '\0';
	return len > 0;
}

/* Adds a line to the stack. */
static int add(struct reading *reading, const struct stack_line *line)
{
	struct stack *stack = reading->stack;
	if (stack->count == STACK_LINES_MAX)
		return note_set(reading->note, -E2BIG, "%s: more than %d lines of PAM", line->file,
			STACK_LINES_MAX);
	struct stack_line *lines = reallocarray(stack->line, stack->count + 1, sizeof *stack->line);
	if (!lines)
		return note_errno(reading->note, -ENOMEM, line->file);
	stack->line = lines;
	stack->line[stack->count++] = *line;
	return 0;
}

/* Puts the lines of another file where a line names it; a file that is not there fails there. */
static int include(struct reading *reading, struct stack_line *line, bool substack)
{
	int r = 0;
	line->substack = substack;
	if (substack)
		r = add(reading, line);
	if (r != 0)
		return r;
	line->substack = false;
	if (line->module[0] && read_file(reading, line->module, line->level + substack, false) == 0)
		return 0;
	line->broken = true;
	return add(reading, line);
}

/* Takes one line of the phase apart and adds what it stands for. */
static int take_line(struct reading *reading, const struct source *source, char *text)
{
	struct stack_line line = {.number = source->number, .level = source->level};
	snprintf(line.file, sizeof line.file, "%s", source->path);
	line.broken = !take_word(&text, line.control);
	bool substack = strcasecmp(line.control, "substack") == 0;
	line.broken = !take_word(&text, line.module) || line.broken;
	if (substack || strcasecmp(line.control, "include") == 0)
		return include(reading, &line, substack);
	text += strspn(text, " \t");
	snprintf(line.arguments, sizeof line.arguments, "%s", text);
	return add(reading, &line);
}

/* Reads one line: of this phase, of another, or Debian's @include. */
static int read_line(struct reading *reading, const struct source *source, char *text)
{
	char word[STACK_WORD_MAX];
	if (!take_word(&text, word))
		return 0;
	if (strcmp(word, "@include") == 0 && take_word(&text, word))
		return read_file(reading, word, source->level, true);
	return strcasecmp(word + (word[0] == '-'), reading->phase) == 0
		       ? take_line(reading, source, text)
		       : 0;
}

/* Opens a file by its name in the folder of services, or by its path. */
static FILE *open_file(const char *folder, const char *name, char path[STACK_WORD_MAX])
{
	snprintf(path, STACK_WORD_MAX, "%s%s%s", name[0] == '/' ? "" : folder,
		name[0] == '/' ? "" : "/", name);
	FILE *stream = fopen(path, "re");
	if (stream || name[0] == '/' || strcmp(folder, STACK_FOLDER) != 0)
		return stream;
	snprintf(path, STACK_WORD_MAX, "/usr/lib/pam.d/%s", name);
	return fopen(path, "re");
}

/* Reads a file to its end. `any_phase` tells an @include, without whose file PAM does not begin. */
static int read_file(struct reading *reading, const char *name, unsigned level, bool any_phase)
{
	struct source source = {.level = level};
	char text[4096];
	if (reading->depth >= STACK_DEPTH_MAX)
		return note_set(
			reading->note, -ELOOP, "%s: files of PAM include one another", name);
	CLEANUP(file) FILE *stream = open_file(reading->folder, name, source.path);
	if (!stream && any_phase && reading->depth > 0)
		return note_set(reading->note, -EBADMSG,
			"an @include names %s, which can't be read: PAM refuses everybody", name);
	if (!stream)
		return note_errno(reading->note, -errno, source.path);
	source.stream = stream;
	reading->depth++;
	int r = 0;
	while (r == 0 && next_line(&source, text, sizeof text))
		r = read_line(reading, &source, text);
	reading->depth--;
	return r;
}

/* Reads the service; where it has no line of the phase, the other one. */
int stack_read(const char *folder, const char *service, const char *phase, struct stack *stack,
	struct note *note)
{
	struct reading reading = {folder, phase, stack, 0, note};
	*stack = (struct stack){0, NULL};
	int r = read_file(&reading, service, 0, true);
	if (r == 0 && stack->count > 0)
		return 0;
	if (r != 0 && r != -ENOENT)
		return r;
	return read_file(&reading, STACK_OTHER, 0, true);
}

/* Frees the lines. */
void stack_free(struct stack *stack)
{
	free(stack->line);
	*stack = (struct stack){0, NULL};
}
