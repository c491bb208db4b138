// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - error messages, and what standard output can show
 */
#include <ctype.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
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
	return fail(STATUS_NOT_LOADED, "%s: the module is not loaded; load it"
		    " with: modprobe " TCPSTATES_NAME, path);
}

enum status flush_output(void)
{
	/* The errno of an earlier failure is lost. */
	int err = ferror(stdout) ? EIO : 0;

	if (fflush(stdout))
		err = errno;
	if (!err)
		return STATUS_OK;
	return fail(STATUS_FAILED, "standard output: %s", strerror(err));
}

bool terminal(void)
{
	const char *type = getenv("TERM");

	return isatty(STDOUT_FILENO) && type && *type &&
	       strcmp(type, "dumb") != 0;
}

bool terminal_color(enum color color)
{
	const char *no_color = getenv("NO_COLOR");

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	return terminal() && !(no_color && *no_color);
}

bool terminal_unicode(void)
{
	return setlocale(LC_CTYPE, "") &&
	       !strcmp(nl_langinfo(CODESET), "UTF-8");
}

struct winsize terminal_size(void)
{
	struct winsize size = { 0 };

	if (!isatty(STDOUT_FILENO))
		return size;
	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (!size.ws_col)
		size.ws_col = 80;
	if (!size.ws_row)
		size.ws_row = 24;
	return size;
}
