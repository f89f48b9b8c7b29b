/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world.h – the small world in which one case is played
 *
 * Shape:  a folder of its own under /tmp, with etc, log, state, home and PAM's files in it; what
 * was given is written down before the first phase and after each change. Whoever is root plays
 *         with the account's uid WORLD_UID, so that rights are really dropped; anybody else
 *         with their own.
 * Units:  bytes.
 * Memory: one world at a time, `world`; world_end removes its folder.
 * Errors: what goes wrong here fails the test (cmocka's fail_msg).
 * Source: pam_start_confdir(3).
 */
#ifndef KEYHOLE_TESTS_PAM_WORLD_H
#define KEYHOLE_TESTS_PAM_WORLD_H

#include <limits.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WORLD_UID 54321
#define WORLD_TEXT_MAX 16384
#define WORLD_AUTH_INFO_MAX (2 * 1024 * 1024)
#define WORLD_ENV_MAX 16

/* A text that grows by whole pieces. */
struct world_text {
	size_t len;
	char bytes[WORLD_TEXT_MAX];
};

struct world {
	const char *module; /* the path of the module under test */
	const char *keys;   /* the folder of the public keys that cases name */
	char dir[PATH_MAX - 512];
	uid_t uid;
	gid_t gid;
	char account[1024], service[64], arguments[1024];
	bool no_account, own_gid_shared, whole_conf;
	char group[64], home[256]; /* the home's name in the folder home */
	struct world_text conf, stack;
	char *env[WORLD_ENV_MAX]; /* "NAME=value", and "NAME" for one that is not there */
	size_t env_count;
	char *auth_info;
	size_t auth_info_len;
	pam_handle_t *pamh;
	int result; /* of the last phase */
	struct world_text messages, syslog;
	int journald;              /* the socket that journald listens at; -1: there is none */
	struct world_text journal; /* what it heard in the last phase, a blank line behind each */
};

extern struct world world;

/** Makes an empty world. */
void world_begin(const char *module, const char *keys);

/** Lets journald listen in the folder, as on most machines, or stop. */
void world_journald(bool listens);

/** Takes what journald was told. */
void world_hear(void);

/** Ends PAM's handle if it is open, and removes the folder. */
void world_end(void);

/** Writes down everything that was given. */
void world_settle(void);

/** Adds to a text. */
__attribute__((format(printf, 2, 3))) void world_add(
	struct world_text *text, const char *format, ...);

/** The path of a name in the folder, in one of a few buffers that are used in turn. */
const char *world_path(const char *name);

/** Makes a folder there, with its mode and, in the home, its owner. */
void world_folder(const char *name, mode_t mode);

/** Makes a file there or adds to it, likewise. */
void world_file(const char *name, mode_t mode, const char *text);

/** Removes what is there, folders with all that is in them. */
void world_remove(const char *name);

#endif
