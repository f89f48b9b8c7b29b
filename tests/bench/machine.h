/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.h – a machine at which people come and go, for logs to measure with
 *
 * Shape:  a third of the connections are refused; of the others most last for seconds or minutes, some
 *         for hours, a few for up to three days. Once a month the machine goes down, and who is
 *         there then never logs out; nor does one of 100 000, whose monitor is killed. It is
 *         the same every time.
 * Units:  microseconds since 1970.
 * Memory: held by value, 2 MiB.
 * Errors: cannot fail.
 * Source: xorshift64; a binary heap of who is there, the first to leave first.
 */
#ifndef KEYHOLE_TESTS_BENCH_MACHINE_H
#define KEYHOLE_TESTS_BENCH_MACHINE_H

#include "audit/event.h"

#include <stdbool.h>
#include <stdio.h>

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

#define MACHINE_UPTIME (31 * DAY)   /* from one boot to the next */
#define MACHINE_START (90 * SECOND) /* from a boot to the first connection */
#define MACHINE_OPEN_MAX 65536
#define MACHINE_KILLED_ONE_OF 100000
#define MACHINE_KILLED_FIRST 20 /* so that there is one in a small log, too */

/* A connection. */
struct session {
	int64_t began, end, number;
	uint64_t random; /* for whose it is */
};

struct machine {
	uint64_t random;
	int64_t gap;      /* between two connections, in the mean */
	int64_t next;     /* when the next one comes */
	int64_t up, down; /* this boot's beginning and end */
	int64_t killed;   /* when the first session began whose monitor was killed; 0: none did */
	int64_t connections, logins;
	size_t count;
	struct session open[MACHINE_OPEN_MAX];
	char boot[37];
};

/* The next number of a row that looks disordered and is always the same. */
static inline uint64_t machine_random(struct machine *machine)
{
	machine->random ^= machine->random << 13;
	machine->random ^= machine->random >> 7;
	machine->random ^= machine->random << 17;
	return machine->random;
}

/* Adds a session to those that are open, for which there is room. */
static inline void machine_push(struct machine *machine, const struct session *session)
{
	struct session *open = machine->open;
	size_t at = machine->count++;
	for (; at > 0 && session->end < open[(at - 1) / 2].end; at = (at - 1) / 2)
		open[at] = open[(at - 1) / 2];
	open[at] = *session;
}

/* Takes the session that ends first off those that are open, of which there is one. */
static inline struct session machine_pop(struct machine *machine)
{
	struct session *open = machine->open, first = open[0], last = open[--machine->count];
	size_t at = 0;
	for (size_t child; (child = 2 * at + 1) < machine->count; at = child) {
		child += child + 1 < machine->count && open[child + 1].end < open[child].end;
		if (last.end <= open[child].end)
			break;
		open[at] = open[child];
	}
	open[at] = last;
	return first;
}

/* Lets the next connection come some time after the last one. */
static inline void machine_go_on(struct machine *machine, int64_t from)
{
	machine->next =
		from + 1 + (int64_t)(machine_random(machine) % (2 * (uint64_t)machine->gap));
}

/* Boots, which leaves nobody there. */
static inline void machine_boot(struct machine *machine, int64_t time)
{
	uint64_t one = machine_random(machine), other = machine_random(machine);
	snprintf(machine->boot, sizeof machine->boot, "%08x-%04x-4%03x-9%03x-%012llx",
		(unsigned)(one >> 32), (unsigned)(one & 0xffff), (unsigned)(one >> 16 & 0xfff),
		(unsigned)(other & 0xfff), (unsigned long long)other >> 16);
	machine->up = time;
	machine->down = time + MACHINE_UPTIME;
	machine->count = 0;
	machine_go_on(machine, time + MACHINE_START);
}

/** Starts the machine; `gap` is the mean time between two connections. */
static inline void machine_open(struct machine *machine, int64_t time, int64_t gap)
{
	*machine = (struct machine){.random = 88172645463325252u, .gap = gap > 0 ? gap : 1};
	machine_boot(machine, time);
}

/* How long a session is to last. */
static inline int64_t machine_pick_length(struct machine *machine)
{
	uint64_t share = machine_random(machine) % 100;
	int64_t most = share < 75 ? 600 * SECOND : share < 97 ? DAY / 3 : 3 * DAY;
	return SECOND + (int64_t)(machine_random(machine) % (uint64_t)most);
}

/* Lets someone in, who is to leave unless the monitor is killed. */
static inline void machine_let_in(struct machine *machine, struct session *session)
{
	bool killed = machine->logins++ % MACHINE_KILLED_ONE_OF == MACHINE_KILLED_FIRST;
	session->end = session->began + machine_pick_length(machine);
	if (!killed)
		machine_push(machine, session);
	else if (machine->killed == 0)
		machine->killed = session->began;
}

/* Lets someone come, and in or not. */
static inline enum event_kind machine_connect(struct machine *machine, struct session *session)
{
	uint64_t random = machine_random(machine);
	bool refused = (random >> 32) % 3 == 0 || machine->count == MACHINE_OPEN_MAX;
	*session = (struct session){.began = machine->next,
		.end = machine->next,
		.number = ++machine->connections,
		.random = random};
	machine_go_on(machine, machine->next);
	if (!refused)
		machine_let_in(machine, session);
	return refused ? EVENT_REFUSED : EVENT_LOGIN;
}

/** What happens next, and to whom: a login or a refusal at the time when it began, or a logout at its
 *  end. */
static inline enum event_kind machine_next(struct machine *machine, struct session *session)
{
	bool leaves = machine->count > 0 && machine->open[0].end <= machine->next;
	if ((leaves ? machine->open[0].end : machine->next) >= machine->down) {
		machine_boot(machine, machine->down);
		leaves = false;
	}
	if (!leaves)
		return machine_connect(machine, session);
	*session = machine_pop(machine);
	return EVENT_LOGOUT;
}

#endif
