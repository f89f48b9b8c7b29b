/* SPDX-License-Identifier: Apache-2.0 */
#include "key_data.h"

#include "common/reason.h"
#include "keys/blob.h"

#include <stdlib.h>

static const char *const files[] = {"ed25519.pub", "rsa1024.pub", "rsa2048.pub", "rsa3072.pub",
	"rsa16384.pub", "ecdsa256.pub", "ecdsa384.pub", "ecdsa521.pub", "dsa1024.pub",
	"sk_ed25519.pub", "sk_ecdsa256.pub", "user_ed25519-cert.pub", "user_rsa2048-cert.pub",
	"host_ecdsa256-cert.pub"};

#define FILE_COUNT (sizeof files / sizeof *files)

/* What a certificate is built of, so that a test can spoil one part. */
struct cert_parts {
	uint32_t role;
	struct view id, principals, critical, extensions, ca;
};

/* Parses bytes and expects the verdict, with words that name the fault. */
static void expect(struct view bytes, int result, const char *words)
{
	struct blob blob;
	struct note note = {"(no note)"};
	assert_int_equal(blob_parse(bytes, &blob, &note), result);
	if (words && !strstr(note.text, words))
		fail_msg("\"%s\" does not say \"%s\"", note.text, words);
}

/* Expects that a built blob is refused. */
static void refuses(const struct key_data_builder *builder, const char *words)
{
	expect(key_data_built(builder), REASON_BAD_LINE, words);
}

/* Begins a blob with the name of its type. */
static struct key_data_builder *begin(const char *type)
{
	static struct key_data_builder builder;
	builder.len = 0;
	key_data_put_text(&builder, type);
	return &builder;
}

/* Builds an RSA key with a modulus of so many bits. */
static const struct key_data_builder *build_rsa(unsigned bits)
{
	static unsigned char modulus[4096];
	struct key_data_builder *builder = begin("ssh-rsa");
	size_t len = (bits + 7) / 8;
	memset(modulus, 0, sizeof modulus);
	modulus[1] = (unsigned char)(1U << ((bits + 7) % 8));
	bool leading_zero = bits % 8 == 0;
	key_data_put_string(builder, "\1\0\1", 3);
	key_data_put_string(builder, modulus + !leading_zero, len + leading_zero);
	return builder;
}

/* Parts that make a sound certificate. */
static struct cert_parts sound_parts(void)
{
	static char ca[64];
	struct view blob = key_data_blob("ca.pub");
	memcpy(ca, blob.data, blob.len);
	return (struct cert_parts){.role = 1,
		.id = view_of("an id"),
		.principals = {"\0\0\0\5brian", 9},
		.critical = {"\0\0\0\1a\0\0\0\0", 9},
		.extensions = {"\0\0\0\1b\0\0\0\1c", 10},
		.ca = {ca, blob.len}};
}

/* Builds an ed25519 certificate of these parts. */
static struct key_data_builder *build_cert(const struct cert_parts *parts)
{
	unsigned char key[32] = {1};
	struct key_data_builder *builder = begin("ssh-ed25519-cert-v01@openssh.com");
	key_data_put_text(builder, "a nonce");
	key_data_put_string(builder, key, sizeof key);
	key_data_put_u64(builder, 0x0102030405060708);
	key_data_put_u32(builder, parts->role);
	key_data_put_string(builder, parts->id.data, parts->id.len);
	key_data_put_string(builder, parts->principals.data, parts->principals.len);
	key_data_put_u64(builder, 1000);
	key_data_put_u64(builder, UINT64_MAX);
	key_data_put_string(builder, parts->critical.data, parts->critical.len);
	key_data_put_string(builder, parts->extensions.data, parts->extensions.len);
	key_data_put_text(builder, "");
	key_data_put_string(builder, parts->ca.data, parts->ca.len);
	key_data_put_text(builder, "a signature");
	return builder;
}

static void reads_every_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILE_COUNT; i++)
		expect(key_data_blob(files[i]), 0, NULL);
}

static void refuses_every_key_that_is_cut_off_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILE_COUNT; i++) {
		struct view bytes = key_data_blob(files[i]);
		for (size_t len = 0; len < bytes.len; len++) {
			char *copy =
				malloc(len + 1); /* so that a sanitizer sees a read past the end */
			assert_non_null(copy);
			memcpy(copy, bytes.data, len);
			copy = realloc(copy, len ? len : 1);
			expect((struct view){copy, len}, REASON_BAD_LINE, NULL);
			free(copy);
		}
	}
}

