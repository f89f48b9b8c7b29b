/* SPDX-License-Identifier: Apache-2.0 */
/*
 * option_value.h – the options that have a value, each with what it may be
 *
 * Shape:  names without regard to case; a value is the raw text between its quotes. A second
 *         command, from or principals MUST be refused; of several expiry times the earliest counts,
 *         of several values of one variable the first, of several tunnels the last.
 * Units:  as in options.h.
 * Memory: a value that is kept is a view.
 * Errors: 0 or REASON_BAD_LINE.
 * Source: sshd(8) AUTHORIZED_KEYS FILE FORMAT; OpenSSH auth-options.c:sshauthopt_parse,
 *         misc.c:a2tun, valid_env_name.
 */
#ifndef KEYHOLE_KEYS_OPTION_VALUE_H
#define KEYHOLE_KEYS_OPTION_VALUE_H

#include "common/nearest.h"
#include "keys/options.h"

struct option_value;

/** The option of this name, NULL if none that takes a value is called so. */
const struct option_value *option_value_find(struct view name);

/** Offers the name of each option that takes a value. */
void option_value_offer(struct nearest *search);

/** Judges a value and keeps it. */
int option_value_set(const struct option_value *option, struct options *options, struct view value,
	struct note *note);

/** The name of the variable in an item of `environment`. */
struct view option_value_variable(struct view item);

#endif
