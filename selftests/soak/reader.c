// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - reads the file of its namespace five times a second until it is killed
 *
 *	reader kept|anew
 *
 * "kept" keeps the file open, "anew" opens it for each reading. Standard output
 * has to be a file, which always contains the number of readings. The first
 * reading that fails or is not as documented ends the program with status 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "procfile.h"

static const struct timespec rest = { .tv_nsec = 200000000 };

/* Returns NULL, or what is wrong. */
static const char *read_kept(int fd)
{
	char text[PROCFILE_SIZE];
	struct procfile pf;
	ssize_t len;

	if (lseek(fd, 0, SEEK_SET))
		return strerror(errno);
	len = procfile_drain(fd, text, sizeof(text), sizeof(text));
	if (len < 0)
		return strerror(errno);
	return procfile_parse(text, len, &pf);
}

static void report(unsigned long readings)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%lu\n", readings);

	if (pwrite(STDOUT_FILENO, text, len, 0) != len) {
		perror("standard output");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	bool kept = argc == 2 && !strcmp(argv[1], "kept");
	unsigned long readings = 0;
	const char *complaint;
	struct procfile pf;
	int fd;

	if (!kept && (argc != 2 || strcmp(argv[1], "anew"))) {
		fprintf(stderr, "usage: reader kept|anew\n");
		return 2;
	}
	fd = kept ? open(PROCFILE, O_RDONLY) : -1;
	for (;;) {
		complaint = kept ? read_kept(fd) : procfile_read(PROCFILE, &pf);
		if (complaint) {
			fprintf(stderr, "reader %s, reading %lu: %s\n", argv[1],
				readings + 1, complaint);
			return 1;
		}
		report(++readings);
		nanosleep(&rest, NULL);
	}
}