static void refuses_bytes_after_the_last_field(void **state)
{
	(void)state;
	static char copy[KEY_DATA_MAX];
	for (size_t i = 0; i < FILE_COUNT; i++) {
		struct view bytes = key_data_blob(files[i]);
		memcpy(copy, bytes.data, bytes.len);
		copy[bytes.len] = 0;
		expect((struct view){copy, bytes.len + 1}, REASON_BAD_LINE, "after its last field");
	}
}

static void gives_the_public_numbers_of_each_family(void **state)
{
	(void)state;
	struct blob blob;
	struct note note;
	assert_int_equal(blob_parse(key_data_blob("ed25519.pub"), &blob, &note), 0);
	assert_int_equal(blob.kind->family, KEY_ED25519);
	assert_int_equal(blob.ed25519_key.len, 32);
	assert_int_equal(blob.fields.len, 36);
	assert_int_equal(blob_parse(key_data_blob("rsa3072.pub"), &blob, &note), 0);
	assert_int_equal(blob.rsa_modulus.len, 384);
	assert_memory_equal(blob.rsa_exponent.data, "\1\0\1", 3);
	assert_int_equal(blob_parse(key_data_blob("ecdsa521.pub"), &blob, &note), 0);
	assert_int_equal(blob.ecdsa_point.len, 133);
	assert_int_equal(blob_parse(key_data_blob("sk_ed25519.pub"), &blob, &note), 0);
	assert_int_equal(blob.ed25519_key.len, 32);
	assert_memory_equal(blob.fields.data + blob.fields.len - 4, "ssh:", 4);
}

static void gives_what_a_certificate_says(void **state)
{
	(void)state;
	struct blob blob, ca;
	struct note note;
	assert_int_equal(blob_parse(key_data_blob("user_ed25519-cert.pub"), &blob, &note), 0);
	assert_true(blob.is_cert);
	assert_int_equal(blob.cert_serial, 42);
	assert_int_equal(blob.cert_role, 1);
	assert_true(view_is(blob.cert_id, "brian-cert"));
	assert_memory_equal(blob.cert_principals.data, "\0\0\0\5brian\0\0\0\6deploy", 19);
	assert_int_equal(blob.cert_after, 1767225600);
	assert_int_equal(blob.cert_before, 1798761600);
	assert_int_equal(blob_parse(blob.cert_ca, &ca, &note), 0);
	assert_false(ca.is_cert);
	assert_int_equal(blob_parse(key_data_blob("host_ecdsa256-cert.pub"), &blob, &note), 0);
	assert_int_equal(blob.cert_role, 2);
	assert_true(blob.cert_before == UINT64_MAX);
}

static void a_plain_key_and_its_certificate_have_the_same_fields(void **state)
{
	(void)state;
	static char fields[1024];
	struct blob blob;
	struct note note;
	assert_int_equal(blob_parse(key_data_blob("rsa2048.pub"), &blob, &note), 0);
	size_t len = blob.fields.len;
	memcpy(fields, blob.fields.data, len);
	assert_int_equal(blob_parse(key_data_blob("user_rsa2048-cert.pub"), &blob, &note), 0);
	assert_true(view_equal(blob.fields, (struct view){fields, len}));
}

static void reads_rsa_keys_of_1024_to_16384_bits_only(void **state)
{
	(void)state;
	expect(key_data_built(build_rsa(1024)), 0, NULL);
	expect(key_data_built(build_rsa(1025)), 0, NULL);
	expect(key_data_built(build_rsa(16384)), 0, NULL);
	refuses(build_rsa(1023), "1023 bits");
	refuses(build_rsa(16385), "16384 bits");
}

static void refuses_numbers_that_are_not_positive_and_short(void **state)
{
	(void)state;
	static const struct view numbers[] = {{"", 0}, {"\0", 1}, {"\x80", 1}, {"\0\1", 2}};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct key_data_builder *builder = begin("ssh-rsa");
		key_data_put_string(builder, numbers[i].data, numbers[i].len);
		refuses(builder, "exponent");
		builder = begin("ssh-rsa");
		key_data_put_text(builder, "\3");
		key_data_put_string(builder, numbers[i].data, numbers[i].len);
		refuses(builder, "modulus");
		builder = begin("ssh-dss");
		key_data_put_string(builder, numbers[i].data, numbers[i].len);
		refuses(builder, "prime");
	}
}

