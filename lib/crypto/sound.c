/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sound.h"

#include "common/reason.h"
#include "crypto/curve.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

/* OpenSSL, and sshd with it, verifies nothing with a longer exponent under a modulus above this. */
#define RSA_LARGE_BITS 3072
#define RSA_EXPONENT_BITS 64

/* What a check needs from OpenSSL, and gives back. */
struct tools {
	OSSL_LIB_CTX *library;
	EVP_PKEY_CTX *context;
	EVP_PKEY *key;
	BN_CTX *numbers;
	BIGNUM *modulus, *exponent;
	OSSL_PARAM_BLD *builder;
	OSSL_PARAM *params;
};

/* Gives everything back, and takes what OpenSSL said of it out of its error queue. */
static void cleanup_tools(struct tools *tools)
{
	OSSL_PARAM_free(tools->params);
	OSSL_PARAM_BLD_free(tools->builder);
	BN_free(tools->modulus);
	BN_free(tools->exponent);
	BN_CTX_free(tools->numbers);
	EVP_PKEY_free(tools->key);
	EVP_PKEY_CTX_free(tools->context);
	OSSL_LIB_CTX_free(tools->library);
	ERR_pop_to_mark();
}

/* Says that OpenSSL itself failed, not the key. */
static int openssl_failed(struct note *note)
{
	char words[128];
	ERR_error_string_n(ERR_peek_last_error(), words, sizeof words);
	return note_set(note, -EIO, "OpenSSL could not check the key: %s", words);
}

/* Says why a key is not sound. */
static int unsound(struct note *note, const struct blob *key, const char *why)
{
	return note_set(note, REASON_BAD_LINE, "the %s key is not sound: %s", key->kind->name, why);
}

/* A view as the bytes that OpenSSL takes. */
static const unsigned char *bytes_of(struct view view)
{
	return (const unsigned char *)view.data;
}

/* Begins with a library context of its own: what openssl.cnf says does not matter here. */
static bool begin(struct tools *tools)
{
	ERR_set_mark();
	tools->library = OSSL_LIB_CTX_new();
	return tools->library && (tools->numbers = BN_CTX_new_ex(tools->library));
}

/* Makes OpenSSL's key of the numbers; false, with `*fault` set, where OpenSSL itself fails. */
static bool import(struct tools *tools, const char *type, OSSL_PARAM *params, bool *fault)
{
	tools->context = EVP_PKEY_CTX_new_from_name(tools->library, type, NULL);
	*fault = !tools->context || EVP_PKEY_fromdata_init(tools->context) != 1;
	if (*fault)
		return false;
	return EVP_PKEY_fromdata(tools->context, &tools->key, EVP_PKEY_PUBLIC_KEY, params) == 1;
}

/* Asks OpenSSL whether the key is a good one. */
static bool passes(struct tools *tools, bool *fault)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(tools->library, tools->key, NULL);
	*fault = !context;
	bool good = context && EVP_PKEY_public_check(context) == 1;
	EVP_PKEY_CTX_free(context);
	return good;
}

/* Looks at the exponent, and at the modulus as far as it can be done without factoring. */
static int judge_numbers(const struct tools *tools, const struct blob *key, struct note *note)
{
	if (!BN_is_odd(tools->modulus))
		return unsound(note, key, "its modulus is even");
	if (!BN_is_odd(tools->exponent) || BN_is_one(tools->exponent))
		return unsound(note, key, "its exponent is even or 1");
	if (BN_cmp(tools->exponent, tools->modulus) >= 0)
		return unsound(note, key, "its exponent is not below its modulus");
	if (BN_num_bits(tools->modulus) > RSA_LARGE_BITS &&
		BN_num_bits(tools->exponent) > RSA_EXPONENT_BITS)
		return unsound(
			note, key, "its exponent is so long that sshd verifies nothing by it");
	return 0;
}

