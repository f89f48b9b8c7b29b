/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/turn.h"

#include "audit/logfile.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define FIRST_PAUSE_US 50

/* Microseconds by a clock that nobody sets. */
static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * (int64_t)1000000 + now.tv_nsec / 1000;
}

/* Asks once for the lock. */
static bool try_lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int r;
	do
		r = fcntl(fd, F_OFD_SETLK, &whole);
	while (r != 0 && errno == EINTR);
	return r == 0;
}

/* Asks until the lock is given or the time is over; gives the fault of the last asking. */
static int wait_for_lock(int fd, int wait_ms)
{
	int64_t deadline = now_us() + wait_ms * (int64_t)1000;
	long pause = FIRST_PAUSE_US;
	while (!try_lock(fd)) {
		if (errno != EAGAIN && errno != EACCES)
			return -errno;
		if (now_us() >= deadline)
			return -ETIMEDOUT;
		struct timespec rest = {.tv_nsec = pause * 1000};
		nanosleep(&rest, NULL);
		pause = pause * 2 < TURN_PAUSE_MAX_US ? pause * 2 : TURN_PAUSE_MAX_US;
	}
	return 0;
}

/* Opens the lock's file, judges it, and waits for its lock. */
int turn_take(const char *state_dir, int wait_ms, int *fd, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	CLEANUP(fd) int lock = -1;
	struct logfile logfile = {state_dir, TURN_FILE};
	int r = logfile_folder(&logfile, &folder, note);
	if (r == 0)
		r = logfile_open(&logfile, folder, O_RDWR | O_CREAT, &lock, note);
	if (r != 0)
		return r;
	r = wait_for_lock(lock, wait_ms);
	if (r == -ETIMEDOUT)
		return note_set(note, r,
			"%s/%s: another process has kept the log's lock for %d ms; find it with: "
			"fuser -v %s/%s",
			state_dir, TURN_FILE, wait_ms, state_dir, TURN_FILE);
	if (r != 0)
		return logfile_fault(&logfile, r, note);
	*fd = take_fd(&lock);
	return 0;
}
