/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "access/grant.h"
#include "access/names.h"
#include "admin/say.h"
#include "admin/when.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMED_MAX 10
#define DAY_SECONDS 86400

/* What is walked through, and how many were named. */
struct walk {
	struct survey *survey;
	struct store store;
	size_t named;
};

/* Whether a moment is not past, and near; takes note of it. */
static bool is_soon(struct walk *walk, uint64_t moment)
{
	struct survey_expiry *expiry = &walk->survey->expiry;
	uint64_t now = walk->survey->inquiry->now;
	if (moment == 0 || moment < now || moment > now + SURVEY_SOON_DAYS * DAY_SECONDS)
		return false;
	if (expiry->next == 0 || moment < expiry->next)
		expiry->next = moment;
	return walk->named++ < NAMED_MAX;
}

/* Names a key that ends. */
static void tell_key(struct walk *walk, const char *person, const char *path, unsigned number,
	const struct line *line)
{
	char key[SAY_KEY_MAX], fingerprint[FINGERPRINT_MAX], when[WHEN_TEXT_MAX];
	say_key(view_of(line->key.kind->name), line->key.bits, key);
	fingerprint_of(&line->key, fingerprint);
	when_text((int64_t)line->options.expires * 1000000, when);
	struct step *step = step_add(walk->survey->steps, "expiry", STEP_NOTE, NULL,
		"%s's key %s %s ends at %s (%s:%u)", person, key, fingerprint, when, path, number);
	step_mend(step, "keyhole add %s %s --expires 90d", person, fingerprint);
}

/* Walks the lines of a person's file; those that can't be read are told of elsewhere. */
static void walk_person(struct walk *walk, const char *person, struct line *line)
{
	char path[STORE_PATH_MAX];
	struct note ignored;
	struct view at;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	if (store_read_keys(&walk->store, person, path, &text, &ignored) != 0)
		return;
	struct line_cursor cursor = {.rest = {text.bytes, text.len}};
	while (line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0)
			continue;
		size_t before = walk->named;
		walk->survey->keys++;
		bool named = is_soon(walk, line->options.expires);
		walk->survey->expiry.keys += walk->named > before;
		if (named)
			tell_key(walk, person, path, cursor.number, line);
	}
}

/* Names a grant that ends. */
static void tell_grant(struct walk *walk, const char *account, const struct grant_rules *rules,
	const struct grant *grant)
{
	char when[WHEN_TEXT_MAX];
	when_text((int64_t)grant->until * 1000000, when);
	step_add(walk->survey->steps, "expiry", STEP_NOTE, NULL,
		"the grant of %s to %s%s ends at %s (%s:%u)", account, grant->people.item[0].data,
		grant->people.count > 1 ? " and others" : "", when, rules->path, grant->line);
}

/* Looks at a grant; one that asks for nothing has no options at all. */
static void walk_grant(struct walk *walk, const char *account, const struct grant_rules *rules,
	const struct grant *grant)
{
	size_t before = walk->named;
	bool named = is_soon(walk, grant->until);
	walk->survey->expiry.grants += walk->named > before;
	walk->survey->restricting += grant->text && grant->text[0];
	if (named && grant->people.count > 0)
		tell_grant(walk, account, rules, grant);
}

/* Looks at an account's rules. */
static void walk_account(struct walk *walk, const char *account)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	if (grant_rules_load(&walk->store, account, &rules, &ignored) != 0)
		return;
	for (size_t i = 0; i < rules.count; i++)
		walk_grant(walk, account, &rules, &rules.grant[i]);
	if (rules.home_check == HOME_CHECK_OFF &&
		walk->survey->settings->home_check != HOME_CHECK_OFF)
		step_add(walk->survey->steps, "homes", STEP_NOTE, NULL,
			"%s has home_check = \"off\": nobody looks whether %s's home is safe",
			rules.path, account);
}