static void refuses_an_ed25519_key_of_another_length(void **state)
{
	(void)state;
	static const unsigned char bytes[64] = {1};
	for (size_t len = 0; len < sizeof bytes; len++) {
		struct key_data_builder *builder = begin("ssh-ed25519");
		key_data_put_string(builder, bytes, len);
		expect(key_data_built(builder), len == 32 ? 0 : REASON_BAD_LINE, NULL);
	}
}

static void refuses_a_curve_that_is_not_the_types(void **state)
{
	(void)state;
	unsigned char point[97] = {4};
	struct key_data_builder *builder = begin("ecdsa-sha2-nistp256");
	key_data_put_text(builder, "nistp384");
	key_data_put_string(builder, point, 97);
	refuses(builder, "curve");
	builder = begin("ecdsa-sha2-nistp256");
	key_data_put_string(builder, "nistp256", 9);
	key_data_put_string(builder, point, 65);
	refuses(builder, "curve");
	builder = begin("ecdsa-sha2-nistp256");
	key_data_put_text(builder, "nistp256");
	key_data_put_string(builder, point, 65);
	expect(key_data_built(builder), 0, NULL);
}

static void refuses_a_point_that_is_compressed_or_of_another_length(void **state)
{
	(void)state;
	static const struct {
		unsigned char first;
		size_t len;
	} points[] = {{2, 33}, {3, 33}, {2, 65}, {0, 1}, {4, 64}, {4, 66}, {6, 65}, {4, 0}};
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		unsigned char point[66] = {points[i].first};
		struct key_data_builder *builder = begin("ecdsa-sha2-nistp256");
		key_data_put_text(builder, "nistp256");
		key_data_put_string(builder, point, points[i].len);
		refuses(builder, "point");
	}
}

static void refuses_a_security_key_without_its_application(void **state)
{
	(void)state;
	unsigned char key[32] = {1};
	struct key_data_builder *builder = begin("sk-ssh-ed25519@openssh.com");
	key_data_put_string(builder, key, sizeof key);
	refuses(builder, "application");
	key_data_put_string(builder, "ssh:\0", 5);
	refuses(builder, "application");
}

static void refuses_a_type_that_is_none(void **state)
{
	(void)state;
	static const char *const types[] = {"", "ssh-rsa1", "RSA", "ED25519", "rsa-sha2-256",
		"SSH-ED25519", "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
		"ssh-xmss@openssh.com", "ssh-ed25519-cert-v01"};
	unsigned char key[32] = {1};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct key_data_builder *builder = begin(types[i]);
		key_data_put_string(builder, key, sizeof key);
		refuses(builder, "type");
	}
	struct key_data_builder *builder = begin("");
	builder->len = 0;
	key_data_put_string(builder, "ssh-ed25519\0", 12);
	key_data_put_string(builder, key, sizeof key);
	refuses(builder, "type");
}

static void refuses_a_certificate_signed_by_anything_but_a_plain_key(void **state)
{
	(void)state;
	static char cert[2048], longer[64];
	struct cert_parts parts = sound_parts();
	expect(key_data_built(build_cert(&parts)), 0, NULL);
	struct view ca = parts.ca, other = key_data_blob("user_ed25519-cert.pub");
	memcpy(cert, other.data, other.len);
	parts.ca = (struct view){cert, other.len};
	refuses(build_cert(&parts), "not a plain key");
	parts.ca = view_of("");
	refuses(build_cert(&parts), "not a plain key");
	parts.ca = (struct view){ca.data, ca.len - 1};
	refuses(build_cert(&parts), "32 bytes");
	memcpy(longer, ca.data, ca.len);
	parts.ca = (struct view){longer, ca.len + 1};
	refuses(build_cert(&parts), "after the key that signed it");
}

static void refuses_a_certificate_of_an_unknown_role(void **state)
{
	(void)state;
	struct cert_parts parts = sound_parts();
	parts.role = 0;
	refuses(build_cert(&parts), "neither a user's nor a host's");
	parts.role = 3;
	refuses(build_cert(&parts), "neither a user's nor a host's");
}

static void refuses_principals_that_are_cut_off_or_too_many_or_have_a_nul(void **state)
{
	(void)state;
	static char many[257 * 5];
	struct cert_parts parts = sound_parts();
	for (size_t i = 0; i < sizeof many; i += 5)
		memcpy(many + i, "\0\0\0\1p", 5);
	parts.principals = (struct view){many, 256 * 5};
	expect(key_data_built(build_cert(&parts)), 0, NULL);
	parts.principals.len += 5;
	refuses(build_cert(&parts), "principals");
	parts.principals = (struct view){"\0\0\0\6brian", 9};
	refuses(build_cert(&parts), "principals");
	parts.principals = (struct view){"\0\0\0\5bri\0n", 9};
	refuses(build_cert(&parts), "principals");
	parts = sound_parts();
	parts.id = (struct view){"a\0b", 3};
	refuses(build_cert(&parts), "cut off");
}

