/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_files.h – the lines of a chain_log.h written to files, compressed or not
 *
 * Shape:  a name that ends in .gz is compressed.
 * Units:  none.
 * Memory: none is kept.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_LOG_FILES_H
#define KEYHOLE_TESTS_UNIT_LOG_FILES_H

#include "tests/unit/chain_log.h"

#include <zlib.h>

/** Writes one of the log's files; gives its path. */
static inline const char *log_files_write(
	struct tree *tree, const struct chain_log *log, int file, const char *name)
{
	bool compressed = strlen(name) > 3 && strcmp(name + strlen(name) - 3, ".gz") == 0;
	gzFile out = gzopen(tree_path(tree, name), compressed ? "wb" : "wbT");
	assert_non_null(out);
	for (size_t i = 0; i < log->count; i++) {
		const struct chain_line *line = &log->line[i];
		if (line->file != file)
			continue;
		assert_int_equal(gzwrite(out, line->text, (unsigned)line->len), line->len);
		if (line->newline)
			assert_int_equal(gzwrite(out, "\n", 1), 1);
	}
	assert_int_equal(gzclose(out), Z_OK);
	return tree->path;
}

#endif
