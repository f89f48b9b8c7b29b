/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/premises.h"

#include "admin/import/passage.h"
#include "admin/import/source.h"
#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <time.h>

#define NAMED_MAX 20

/* An account whose own files are looked at. */
struct look {
	struct premises *premises;
	const struct source *source;
	struct passage_list store; /* what opens it by the store */
	size_t lacking;            /* keys that import would bring */
	const struct source_line *first;
};

/* Whether a line is a CA's: it was left for that. */
static bool is_authority(const struct source_line *line)
{
	return line->token && strcmp(line->token, "certificate") == 0;
}

/* Whether the store opens the account to a key. */
static bool has_key(const struct look *look, const struct source_line *line)
{
	for (size_t i = 0; i < look->store.count; i++)
		if (look->store.item[i].authority == is_authority(line) &&
			view_equal(look->store.item[i].key, line->key))
			return true;
	return false;
}

/* Whether a line lets somebody in today, by a file that would count no more. */
static bool counts(const struct look *look, const struct source_line *line)
{
	return line->opens && line->fate != SOURCE_BAD &&
	       strcmp(look->source->file[line->file].path, SITE_BREAK_GLASS) != 0 &&
	       !(line->token && strcmp(line->token, reason_token(REASON_KEY_REVOKED)) == 0);
}

/* Looks at one line; what import would leave is said with its reason. */
static void look_at_line(struct look *look, const struct source_line *line)
{
	if (!counts(look, line) || has_key(look, line))
		return;
	if (line->fate != SOURCE_LEFT) {
		look->first = look->lacking++ == 0 ? line : look->first;
		return;
	}
	premises_refuse(look->premises, NULL,
		"%s:%u: this key opens %s today, with --exclusive it would open nothing, and "
		"keyhole import can't bring it: %s; take the line away where nobody needs it",
		look->source->file[line->file].path, line->number, look->source->account,
		line->why ? line->why : "");
}

/* Says how many keys wait for import. */
static void say_lacking(const struct look *look)
{
	char mend[256], more[96] = "";
	const struct source *source = look->source;
	if (look->lacking == 0)
		return;
	snprintf(mend, sizeof mend, "keyhole import %s", source->account);
	if (look->lacking > 1)
		snprintf(more, sizeof more, ", nor are %zu more of this account's",
			look->lacking - 1);
	premises_refuse(look->premises, mend_is_plain(source->account) ? mend : "keyhole import",
		"%s:%u: this key opens %s today and is not in the store%s; with --exclusive it "
		"would open nothing",
		source->file[look->first->file].path, look->first->number, source->account, more);
}

/* Says which files could not be read. */
static void say_lost(const struct look *look)
{
	for (size_t i = 0; i < look->source->file_count; i++)
		if (look->source->file[i].lost)
			premises_refuse(look->premises, NULL,
				"%s of %s: %s: whether its keys are in the store can't be told",
				look->source->file[i].path, look->source->account,
				look->source->file[i].why ? look->source->file[i].why : "");
}

/* Holds the account's files against the store; what the store can't answer opens nothing. */
static void look_at(struct premises *premises, const struct source *source, uint64_t now)
{
	struct look look = {.premises = premises, .source = source};
	const struct access_request request = {source->account, source->uid, NULL, now};
	struct note ignored;
	(void)access_decide(
		&premises->site->settings, &request, passage_visit, &look.store, &ignored);
	for (size_t i = 0; i < source->line_count; i++)
		look_at_line(&look, &source->line[i]);
	say_lacking(&look);
	say_lost(&look);
	passage_list_free(&look.store);
}

/* Reads what sshd reads of every account, as import does. */
void premises_judge_import(struct premises *premises)
{
	CLEANUP(entrant_list) struct entrant_list accounts = {0};
	CLEANUP(source_list) struct source_list sources = {.count = 0};
	uint64_t now = (uint64_t)time(NULL);
	struct note note;
	int r = entrant_list_all(&accounts, NULL, NULL, &note);
	if (r == 0)
		r = source_list_read(&accounts, &sources, &note);
	if (r == 0)
		r = source_list_judge(&sources, &premises->site->settings, now, &note);
	if (r != 0) {
		premises_refuse(premises, "keyhole import --dry-run",
			"whether all keys are in the store can't be told: %s", note.text);
		return;
	}
	unsigned before = premises->refusals;
	size_t i = 0;
	for (; i < sources.count && premises->refusals - before < NAMED_MAX; i++)
		look_at(premises, &sources.item[i], now);
	if (i < sources.count)
		premises_refuse(premises, "keyhole import --dry-run",
			"of %zu further accounts nothing was looked at: that is enough for once",
			sources.count - i);
}
