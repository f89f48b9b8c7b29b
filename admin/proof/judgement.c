/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/proof/judgement.h"

#include "admin/say.h"
#include "admin/when.h"

#include <inttypes.h>

/* Prints file and line, and a colon. */
static void put_where(const struct verdict_place *at)
{
	say_text(stdout, view_of(at->file));
	printf(":%" PRIu64, at->line);
}

/* Prints how many there are of something. */
static void put_count(uint64_t count, const char *thing)
{
	printf("%" PRIu64 " %s%s", count, thing, count == 1 ? "" : "s");
}

/* The time of a record, in words of this place. */
static const char *time_of(const struct verdict_place *at, char out[WHEN_TEXT_MAX])
{
	int64_t time;
	if (event_time_parse((struct view){at->time, strlen(at->time)}, &time))
		when_text(time, out);
	else
		snprintf(out, WHEN_TEXT_MAX, "an unknown time");
	return out;
}

/* Prints which record it is. */
static void put_record(const struct verdict_place *at)
{
	char time[WHEN_TEXT_MAX];
	if (at->seq == EVENT_UNKNOWN)
		fputs("a line that is no record", stdout);
	else
		printf("record %" PRId64 " of %s", at->seq, time_of(at, time));
}

/* Prints "record 5", or "records 5 to 9", and what is with them. */
static void put_range(int64_t first, int64_t last, const char *one, const char *many)
{
	if (first == EVENT_UNKNOWN && last > 1)
		printf("the records up to %" PRId64 " %s", last, many);
	else if (first == EVENT_UNKNOWN || first >= last)
		printf("record %" PRId64 " %s", last, one);
	else
		printf("records %" PRId64 " to %" PRId64 " %s", first, last, many);
}

/* Says of a line what should be in its place. */
static void put_changed(const struct verdict_fault *fault)
{
	put_record(&fault->at);
	if (fault->expected != EVENT_UNKNOWN && fault->expected != fault->at.seq)
		printf(", where record %" PRId64 " was", fault->expected);
}

/* Says which record stands where another should, and where that is. */
static void put_swapped(const struct verdict_fault *fault)
{
	put_record(&fault->at);
	printf(" stands where record %" PRId64 " should", fault->expected);
	if (fault->other.line == 0)
		return;
	fputs(fault->other.seq == fault->expected ? ", which is at " : "; its place is before ",
		stdout);
	put_where(&fault->other);
}

/* Says what is missing at the end. */
static void put_cut(const struct verdict_fault *fault)
{
	if (fault->sealing)
		printf("the records from %" PRId64 " on, where the seal of the key of epoch "
		       "%" PRId64 "\nbegins, are missing behind ",
			fault->last, fault->sealing);
	else if (fault->last == EVENT_UNKNOWN)
		fputs("the record whose seal was told is not there; the last one is ", stdout);
	else
		put_range(
			fault->expected, fault->last, "is missing behind ", "are missing behind ");
	put_record(&fault->at);
}

/* Prints a fault. */
static void put_fault(const struct verdict_fault *fault)
{
	if (fault->at.line > 0)
		put_where(&fault->at);
	printf("%s%s: ", fault->at.line > 0 ? ": " : "", verdict_kind_name(fault->kind));
	if (fault->kind == VERDICT_CHANGED) {
		put_changed(fault);
	} else if (fault->kind == VERDICT_SWAPPED) {
		put_swapped(fault);
	} else if (fault->kind == VERDICT_CUT) {
		put_cut(fault);
	} else if (fault->kind == VERDICT_DROPPED) {
		put_range(
			fault->expected, fault->last, "is missing before ", "are missing before ");
		put_record(&fault->at);
	} else {
		put_record(&fault->at);
	}
	if (fault->kind == VERDICT_DUPLICATED)
		fputs(" stands there again", stdout);
	if (fault->kind == VERDICT_UNSEALED)
		fputs(" and what follows has no seal: the key was lost, or taken away", stdout);
	if (fault->kind == VERDICT_RENEWED)
		fputs(" begins a seal that the old one does not tell of", stdout);
	putchar('\n');
}

/* Says which records are as they were written, where others are not. */
static void put_vouched(const struct verdict *verdict)
{
	char time[WHEN_TEXT_MAX];
	const struct verdict_place *good = &verdict->good, *holds = &verdict->holds;
	bool proven = verdict->unproven_count == 0 && verdict->sealed.line > 0;
	/* the key proves only what was recorded since the seal */
	int64_t since = proven ? verdict->sealed.seq : INT64_MAX;
	int64_t before = good->seq < since ? good->seq : since - 1;
	if (good->line > 0 && verdict->first.seq <= before)
		printf("records %" PRId64 " to %" PRId64 "%s%s follow on one another\n",
			verdict->first.seq, before, before == good->seq ? ", until " : ",",
			before == good->seq ? time_of(good, time) : " from before the seal,");
	if (good->line > 0 && good->seq > before)
		printf("records %" PRId64 " to %" PRId64 ", until %s, are as they were written\n",
			before < verdict->first.seq ? verdict->first.seq : since, good->seq,
			time_of(good, time));
	if (good->line == 0)
		puts("no record before that can be vouched for");
	if (holds->line > 0) {
		printf("from record %" PRId64 " on, at ", holds->seq);
		put_where(holds);
		puts(", all fits again, to the end");
	} else if (verdict->last.line > 0 && verdict->faults[0].kind != VERDICT_CUT) {
		puts("after that nothing can be vouched for");
	}
}

