// SPDX-License-Identifier: GPL-2.0-only
/*
 * error.c - error messages
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "states.h"

enum status fail(enum status status, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	char *byte;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);

	/* A file name may hold a newline or an escape sequence. */
	for (byte = text; byte && *byte; byte++)
		if (iscntrl((unsigned char)*byte))
			*byte = '?';
	fprintf(stderr, TCPST ": %s%s\n", text ? text : "out of memory",
		status == STATUS_USAGE ? "; see " TCPST " --help" : "");
	free(text);
	return status;
}

enum status not_loaded(const char *path)
{
	return fail(STATUS_NOT_LOADED,
		    "%s: the module is not loaded; load it with: modprobe %s",
		    path, TCPSTATES_NAME);
}
