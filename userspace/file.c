// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read a small file as a whole
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "file.h"

/* read(2), taken up again when a signal was caught. */
static ssize_t read_some(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do {
		got = read(fd, buffer, size);
	} while (got < 0 && errno == EINTR);
	return got;
}

static ssize_t read_to_end(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;
	char more;

	while (length < size) {
		got = read_some(fd, text + length, size - length);
		if (got < 0)
			return -1;
		if (!got)
			return (ssize_t)length;
		length += (size_t)got;
	}

	got = read_some(fd, &more, sizeof(more));
	if (got > 0) {
		errno = EFBIG;
		return -1;
	}
	return got ? -1 : (ssize_t)length;
}

ssize_t file_read(const char *path, char *text, size_t size)
{
	ssize_t length;
	int saved;
	int fd;

	if (!path)
		return read_to_end(STDIN_FILENO, text, size);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = read_to_end(fd, text, size);
	saved = errno;
	close(fd);
	errno = saved;
	return length;
}
