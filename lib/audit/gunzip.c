/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gunzip.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <zlib.h>

#define CHUNK 16384

struct gunzip {
	gzFile file;
};

/* Opens a copy of the descriptor, which zlib closes. */
int gunzip_open(int fd, struct gunzip **gunzip)
{
	CLEANUP(free) struct gunzip *opened = calloc(1, sizeof *opened);
	CLEANUP(fd) int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (!opened)
		return -ENOMEM;
	if (copy < 0 || lseek(copy, 0, SEEK_SET) != 0)
		return -errno;
	opened->file = gzdopen(copy, "r");
	if (!opened->file)
		return -ENOMEM;
	take_fd(&copy);
	gzbuffer(opened->file, CHUNK);
	*gunzip = opened;
	opened = NULL;
	return 0;
}

/* Reads through zlib, which calls the end of a file that was cut off an end, too. */
ssize_t gunzip_read(struct gunzip *gunzip, char *out, size_t cap)
{
	int fault = Z_OK;
	if (gzdirect(gunzip->file))
		return -EBADMSG;
	errno = 0;
	int got = gzread(gunzip->file, out, cap < CHUNK ? (unsigned)cap : CHUNK);
	if (got > 0)
		return got;
	gzerror(gunzip->file, &fault);
	if (fault == Z_OK || fault == Z_STREAM_END)
		return 0;
	return fault == Z_ERRNO && errno != 0 ? -errno : -EBADMSG;
}

/* Closes the copy. */
void gunzip_close(struct gunzip *gunzip)
{
	if (gunzip)
		gzclose_r(gunzip->file);
	free(gunzip);
}
