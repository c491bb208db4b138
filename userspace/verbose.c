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

static const char *const meanings[TCPSTATES_VERBOSE_MAX + 1] = {
	"numbers",
	"numbers and meanings",
	"numbers, meanings and details",
};

static enum status failed(int err)
{
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
	FILE *file = fopen(path, "re");
	char text[16] = "";
	int err = 0;

	if (!file)
		return failed(errno);
	errno = 0;
	if (!fgets(text, sizeof(text), file))
		err = errno;
	(void)fclose(file);
	if (err)
		return failed(err);

	text[strcspn(text, "\n")] = '\0';
	*level = level_of(text);
	if (*level < 0)
		return fail(STATUS_FAILED, "%s: \"%s\" is a level that this"
			    " version does not know", path, text);
	return STATUS_OK;
}

/* With one write(2): the kernel takes each as a new value. */
static enum status write_level(int level)
{
	const char digit = (char)('0' + level);
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return failed(errno);
	if (write(fd, &digit, 1) != 1)
		err = errno;
	close(fd);
	return err ? failed(err) : STATUS_OK;
}

/* Sets the level that @argument asks for. */
static enum status set_level(const char *argument)
{
	int level = level_of(argument);
	enum status status;

	if (!strcmp(argument, "toggle")) {
		status = read_level(&level);
		if (status != STATUS_OK)
			return status;
		level = !level;
	}
	if (level < 0)
		return fail(STATUS_USAGE, "verbose %s: not 0, 1, 2 or toggle",
			    argument);
	return write_level(level);
}

enum status verbose_main(const struct options *options, char *arguments[])
{
	enum status status = STATUS_OK;
	int level = 0;

	(void)options;
	if (arguments[0] && arguments[1])
		return fail(STATUS_USAGE, "%s: unexpected argument",
			    arguments[1]);
	if (arguments[0])
		status = set_level(arguments[0]);
	if (status == STATUS_OK)
		status = read_level(&level);
	if (status == STATUS_OK)
		printf("%d (%s)\n", level, meanings[level]);
	return status;
}
