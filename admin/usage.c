/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/say.h"
#include "admin/verb.h"

#include "common/nearest.h"

#include <stdarg.h>
#include <stdlib.h>

/* Prints words of keyhole's own, in which there may be some from outside, after who says them. */
__attribute__((format(printf, 2, 0))) static void speak(
	const char *speaker, const char *format, va_list args)
{
	char words[2 * NOTE_MAX];
	vsnprintf(words, sizeof words, format, args);
	fflush(stdout);
	fprintf(stderr, "%s: ", speaker);
	say_text(stderr, view_of(words));
	fputc('\n', stderr);
}

/* Says a note. */
int admin_fail(int status, const struct note *note)
{
	return admin_fail_words(status, "%s", note->text);
}

/* Says words of a verb's own. */
int admin_fail_words(int status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	speak("keyhole", format, args);
	va_end(args);
	return status;
}

/* Says it as a fault is said: behind what was printed before. */
void admin_remark(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	speak("keyhole", format, args);
	va_end(args);
}

/* Says words after which the verb goes on. */
void admin_warn(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	speak("keyhole: warning", format, args);
	va_end(args);
}

/* Maps by the sign. */
int admin_status(int result)
{
	if (result == 0)
		return EXIT_YES;
	return result > 0 ? EXIT_NO : EXIT_UNSURE;
}

/* Says what was wrong, then the right form. */
int admin_usage(const struct verb *verb, const char *format, ...)
{
	char speaker[64];
	snprintf(speaker, sizeof speaker, "keyhole%s%s", verb ? " " : "", verb ? verb->name : "");
	va_list args;
	va_start(args, format);
	speak(speaker, format, args);
	va_end(args);
	if (verb)
		fprintf(stderr, "usage: keyhole %s %s\nmore:  keyhole %s --help\n", verb->name,
			verb->arguments, verb->name);
	else
		fputs("usage: keyhole [--config PATH] VERB [ARGUMENT...]\nmore:  keyhole --help\n",
			stderr);
	return EXIT_WRONG_USAGE;
}

/* The long option of a table that is nearest to a word, NULL where none is near. */
static const char *nearest_option(const char *word, const struct option *options)
{
	struct nearest search;
	nearest_start(&search, view_of(word));
	nearest_offer(&search, "help");
	for (; options->name; options++)
		nearest_offer(&search, options->name);
	return search.best;
}

/* Lists the options of which a word is the beginning; says how many there are. */
static size_t list_options(const char *word, const struct option *options, char *out, size_t cap)
{
	size_t count = 0, len = 0;
	out[0] = '\0';
	for (; options->name; options++)
		if (strncmp(options->name, word, strlen(word)) == 0 && len < cap) {
			len += (size_t)snprintf(out + len, cap - len, "%s--%s",
				count > 0 ? ", " : "", options->name);
			count++;
		}
	return count;
}

/* The long option that a letter may stand for: the one that a verb calls so, else the only one that
 * begins with it; NULL for none. */
static const char *option_of_letter(int letter, const struct option *options)
{
	const char *begins = NULL;
	size_t count = 0;
	for (; options->name; options++) {
		if (options->val == letter)
			return options->name;
		if (options->name[0] == letter) {
			begins = options->name;
			count++;
		}
	}
	return count == 1 ? begins : NULL;
}

/* Says that there is no option of one letter, and which long one may be meant. */
static int refuse_letter(const struct verb *verb, const struct option *options)
{
	const char *name = option_of_letter(optopt, options);
	if (!name)
		return admin_usage(verb, "there is no option -%c", optopt);
	return admin_usage(verb, "there is no option -%c; did you mean --%s?", optopt, name);
}

/* Tells an option without its value, one with a value too many, and an unknown one apart. */
int admin_usage_option(
	const struct verb *verb, const struct option *options, char **argv, int answer)
{
	const char *given = argv[optind - 1];
	bool is_long = strncmp(given, "--", 2) == 0 &&
		       (optopt == 0 || answer == ':' || strchr(given, '='));
	char word[NEAREST_MAX + 2];
	snprintf(word, sizeof word, "%s", is_long ? given + 2 : given);
	word[strcspn(word, "=")] = '\0';
	if (answer == ':' && is_long)
		return admin_usage(verb, "--%s needs a value after it", word);
	if (answer == ':')
		return admin_usage(verb, "-%c needs a value after it", optopt);
	if (optopt != 0 && is_long)
		return admin_usage(verb, "--%s takes no value", word);
	if (optopt != 0)
		return refuse_letter(verb, options);
	char several[NOTE_MAX];
	if (list_options(word, options, several, sizeof several) > 1)
		return admin_usage(verb, "--%s is ambiguous: %s", word, several);
	const char *nearest = nearest_option(word, options);
	if (!nearest)
		return admin_usage(verb, "there is no option --%s", word);
	return admin_usage(verb, "there is no option --%s; did you mean --%s?", word, nearest);
}

/* Offers all words to a search. */
const char *admin_nearest(const char *word, const char *const *words)
{
	struct nearest search;
	nearest_start(&search, view_of(word));
	for (; *words; words++)
		nearest_offer(&search, *words);
	return search.best;
}
