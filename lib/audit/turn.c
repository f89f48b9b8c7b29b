/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/turn.h"

#include "audit/logfile.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define FIRST_PAUSE_US 50
#define LOG_BYTE 0
#define CHECKPOINT_BYTE 1

/* Microseconds by a clock that nobody sets. */
static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * (int64_t)1000000 + now.tv_nsec / 1000;
}

/* The lock of one byte, or its end. */
static struct flock byte_lock(off_t byte, short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

/* Asks once for a lock. */
static bool try_lock(int fd, off_t byte)
{
	struct flock lock = byte_lock(byte, F_WRLCK);
	int r;
	do
		r = fcntl(fd, F_OFD_SETLK, &lock);
	while (r != 0 && errno == EINTR);
	return r == 0;
}

/* Lets others run: the first times no longer than that, since a turn is over sooner than the shortest
 * sleep; gives how long the next pause is. */
static long rest(int asked, long pause)
{
	if (asked <= TURN_YIELDS) {
		sched_yield();
		return pause;
	}
	struct timespec time = {.tv_nsec = pause * 1000};
	nanosleep(&time, NULL);
	return pause * 2 < TURN_PAUSE_MAX_US ? pause * 2 : TURN_PAUSE_MAX_US;
}

/* Asks until the lock is given or the time is over; gives the fault of the last asking. */
static int wait_for_lock(int fd, off_t byte, int wait_ms)
{
	int64_t deadline = now_us() + wait_ms * (int64_t)1000;
	long pause = FIRST_PAUSE_US;
	for (int asked = 1; !try_lock(fd, byte); asked++) {
		if (errno != EAGAIN && errno != EACCES)
			return -errno;
		if (now_us() >= deadline)
			return -ETIMEDOUT;
		pause = rest(asked, pause);
	}
	return 0;
}

/* Waits for one of the locks, and finds the words where it is not given. */
static int take(const char *state_dir, int fd, off_t byte, int wait_ms, struct note *note)
{
	struct logfile logfile = {state_dir, TURN_FILE};
	int r = wait_for_lock(fd, byte, wait_ms);
	if (r == -ETIMEDOUT)
		return note_set(note, r,
			"%s/%s: another process has kept the %s lock for %d ms; find it with: "
			"fuser -v %s/%s",
			state_dir, TURN_FILE, byte == LOG_BYTE ? "log's" : "checkpoint's", wait_ms,
			state_dir, TURN_FILE);
	return r == 0 ? 0 : logfile_fault(&logfile, r, note);
}

/* Opens the lock's file, judges it, and waits for its lock. */
int turn_take(const char *state_dir, int folder, int wait_ms, int *fd, struct note *note)
{
	CLEANUP(fd) int lock = -1;
	struct logfile logfile = {state_dir, TURN_FILE};
	struct stat st;
	int r = logfile_open(&logfile, folder, O_RDWR | O_CREAT, &lock, &st, note);
	if (r == 0)
		r = take(state_dir, lock, LOG_BYTE, wait_ms, note);
	if (r == 0)
		*fd = take_fd(&lock);
	return r;
}

/* Unlocks the log's byte; where that fails, closing the file does it. */
void turn_give(int fd)
{
	struct flock lock = byte_lock(LOG_BYTE, F_UNLCK);
	fcntl(fd, F_OFD_SETLK, &lock);
}

/* Waits for the second byte. */
int turn_take_checkpoint(const char *state_dir, int fd, struct note *note)
{
	return take(state_dir, fd, CHECKPOINT_BYTE, TURN_CHECKPOINT_MS, note);
}