static void refuses_certificate_options_that_are_not_pairs(void **state)
{
	(void)state;
	struct cert_parts parts = sound_parts();
	parts.critical = (struct view){"\0\0\0\1a", 5};
	refuses(build_cert(&parts), "pairs");
	parts = sound_parts();
	parts.extensions = (struct view){"\0\0\0\1a\0\0\0\2b", 10};
	refuses(build_cert(&parts), "pairs");
}

static void refuses_a_blob_that_is_longer_than_any_certificate(void **state)
{
	(void)state;
	char *bytes = calloc(1, BLOB_CERT_MAX + 1);
	assert_non_null(bytes);
	expect((struct view){bytes, BLOB_CERT_MAX + 1}, REASON_BAD_LINE,
		"longer than 262144 bytes");
	free(bytes);
}

static void finds_kinds_by_their_exact_names(void **state)
{
	(void)state;
	size_t count = 0;
	for (const struct key_kind *kind; (kind = blob_kind_at(count)); count++) {
		assert_ptr_equal(blob_kind(view_of(kind->name)), kind);
		assert_null(blob_cert_kind(view_of(kind->name)));
		assert_ptr_equal(blob_cert_kind(view_of(kind->cert_name)), kind);
		assert_null(blob_kind(view_of(kind->cert_name)));
	}
	assert_int_equal(count, 8);
	assert_null(blob_kind_at(count + 100));
	assert_null(blob_kind(view_of("Ssh-rsa")));
	assert_null(blob_kind(view_of("ssh-rs")));
	assert_null(blob_cert_kind(view_of("")));
}

static void a_line_answers_its_own_key_and_the_certificates_it_signed(void **state)
{
	(void)state;
	static char keep[2][2048];
	struct blob ca, plain, cert;
	struct note note;
	struct view bytes = key_data_blob("ca.pub");
	memcpy(keep[0], bytes.data, bytes.len);
	assert_int_equal(blob_parse((struct view){keep[0], bytes.len}, &ca, &note), 0);
	bytes = key_data_blob("ed25519.pub");
	memcpy(keep[1], bytes.data, bytes.len);
	assert_int_equal(blob_parse((struct view){keep[1], bytes.len}, &plain, &note), 0);
	assert_int_equal(blob_parse(key_data_blob("user_ed25519-cert.pub"), &cert, &note), 0);
	assert_true(blob_answers(&plain, &plain));
	assert_false(blob_answers(&ca, &plain));
	assert_true(blob_answers(&ca, &cert));
	assert_false(blob_answers(&plain, &cert));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_type),
		cmocka_unit_test(refuses_every_key_that_is_cut_off_anywhere),
		cmocka_unit_test(refuses_bytes_after_the_last_field),
		cmocka_unit_test(gives_the_public_numbers_of_each_family),
		cmocka_unit_test(gives_what_a_certificate_says),
		cmocka_unit_test(a_plain_key_and_its_certificate_have_the_same_fields),
		cmocka_unit_test(reads_rsa_keys_of_1024_to_16384_bits_only),
		cmocka_unit_test(refuses_numbers_that_are_not_positive_and_short),
		cmocka_unit_test(refuses_an_ed25519_key_of_another_length),
		cmocka_unit_test(refuses_a_curve_that_is_not_the_types),
		cmocka_unit_test(refuses_a_point_that_is_compressed_or_of_another_length),
		cmocka_unit_test(refuses_a_security_key_without_its_application),
		cmocka_unit_test(refuses_a_type_that_is_none),
		cmocka_unit_test(refuses_a_certificate_signed_by_anything_but_a_plain_key),
		cmocka_unit_test(refuses_a_certificate_of_an_unknown_role),
		cmocka_unit_test(refuses_principals_that_are_cut_off_or_too_many_or_have_a_nul),
		cmocka_unit_test(refuses_certificate_options_that_are_not_pairs),
		cmocka_unit_test(refuses_a_blob_that_is_longer_than_any_certificate),
		cmocka_unit_test(finds_kinds_by_their_exact_names),
		cmocka_unit_test(a_line_answers_its_own_key_and_the_certificates_it_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