/* Says what the seal proves. */
static void put_seal(const struct verdict *verdict, bool here)
{
	const struct verdict_place *sealed = &verdict->sealed;
	/* a fault before the first record that fits is no beginning */
	bool begun = verdict->fault_count == 0 || verdict->good.line > 0;
	if (begun && verdict->first.line > 0 && verdict->first.seq > 1)
		printf("it begins at record %" PRId64 "; what was before is gone, and not judged\n",
			verdict->first.seq);
	if (verdict->unchained > 0) {
		put_count(verdict->unchained, "line");
		puts(" before the first seal: not judged");
	}
	if (sealed->line == 0 && verdict->records > 0 && verdict->cut_epoch == 0 &&
		verdict->other_epoch == 0)
		puts(here ? "not sealed: whoever was root could have written it anew; seal it "
			    "with:\n  keyhole seal"
			  : "not sealed: whoever was root could have written it anew");
	if (sealed->line == 0)
		return;
	fputs("sealed since ", stdout);
	put_record(sealed);
	printf(" (epoch %" PRId64 ")\n", sealed->epoch);
	if (sealed->seq > verdict->first.seq)
		puts("who was root before that could have written anew what was recorded until "
		     "then");
}

/* Whether there is no record at all, of whatever age. */
static bool is_foreign(const struct verdict *verdict)
{
	return verdict->records == 0 && verdict->unchained == 0 && verdict->fault_count == 0 &&
	       verdict->odd_count > 0 && verdict->odds[0].at.line > 0;
}

/* Says of lines that are no records at all that they are none. */
static void put_foreign(const struct verdict *verdict)
{
	put_where(&verdict->odds[0].at);
	puts(": no line of it is a record of keyhole's: is it a keyhole log?");
}

/* Says why it can't be told. */
static void put_unsure(const struct verdict *verdict)
{
	if (verdict->records == 0 && verdict->lines == 0)
		puts("there is nothing in it");
	else if (is_foreign(verdict))
		put_foreign(verdict);
	else if (verdict->records == 0 && verdict->wrong_epoch == 0 && verdict->fault_count == 0)
		puts("no record in it has a seal");
	if (verdict->wrong_epoch > 0)
		printf("the key of epoch %" PRId64 " fits none of its records: it is another "
		       "log's,\nor all of them were written anew\n",
			verdict->wrong_epoch);
	if (verdict->other_epoch > 0)
		printf("no record is of epoch %" PRId64 ", of which there is a key: it is another "
		       "log's,\nor all was written anew\n",
			verdict->other_epoch);
	if (verdict->unproven_count > 0) {
		put_count(verdict->unproven_count, "record");
		printf(", from record %" PRId64 " on: only their order was judged; to prove more,\n"
		       "give the verification key of epoch %" PRId64 " with --key\n",
			verdict->unproven.seq, verdict->unproven.epoch);
	}
	if (verdict->unread > 0) {
		put_count(verdict->unread, "file");
		puts(" could not be read");
	}
}

/* Names the lines that are no records. */
static void put_odds(const struct verdict *verdict)
{
	static const char kept[] =
		"is no record: torn by a crash, or foreign; the next seal covers it";
	static const char *const words[] = {[VERDICT_KEPT] = kept,
		[VERDICT_LOOSE] = "is no record, and no seal covers it",
		[VERDICT_LAST] = "is no record: torn, or still being written"};
	for (size_t i = 0; i < VERDICT_NAMED && i < verdict->odd_count; i++) {
		put_where(&verdict->odds[i].at);
		printf(" %s\n", words[verdict->odds[i].state]);
	}
	if (verdict->odd_count > VERDICT_NAMED)
		printf("%" PRIu64 " more lines are no records\n",
			verdict->odd_count - VERDICT_NAMED);
}

/* Prints all faults that are kept. */
static void put_faults(const struct verdict *verdict)
{
	if (verdict->bent > 1 && verdict->bent == verdict->fault_count) {
		put_where(&verdict->faults[0].at);
		puts(verdict->bent == verdict->records
				? ": every line ends in CR LF: was it copied as text?"
				: ": changed: from here on lines end in CR LF: was it copied as "
				  "text?");
		return;
	}
	for (size_t i = 0; i < VERDICT_NAMED && i < verdict->fault_count; i++)
		put_fault(&verdict->faults[i]);
	if (verdict->fault_count > VERDICT_NAMED)
		printf("%" PRIu64 " more faults\n", verdict->fault_count - VERDICT_NAMED);
	if (verdict->fault_count > 0)
		put_vouched(verdict);
}

/* Prints the sum first, then all else. */
void judgement_print(const struct verdict *verdict, bool here)
{
	static const char *const results[] = {"whole: ", "not whole: ", "could not tell: "};
	char from[WHEN_TEXT_MAX], to[WHEN_TEXT_MAX];
	enum verdict_result result = verdict_result(verdict);
	fputs(results[result], stdout);
	put_count(verdict->lines, "line");
	if (verdict->records > 0)
		printf(", from %s to %s", time_of(&verdict->first, from),
			time_of(&verdict->last, to));
	putchar('\n');
	put_faults(verdict);
	put_unsure(verdict);
	put_seal(verdict, here);
	if (verdict->head.line > 0) {
		fputs("the head is ", stdout);
		put_record(&verdict->head);
		fputs("; ", stdout);
		put_count(verdict->head_follow, "record");
		puts(verdict->head_follow == 1 ? " follows" : " follow");
	}
	if (!is_foreign(verdict))
		put_odds(verdict);
}
