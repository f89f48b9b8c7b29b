/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that are made of records, one by one. */
#ifndef KEYHOLE_TESTS_UNIT_ROW_CASE_H
#define KEYHOLE_TESTS_UNIT_ROW_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/log/row_list.h"

#include <stdio.h>
#include <string.h>

static struct row_list list;
static struct event event;
static struct note note;

/* Begins without rows. */
static inline int setup(void **state)
{
	(void)state;
	list = (struct row_list){0};
	return 0;
}

/* Gives all rows back. */
static inline int teardown(void **state)
{
	(void)state;
	row_list_free(&list);
	return 0;
}

/* Makes a record of a connection, for a test to fill up. */
static inline struct event *record(enum event_kind kind, int second, const char *session)
{
	event_init(&event, kind);
	event.time = second * INT64_C(1000000);
	event.session = view_of(session);
	event.account = view_of("brian");
	return &event;
}

/* Adds the record that was made. */
static inline void add(void)
{
	assert_int_equal(row_list_add(&list, &event, &note), 0);
}

#endif
