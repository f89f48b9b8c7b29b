/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tidy.h – what clang-tidy is told of note.h, since it sees one file at a time: the functions that
 * write a note give back what they were given, and that is a failure, never 0
 */
#ifndef KEYHOLE_TESTS_TIDY_H
#define KEYHOLE_TESTS_TIDY_H

#include "common/note.h"

#define tidy_failed(result, call)                                                                  \
	({                                                                                         \
		int tidy_result = (result);                                                        \
		if (tidy_result == 0)                                                              \
			__builtin_unreachable();                                                   \
		(void)(call);                                                                      \
		tidy_result;                                                                       \
	})
#define note_set(note, result, ...) tidy_failed(result, (note_set)(note, 1, __VA_ARGS__))
#define note_errno(note, fault, subject) tidy_failed(fault, (note_errno)(note, -1, subject))

#endif
