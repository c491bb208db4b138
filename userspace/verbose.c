// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbose.c - print or set the verbosity level of the file
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tcpst.h"

static const char path[] =
	"/sys/module/" TCPSTATES_NAME "/parameters/" TCPSTATES_VERBOSE;

static const char *const names[TCPSTATES_VERBOSE_MAX + 1] = {
	"numbers",
	"numbers and descriptions",
	"numbers, descriptions and details",
};

/* With one read(2) or write(2): the kernel takes each write as a new value. */
static enum status transfer(int mode, char *text, size_t size)
{
	const int fd = open(path, mode | O_CLOEXEC);
	ssize_t length = -1;
	int err;

	if (fd >= 0)
		length = mode == O_RDONLY ? read(fd, text, size) :
					    write(fd, text, size);
	err = errno;
	if (fd >= 0)
		close(fd);
	if (length >= 0)
		return STATUS_OK;
	if (err == ENOENT)
		return not_loaded(path);
	return fail(STATUS_FAILED, "%s: %s%s", path, strerror(err),
		    err == EACCES || err == EPERM ? "; run it as root" : "");
}

/* Returns the level that a string stands for, or -1. */
static int level_of(const char *text)
{
	if (text[0] < '0' || text[0] > '0' + TCPSTATES_VERBOSE_MAX || text[1])
		return -1;
	return text[0] - '0';
}

static enum status read_level(int *level)
{
	char text[16] = "";
	const enum status status = transfer(O_RDONLY, text, sizeof(text) - 1);

	if (status != STATUS_OK)
		return status;
	text[strcspn(text, "\n")] = '\0';
	*level = level_of(text);
	if (*level >= 0)
		return STATUS_OK;
	(void)fail(STATUS_FAILED, "%s: \"%s\" is a level that this version does"
		   " not know", path, text);
	return STATUS_FAILED;
}

/* Sets the level that @argument asks for. */
static enum status set_level(const char *argument)
{
	int level = level_of(argument);
	enum status status;
	char digit;

	if (!strcmp(argument, "toggle")) {
		status = read_level(&level);
		if (status != STATUS_OK)
			return status;
		level = !level;
	}
	if (level < 0)
		return fail(STATUS_USAGE, "verbose %s: not 0, 1, 2 or toggle",
			    argument);
	digit = (char)('0' + level);
	return transfer(O_WRONLY, &digit, 1);
}

enum status verbose_main(const struct options *options, char *arguments[])
{
	enum status status = STATUS_OK;
	int level = 0;

	(void)options;
	if (arguments[0])
		status = set_level(arguments[0]);
	if (status == STATUS_OK)
		status = read_level(&level);
	if (status == STATUS_OK)
		printf("%d (%s)\n", level, names[level]);
	return status;
}
