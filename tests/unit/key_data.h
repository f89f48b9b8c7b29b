/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_data.h – keys for the tests: read from tests/data, or put together field by field
 *
 * Shape:  key_data_read gives the first line of a file of tests/data/keys without its newline;
 *         key_data_blob its second word, decoded. A built blob is fields appended one by one.
 * Units:  bytes.
 * Memory: static buffers, each good until the next call of the same function.
 * Errors: a test that asks for what is not there fails.
 * Source: RFC 4251 section 5.
 */
#ifndef KEYHOLE_TESTS_KEY_DATA_H
#define KEYHOLE_TESTS_KEY_DATA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/view.h"
#include "keys/base64.h"

#include <stdio.h>

#define KEY_DATA_MAX 65536

struct key_data_builder {
	size_t len;
	unsigned char bytes[KEY_DATA_MAX];
};

/** The first line of a file of keys. */
static inline struct view key_data_read(const char *name)
{
	static char line[KEY_DATA_MAX];
	char path[256];
	snprintf(path, sizeof path, "%s/keys/%s", TEST_DATA, name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	fclose(file);
	return (struct view){line, strcspn(line, "\n")};
}

/** The blob of a file of keys. */
static inline struct view key_data_blob(const char *name)
{
	static unsigned char bytes[KEY_DATA_MAX];
	struct view text = key_data_read(name);
	const char *start = (const char *)memchr(text.data, ' ', text.len) + 1;
	size_t len = 0;
	struct view base64 = {start, strcspn(start, " \n")};
	assert_true(base64_decode(base64, bytes, sizeof bytes, &len));
	return (struct view){(const char *)bytes, len};
}

/** Appends bytes as they are. */
static inline void key_data_put(struct key_data_builder *builder, const void *bytes, size_t len)
{
	assert_true(len <= sizeof builder->bytes - builder->len);
	if (len > 0)
		memcpy(builder->bytes + builder->len, bytes, len);
	builder->len += len;
}

/** Appends a 32-bit number. */
static inline void key_data_put_u32(struct key_data_builder *builder, uint32_t number)
{
	unsigned char bytes[4] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
		(unsigned char)(number >> 8), (unsigned char)number};
	key_data_put(builder, bytes, sizeof bytes);
}

/** Appends a 64-bit number. */
static inline void key_data_put_u64(struct key_data_builder *builder, uint64_t number)
{
	key_data_put_u32(builder, (uint32_t)(number >> 32));
	key_data_put_u32(builder, (uint32_t)number);
}

/** Appends a string of any bytes. */
static inline void key_data_put_string(
	struct key_data_builder *builder, const void *bytes, size_t len)
{
	key_data_put_u32(builder, (uint32_t)len);
	key_data_put(builder, bytes, len);
}

/** Appends a C string as a string. */
static inline void key_data_put_text(struct key_data_builder *builder, const char *text)
{
	key_data_put_string(builder, text, strlen(text));
}

/** What has been built. */
static inline struct view key_data_built(const struct key_data_builder *builder)
{
	return (struct view){(const char *)builder->bytes, builder->len};
}

#endif
