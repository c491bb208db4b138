// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module parameter that sets the verbosity level
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "knob.h"

/* The kernel prints one digit and a newline; all else is an error. */
int knob_get(void)
{
	int fd = open(KNOB, O_RDONLY | O_CLOEXEC);
	char text[16];
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, text, sizeof(text));
	close(fd);
	if (len != 2 || text[0] < '0' || text[0] > '9' || text[1] != '\n')
		return -1;
	return text[0] - '0';
}

int knob_write(const char *bytes, size_t len)
{
	int fd = open(KNOB, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return errno;
	n = write(fd, bytes, len);
	if (n < 0)
		err = errno;
	else
		err = (size_t)n == len ? 0 : EIO;
	close(fd);
	return err;
}

int knob_set(int level)
{
	char text[16];

	return knob_write(text, snprintf(text, sizeof(text), "%d\n", level));
}
