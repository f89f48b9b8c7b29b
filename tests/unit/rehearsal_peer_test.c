/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_peer.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* A connection of our own over loopback. */
struct pair {
	int listener, client, server;
};

/* Makes one. */
static void connect_pair(struct pair *pair)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof address;
	pair->listener = socket(AF_INET, SOCK_STREAM, 0);
	pair->client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(pair->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(pair->listener, 1), 0);
	assert_int_equal(getsockname(pair->listener, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(connect(pair->client, (struct sockaddr *)&address, sizeof address), 0);
	pair->server = accept(pair->listener, NULL, NULL);
	assert_true(pair->server >= 0);
}

/* Closes it. */
static void close_pair(struct pair *pair)
{
	close(pair->listener);
	close(pair->client);
	close(pair->server);
}

static void knows_who_made_a_connection(void **state)
{
	(void)state;
	struct pair pair;
	connect_pair(&pair);
	assert_true(rehearsal_peer_is(pair.server, geteuid()));
	assert_false(rehearsal_peer_is(pair.server, geteuid() + 1));
	close_pair(&pair);
}

static void one_that_was_closed_is_nobodys(void **state)
{
	(void)state;
	struct pair pair;
	connect_pair(&pair);
	assert_int_equal(shutdown(pair.client, SHUT_WR), 0);
	assert_false(rehearsal_peer_is(pair.server, geteuid()));
	close_pair(&pair);
}

static void what_is_no_connection_is_nobodys(void **state)
{
	(void)state;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_false(rehearsal_peer_is(fd, geteuid()));
	close(fd);
	assert_false(rehearsal_peer_is(-1, geteuid()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_who_made_a_connection),
		cmocka_unit_test(one_that_was_closed_is_nobodys),
		cmocka_unit_test(what_is_no_connection_is_nobodys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
