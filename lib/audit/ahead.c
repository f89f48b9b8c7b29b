/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/ahead.h"

#include "audit/block.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#define MEMORY ((size_t)AHEAD_BLOCKS * BLOCK_MEMORY)

struct ahead {
	int fd;
	int64_t offset, last;
	char *memory;
	ssize_t got[AHEAD_BLOCKS];
	sem_t free, full; /* how many blocks may be read to, and how many are read */
	size_t taken;
	atomic_bool ended;
	pthread_t thread;
};

/* Where a block is, of those that take turns. */
static char *place_of(const struct ahead *ahead, size_t number)
{
	return ahead->memory + number % AHEAD_BLOCKS * BLOCK_MEMORY + BLOCK_KEPT;
}

/* Waits, signals or not. */
static void wait_for(sem_t *blocks)
{
	while (sem_wait(blocks) != 0 && errno == EINTR)
		;
}

/* Reads block after block, as soon as there is room. */
static void *run(void *context)
{
	struct ahead *ahead = context;
	ssize_t got = 1;
	for (size_t i = 0; got > 0; i++) {
		wait_for(&ahead->free);
		if (ahead->ended)
			break;
		got = block_read(ahead->fd, place_of(ahead, i), ahead->offset, ahead->last);
		ahead->got[i % AHEAD_BLOCKS] = got;
		ahead->offset += got;
		sem_post(&ahead->full);
	}
	return NULL;
}

/* Starts the thread, with all signals blocked. */
static int start(struct ahead *ahead)
{
	pthread_attr_t attributes;
	sigset_t all;
	sigfillset(&all);
	int r = pthread_attr_init(&attributes);
	if (r != 0)
		return -r;
	r = pthread_attr_setsigmask_np(&attributes, &all);
	if (r == 0)
		r = pthread_create(&ahead->thread, &attributes, run, ahead);
	pthread_attr_destroy(&attributes);
	return -r;
}

/* Frees the blocks. */
static void release(struct ahead *ahead)
{
	sem_destroy(&ahead->free);
	sem_destroy(&ahead->full);
	munmap(ahead->memory, MEMORY);
	free(ahead);
}

/* Makes the blocks. Fresh pages are zeros, as what is behind a block is looked at. */
int ahead_open(int fd, const struct seek_part *part, struct ahead **ahead)
{
	struct ahead *opened = calloc(1, sizeof *opened);
	if (!opened)
		return -ENOMEM;
	opened->fd = fd;
	opened->offset = part->first;
	opened->last = part->last;
	opened->memory =
		mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (opened->memory == MAP_FAILED) {
		free(opened);
		return -ENOMEM;
	}
	sem_init(&opened->free, 0, AHEAD_BLOCKS);
	sem_init(&opened->full, 0, 0);
	int r = start(opened);
	if (r != 0)
		release(opened);
	else
		*ahead = opened;
	return r;
}

/* Gives the block before the last one back: what is left of the last one is still to be copied. */
ssize_t ahead_next(struct ahead *ahead, char **block)
{
	wait_for(&ahead->full);
	size_t number = ahead->taken++;
	if (ahead->taken > 2)
		sem_post(&ahead->free);
	*block = place_of(ahead, number);
	return ahead->got[number % AHEAD_BLOCKS];
}

/* The thread may wait for room. */
void ahead_close(struct ahead *ahead)
{
	if (!ahead)
		return;
	ahead->ended = true;
	sem_post(&ahead->free);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}
