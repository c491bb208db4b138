// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much the proc file tells
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "file.h"
#include "states.h"

static const char path[] =
	"/sys/module/" TCPSTATES_NAME "/parameters/" TCPSTATES_VERBOSE;

static const struct level {
	const char *number;
	const char *meaning;
} levels[TCPSTATES_VERBOSE_MAX + 1] = {
	{ "0", "numbers" },
	{ "1", "numbers and descriptions" },
	{ "2", "numbers, descriptions and details" },
};

static const struct level *find_level(const char *number)
{
	size_t i;

	for (i = 0; i <= TCPSTATES_VERBOSE_MAX; i++)
		if (!strcmp(number, levels[i].number))
			return &levels[i];
	return NULL;
}

/* Gives the level as it is, or NULL and what came of it in *status. */
static const struct level *read_level(enum status *status)
{
	const struct level *level;
	char text[16];
	ssize_t length;

	length = file_read(path, text, sizeof(text) - 1);
	if (length < 0) {
		*status = errno == ENOENT ? not_loaded(path) :
			  fail(STATUS_FAILED, "%s: %s", path, strerror(errno));
		return NULL;
	}

	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	level = find_level(text);
	*status = level ? STATUS_FINE :
		  fail(STATUS_FAILED,
		       "%s: \"%s\" is a level that this version does not know",
		       path, text);
	return level;
}

/* In one write(2): each is a new value to the kernel. Gives 0 or an errno. */
static int write_number(const char *number)
{
	const size_t length = strlen(number);
	ssize_t written;
	int err = 0;
	int fd;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	written = write(fd, number, length);
	if (written < 0)
		err = errno;
	else if ((size_t)written != length)
		err = EIO;
	close(fd);
	return err;
}

static enum status write_level(const struct level *level)
{
	const int err = write_number(level->number);

	switch (err) {
	case 0:
		return STATUS_FINE;
	case ENOENT:
		return not_loaded(path);
	case EACCES:
	case EPERM:
		return fail(STATUS_FAILED, "%s: %s; run it as root", path,
			    strerror(err));
	default:
		return fail(STATUS_FAILED, "%s: %s", path, strerror(err));
	}
}

static enum status print_level(void)
{
	const struct level *level;
	enum status status;

	level = read_level(&status);
	if (level)
		printf("%s (%s)\n", level->number, level->meaning);
	return status;
}

static enum status toggle(void)
{
	const struct level *level;
	enum status status;

	level = read_level(&status);
	if (!level)
		return status;
	return write_level(level == &levels[0] ? &levels[1] : &levels[0]);
}

enum status verbose_main(int argc, char *argv[])
{
	const struct level *level;

	if (argc > 2)
		return fail(STATUS_USAGE, "%s: one argument too many", argv[2]);
	if (argc < 2)
		return print_level();
	if (!strcmp(argv[1], "toggle"))
		return toggle();
	level = find_level(argv[1]);
	if (!level)
		return fail(STATUS_USAGE, "%s %s: not 0, 1, 2 or toggle",
			    argv[0], argv[1]);
	return write_level(level);
}