/* Brings the two numbers into the form that OpenSSL takes. */
static bool build_rsa(struct tools *tools, const struct blob *key)
{
	struct view n = key->rsa_modulus, e = key->rsa_exponent;
	tools->modulus = BN_bin2bn(bytes_of(n), (int)n.len, NULL);
	tools->exponent = BN_bin2bn(bytes_of(e), (int)e.len, NULL);
	tools->builder = OSSL_PARAM_BLD_new();
	if (!tools->modulus || !tools->exponent || !tools->builder ||
		OSSL_PARAM_BLD_push_BN(tools->builder, OSSL_PKEY_PARAM_RSA_N, tools->modulus) !=
			1 ||
		OSSL_PARAM_BLD_push_BN(tools->builder, OSSL_PKEY_PARAM_RSA_E, tools->exponent) != 1)
		return false;
	tools->params = OSSL_PARAM_BLD_to_param(tools->builder);
	return tools->params;
}

/* Checks an RSA key: OpenSSL looks for small factors, and for a modulus that is a prime. */
static int check_rsa(struct tools *tools, const struct blob *key, struct note *note)
{
	bool fault = !build_rsa(tools, key);
	if (fault)
		return openssl_failed(note);
	int r = judge_numbers(tools, key, note);
	if (r != 0)
		return r;
	if (!import(tools, "RSA", tools->params, &fault))
		return fault ? openssl_failed(note)
			     : unsound(note, key, "OpenSSL does not take its numbers");
	if (!passes(tools, &fault))
		return fault ? openssl_failed(note)
			     : unsound(note, key, "its modulus is a prime or has a small factor");
	return 0;
}

/* OpenSSL's name of a curve, NULL for one that SSH does not have. */
static const char *curve_name(const char *curve)
{
	static const char *const names[][2] = {
		{"nistp256", "P-256"}, {"nistp384", "P-384"}, {"nistp521", "P-521"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (curve && strcmp(curve, names[i][0]) == 0)
			return names[i][1];
	return NULL;
}

/* Checks a point of one of NIST's curves. */
static int check_ecdsa(struct tools *tools, const struct blob *key, struct note *note)
{
	const char *curve = curve_name(key->kind->curve);
	struct view point = key->ecdsa_point;
	bool fault = true;
	tools->builder = OSSL_PARAM_BLD_new();
	if (!curve || !tools->builder ||
		OSSL_PARAM_BLD_push_utf8_string(
			tools->builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) != 1 ||
		OSSL_PARAM_BLD_push_octet_string(
			tools->builder, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.len) != 1 ||
		!(tools->params = OSSL_PARAM_BLD_to_param(tools->builder)))
		return openssl_failed(note);
	if (import(tools, "EC", tools->params, &fault) && passes(tools, &fault))
		return 0;
	return fault ? openssl_failed(note) : unsound(note, key, "its point is not on the curve");
}

/* Checks a point of edwards25519, of which OpenSSL itself only counts the bytes. */
static int check_ed25519(struct tools *tools, const struct blob *key, struct note *note)
{
	switch (curve_judge(bytes_of(key->ed25519_key), tools->numbers)) {
	case CURVE_SOUND:
		return 0;
	case CURVE_NO_POINT:
		return unsound(note, key, "its bytes are no point of the curve");
	case CURVE_SMALL_ORDER:
		return unsound(note, key, "its point is of small order: anyone can sign for it");
	default:
		return openssl_failed(note);
	}
}

/* Chooses the check by the key's family. */
int sound_check(const struct blob *key, struct note *note)
{
	__attribute__((cleanup(cleanup_tools))) struct tools tools = {0};
	if (!begin(&tools))
		return openssl_failed(note);
	switch (key->kind->family) {
	case KEY_RSA:
		return check_rsa(&tools, key, note);
	case KEY_ECDSA:
	case KEY_SK_ECDSA:
		return check_ecdsa(&tools, key, note);
	case KEY_ED25519:
	case KEY_SK_ED25519:
		return check_ed25519(&tools, key, note);
	default:
		return note_set(note, REASON_KEY_TYPE,
			"%s keys can't be checked, and sshd takes none: make an ed25519 key",
			key->kind->name);
	}
}
