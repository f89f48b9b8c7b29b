/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pam_module/connection.h"

#include <string.h>

/* Fails unless a text is read as this address and port. */
static void assert_read(const char *text, const char *from, int64_t port)
{
	struct connection connection;
	memset(&connection, 0xff, sizeof connection);
	connection_parse(text, &connection);
	if (strcmp(connection.from, from) != 0 || connection.port != port)
		fail_msg("\"%s\" is read as %s port %d", text ? text : "NULL", connection.from,
			(int)connection.port);
}

static void reads_the_clients_address_and_port(void **state)
{
	(void)state;
	assert_read("192.0.2.7 52144 192.0.2.1 22", "192.0.2.7", 52144);
	assert_read("2001:db8::7 1 2001:db8::1 22", "2001:db8::7", 1);
	assert_read("::ffff:192.0.2.7 65535 ::1 22", "::ffff:192.0.2.7", 65535);
}

static void keeps_the_zone_of_a_link_local_address(void **state)
{
	(void)state;
	assert_read("fe80::1%eth0.5 50 fe80::2%eth0.5 22", "fe80::1%eth0.5", 50);
	assert_read("fe80::1% 50 fe80::2 22", "", -1);
	assert_read("fe80::1%a/b 50 fe80::2 22", "", -1);
	assert_read("192.0.2.7%eth0 50 192.0.2.1 22", "", -1);
}

static void knows_nothing_where_sshd_knows_nothing(void **state)
{
	(void)state;
	assert_read("UNKNOWN 65535 UNKNOWN 65535", "", -1);
	assert_read("", "", -1);
	assert_read(NULL, "", -1);
}

static void takes_no_host_name_for_an_address(void **state)
{
	(void)state;
	assert_read("primary.example.org 50 192.0.2.1 22", "", -1);
	assert_read("10.0.0 50 192.0.2.1 22", "", -1);
	assert_read("0x7f000001 50 192.0.2.1 22", "", -1);
	assert_read(" 192.0.2.7 50", "", -1);
}

static void keeps_an_address_whose_port_is_none(void **state)
{
	(void)state;
	assert_read("192.0.2.7", "192.0.2.7", -1);
	assert_read("192.0.2.7 ", "192.0.2.7", -1);
	assert_read("192.0.2.7 0", "192.0.2.7", -1);
	assert_read("192.0.2.7 65536", "192.0.2.7", -1);
	assert_read("192.0.2.7 -1", "192.0.2.7", -1);
	assert_read("192.0.2.7 22x", "192.0.2.7", -1);
	assert_read("192.0.2.7 000022", "192.0.2.7", -1);
}

static void refuses_an_address_that_is_too_long(void **state)
{
	(void)state;
	assert_read("fe80::1%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 50",
		"fe80::1%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 50);
	assert_read("fe80::1%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 50", "", -1);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_clients_address_and_port),
		cmocka_unit_test(keeps_the_zone_of_a_link_local_address),
		cmocka_unit_test(knows_nothing_where_sshd_knows_nothing),
		cmocka_unit_test(takes_no_host_name_for_an_address),
		cmocka_unit_test(keeps_an_address_whose_port_is_none),
		cmocka_unit_test(refuses_an_address_that_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
