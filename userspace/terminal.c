// SPDX-License-Identifier: GPL-2.0-only
/*
 * What standard output can show
 */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "smartcols.h"
#include "terminal.h"

bool terminal(void)
{
	return isatty(STDOUT_FILENO);
}

/* Whether a variable of the environment has a value that is not empty. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

bool terminal_color(enum color color)
{
	const char *type = variable("TERM");

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	return terminal() && type && strcmp(type, "dumb") != 0 &&
	       !variable("NO_COLOR");
}

bool terminal_unicode(void)
{
	return setlocale(LC_CTYPE, "") &&
	       !strcmp(nl_langinfo(CODESET), "UTF-8");
}

size_t terminal_width(void)
{
	const struct smartcols *library = terminal() ? smartcols() : NULL;
	struct libscols_table *table = library ? library->new_table() : NULL;
	const size_t width = table ? library->table_get_termwidth(table) : 80;

	if (table)
		library->unref_table(table);
	return width;
}
