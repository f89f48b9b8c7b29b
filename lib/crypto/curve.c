/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/curve.h"

#include <stdbool.h>
#include <string.h>

/* The numbers of one judgement, all modulo the prime p. */
struct curve {
	BN_CTX *numbers;
	BIGNUM *p, *d, *y, *yy, *xx, *t, *u;
};

/* The constants of the curve, in hexadecimal. */
static const char prime[] = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
static const char coefficient[] =
	"52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";

/* Takes the numbers from the context and sets the constants. */
static bool prepare(struct curve *curve)
{
	BIGNUM **all[] = {
		&curve->p, &curve->d, &curve->y, &curve->yy, &curve->xx, &curve->t, &curve->u};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!(*all[i] = BN_CTX_get(curve->numbers)))
			return false;
	return BN_hex2bn(&curve->p, prime) && BN_hex2bn(&curve->d, coefficient);
}

/* Takes y without the sign of x. */
static bool take_y(struct curve *curve, const unsigned char bytes[CURVE_KEY_SIZE])
{
	unsigned char copy[CURVE_KEY_SIZE];
	memcpy(copy, bytes, sizeof copy);
	copy[CURVE_KEY_SIZE - 1] &= 0x7F;
	return BN_lebin2bn(copy, sizeof copy, curve->y);
}

/* Computes x² = (y² - 1) / (d y² + 1); the divisor is never zero, since -1/d is no square. */
static bool compute_xx(struct curve *curve)
{
	const BIGNUM *p = curve->p, *one = BN_value_one();
	return BN_mod_sqr(curve->yy, curve->y, p, curve->numbers) &&
	       BN_mod_sub(curve->t, curve->yy, one, p, curve->numbers) &&
	       BN_mod_mul(curve->u, curve->d, curve->yy, p, curve->numbers) &&
	       BN_mod_add(curve->u, curve->u, one, p, curve->numbers) &&
	       BN_mod_inverse(curve->u, curve->u, p, curve->numbers) &&
	       BN_mod_mul(curve->xx, curve->t, curve->u, p, curve->numbers) &&
	       BN_mod_add(curve->t, curve->xx, curve->yy, p, curve->numbers);
}

/* Judges the point, of which `t` is x² + y². */
static enum curve_verdict judge(const struct curve *curve, bool sign)
{
	if (BN_is_zero(curve->xx))
		return sign ? CURVE_NO_POINT : CURVE_SMALL_ORDER;
	int square = BN_kronecker(curve->xx, curve->p, curve->numbers);
	if (square < -1)
		return CURVE_FAULT;
	if (square != 1)
		return CURVE_NO_POINT;
	return BN_is_zero(curve->y) || BN_is_zero(curve->t) ? CURVE_SMALL_ORDER : CURVE_SOUND;
}

/* Decodes and judges, within one frame of the context. */
enum curve_verdict curve_judge(const unsigned char bytes[CURVE_KEY_SIZE], BN_CTX *numbers)
{
	struct curve curve = {.numbers = numbers};
	enum curve_verdict verdict = CURVE_FAULT;
	BN_CTX_start(numbers);
	if (prepare(&curve) && take_y(&curve, bytes)) {
		if (BN_cmp(curve.y, curve.p) >= 0)
			verdict = CURVE_NO_POINT;
		else if (compute_xx(&curve))
			verdict = judge(&curve, bytes[CURVE_KEY_SIZE - 1] >> 7);
	}
	BN_CTX_end(numbers);
	return verdict;
}
