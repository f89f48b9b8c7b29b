/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h – what `keyhole status` found, for people, for programs and for a monitoring system
 *
 * Shape:  for people a line a step and one sentence. As JSON one object. As metrics a text in the
 *         form of OpenMetrics that ends with `# EOF`; only gauges, since node_exporter's textfile
 *         collector reads the older form and refuses types that are not in both.
 * Units:  seconds since 1970 in metrics, RFC 3339 in JSON; bytes.
 * Memory: none is kept.
 * Errors: none; what can't be printed is seen by whoever flushes standard output.
 * Source: RFC 8259; OpenMetrics 1.0; node_exporter's textfile collector.
 */
#ifndef KEYHOLE_ADMIN_STATUS_REPORT_H
#define KEYHOLE_ADMIN_STATUS_REPORT_H

#include "admin/status/survey.h"

/* How many steps there are of what. */
struct report_count {
	size_t good, notes, unknown, bad;
};

/** Counts the steps with a name; NULL: all. */
struct report_count report_count(const struct survey *survey, const char *name);

/** The exit status that this comes to: something that is wrong counts before what is not known. */
int report_status(const struct survey *survey);

/** Prints it for people. */
void report_print(const struct survey *survey);

/** Prints one object. */
void report_print_json(const struct survey *survey);

/** Prints metrics. */
void report_print_metrics(const struct survey *survey);

#endif
