/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over its corpus, one TAP line a file: the target's own assertions, and those
 * of the sanitizers where it is built with them, are the test. Without arguments the corpus is
 * tests/fuzz/corpus/NAME, NAME being the program's own.
 */
#include "common/cleanup.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds one file to the target, from memory of exactly its size. */
static bool replay(const char *path)
{
	CLEANUP(file) FILE *file = fopen(path, "rb");
	struct stat st;
	if (!file || fstat(fileno(file), &st) != 0)
		return false;
	size_t len = (size_t)st.st_size;
	CLEANUP(free) uint8_t *bytes = malloc(len);
	if (len > 0 && (!bytes || fread(bytes, 1, len, file) != len))
		return false;
	return LLVMFuzzerTestOneInput(bytes, len) == 0;
}

/* Whether a name of a folder is a file of the corpus. */
static int is_sample(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Replays a whole folder in the order of its names. */
int main(int argc, char **argv)
{
	(void)argc;
	const char *slash = strrchr(argv[0], '/');
	char path[4096];
	struct dirent **entry;
	snprintf(path, sizeof path, "tests/fuzz/corpus/%s", slash ? slash + 1 : argv[0]);
	int count = scandir(path, &entry, is_sample, alphasort);
	if (count <= 0)
		return printf("1..0\nBail out! no corpus at %s\n", path), 1;
	printf("1..%d\n", count);
	int failed = 0;
	for (int i = 0; i < count; i++) {
		char sample[8192];
		snprintf(sample, sizeof sample, "%s/%s", path, entry[i]->d_name);
		bool well = replay(sample);
		failed += !well;
		printf("%sok %d - %s\n", well ? "" : "not ", i + 1, entry[i]->d_name);
		fflush(stdout);
		free(entry[i]);
	}
	free(entry);
	return failed != 0;
}
