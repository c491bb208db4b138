// SPDX-License-Identifier: GPL-2.0-only
/*
 * Break text between words
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wrap.h"

/* Whether a byte of UTF-8 is the first one of a character. */
static bool is_first(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t wrap_columns(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += is_first(*text);
	return columns;
}

size_t wrap_line(const char *text, size_t columns)
{
	size_t used = 0;
	size_t end = 0;
	size_t i;

	for (i = 0; text[i]; i++) {
		if (text[i] == ' ' && i && text[i - 1] != ' ') {
			if (used > columns)
				return end ? end : i;
			end = i;
		}
		used += is_first(text[i]);
	}
	return used > columns && end ? end : i;
}

void wrap_print(const char *text, size_t column, size_t indent, size_t columns)
{
	size_t width = columns > column ? columns - column : 1;

	for (;;) {
		const size_t length = wrap_line(text, width);

		printf("%.*s\n", (int)length, text);
		text += length;
		text += strspn(text, " ");
		if (!*text)
			return;
		printf("%*s", (int)indent, "");
		width = columns > indent ? columns - indent : 1;
	}
}

char *wrap_cut(const char *text, size_t columns, const char *more)
{
	const size_t needed = wrap_columns(more);
	const size_t room = columns > needed ? columns - needed : 1;
	char *cut;

	if (wrap_columns(text) <= columns)
		return strdup(text);
	if (asprintf(&cut, "%.*s%s", (int)wrap_line(text, room), text, more) < 0)
		return NULL;
	return cut;
}
