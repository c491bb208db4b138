// SPDX-License-Identifier: GPL-2.0-only
/*
 * terminal.c - what standard output can show
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "terminal.h"

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

bool terminal_size(size_t *columns, size_t *lines)
{
	struct winsize size = { 0 };

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*columns = size.ws_col ? size.ws_col : 80;
	*lines = size.ws_row ? size.ws_row : 24;
	return isatty(STDOUT_FILENO);
}