/* Walks people, then accounts; folders that can't be read are told of elsewhere. */
static void walk_all(struct walk *walk)
{
	struct note ignored;
	CLEANUP(names) struct names people = {0, 0, NULL}, accounts = {0, 0, NULL};
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	const struct settings *settings = walk->survey->settings;
	(void)names_read(settings->keys_dir, NAMES_KEYS, &people, &ignored);
	(void)names_read(settings->accounts_dir, NAMES_CONF, &accounts, &ignored);
	walk->survey->people = people.count;
	walk->survey->accounts = accounts.count;
	for (size_t i = 0; line && i < people.count; i++)
		walk_person(walk, people.name[i], line);
	for (size_t i = 0; i < accounts.count; i++)
		walk_account(walk, accounts.name[i]);
}

/* What ends soon is no fault: it was meant to. */
void survey_expiry(struct survey *survey)
{
	struct walk walk = {.survey = survey};
	store_init(&walk.store, survey->settings);
	walk_all(&walk);
	store_close(&walk.store);
	if (walk.named == 0)
		step_add(survey->steps, "expiry", STEP_GOOD, NULL,
			"of %zu key%s of %zu %s, and the grants of %zu account%s, none ends "
			"within %d days",
			survey->keys, survey->keys == 1 ? "" : "s", survey->people,
			survey->people == 1 ? "person" : "people", survey->accounts,
			survey->accounts == 1 ? "" : "s", SURVEY_SOON_DAYS);
	else if (walk.named > NAMED_MAX)
		step_add(survey->steps, "expiry", STEP_NOTE, NULL, "and %zu more of that kind",
			walk.named - NAMED_MAX);
}

/* Says whose certificates open accounts besides. */
static void judge_authorities(struct survey *survey)
{
	const struct effective *effective = &survey->inquiry->effective;
	if (survey->inquiry->sshd_known && effective_is_set(effective, "trustedusercakeys"))
		step_add(survey->steps, "mode", STEP_NOTE, cause_token(CAUSE_CERTIFICATES),
			"TrustedUserCAKeys %s: certificates of these CAs open accounts, and "
			"keyhole is not asked",
			effective_value(effective, "trustedusercakeys"));
}

/* Says whether what grants ask for holds. */
static void judge_mode(struct survey *survey)
{
	char grants[64] = "";
	const struct effective *effective = &survey->inquiry->effective;
	if (!survey->inquiry->sshd_known)
		return;
	if (!effective_is_set(effective, "authorizedkeysfile")) {
		survey->mode = SURVEY_EXCLUSIVE;
		step_add(survey->steps, "mode", STEP_GOOD, NULL,
			"exclusive: only keys of the store open an account, and what they and "
			"their grants ask for holds");
		return;
	}
	survey->mode = SURVEY_BESIDE;
	if (survey->restricting > 0)
		snprintf(grants, sizeof grants, " (%zu grant%s for something)", survey->restricting,
			survey->restricting == 1 ? " asks" : "s ask");
	step_add(survey->steps, "mode", survey->restricting > 0 ? STEP_NOTE : STEP_GOOD, NULL,
		"beside: sshd looks into %s first, and a key that stands there opens the account "
		"without what its line or its grant in the store asks for%s",
		effective_value(effective, "authorizedkeysfile"), grants);
}

/* Says what an unsafe home comes to. */
static void judge_homes(struct survey *survey)
{
	enum home_check check = survey->settings->home_check;
	if (check == HOME_CHECK_ENFORCE)
		step_add(survey->steps, "homes", STEP_GOOD, NULL,
			"home_check is enforce: who has an unsafe home is kept out; homes are not "
			"looked at here, but by keyhole check");
	else if (check == HOME_CHECK_WARN)
		step_mend(step_add(survey->steps, "homes", STEP_NOTE, NULL,
				  "home_check is warn: who has an unsafe home is let in, and that "
				  "is recorded; homes are not looked at here: where keyhole check "
				  "finds nothing grave, set it to \"enforce\""),
			"keyhole edit keyhole.conf");
	else
		step_mend(step_add(survey->steps, "homes", STEP_NOTE, NULL,
				  "home_check is off: nobody looks whether a home is safe"),
			"keyhole edit keyhole.conf");
}

/* Both are the administrator's to choose. */
void survey_mode(struct survey *survey)
{
	judge_mode(survey);
	judge_authorities(survey);
	judge_homes(survey);
}
