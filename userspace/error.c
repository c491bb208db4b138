// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a run ends: the exit status and the one line on stderr
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "states.h"

/* File names may hold anything, even a newline or a terminal's commands. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			*text = '?';
}

enum status fail(enum status status, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		text = NULL;
	else
		make_printable(text);

	fprintf(stderr, TCPSTATES_NAME ": %s%s\n",
		text ? text : "out of memory",
		status == STATUS_USAGE ? "; see " TCPSTATES_NAME " --help" : "");
	free(text);
	return status;
}

enum status not_loaded(const char *path)
{
	return fail(STATUS_NOT_LOADED,
		    "%s: the module is not loaded; load it with: modprobe %s",
		    path, TCPSTATES_NAME);
}

enum status finish(enum status status)
{
	const int failed_before = ferror(stdout);

	if (!fflush(stdout) && !failed_before)
		return status;
	if (status != STATUS_FINE)
		return status;
	/* The reason of an earlier failure is no longer in errno. */
	return fail(STATUS_FAILED, "standard output: %s",
		    failed_before ? "cannot be written" : strerror(errno));
}
