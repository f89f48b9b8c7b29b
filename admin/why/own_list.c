/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/own_list.h"

#include "access/store.h"
#include "admin/store/barrier.h"
#include "common/cleanup.h"
#include "keys/policy.h"

#include <string.h>

/* Reads keyhole's list, and has it compared with sshd's. */
static bool learn(struct inquiry_list *list, const struct settings *settings)
{
	CLEANUP(store) struct store store;
	struct krl_state state;
	struct note ignored;
	store_init(&store, settings);
	return barrier_compare(settings, &state, &ignored) == 0 && !state.missing &&
	       state.lacking == 0 && state.too_many == 0 &&
	       store_read_revoked(&store, &list->text, &ignored) == 0;
}

/* Learns it once. */
bool own_list_serves(struct inquiry *inquiry, const char *path)
{
	char made[STORE_PATH_MAX];
	struct inquiry_list *list = &inquiry->list;
	barrier_path(inquiry->settings, made);
	if (strcmp(path, made) != 0 || ++list->count <= OWN_LIST_FROM)
		return false;
	if (!list->learnt)
		list->serves = learn(list, inquiry->settings);
	list->learnt = true;
	return list->serves;
}

/* By the code that decides. */
enum cause own_list_search(
	const struct inquiry *inquiry, const char *path, const struct blob *key, struct note *note)
{
	const struct path_text *text = &inquiry->list.text;
	const struct policy policy = {.revoked = {text->bytes, text->len},
		.revoked_path = inquiry->settings->revoked_keys};
	if (policy_revoked(&policy, key, note) != REASON_KEY_REVOKED)
		return CAUSE_NONE;
	note_set(note, 0, "sshd's RevokedKeys %s has it", path);
	return CAUSE_SSHD_REVOKED;
}
