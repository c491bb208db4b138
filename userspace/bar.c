// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draw a part of a whole
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"

/* From one eighth of a column to all of it, each of three bytes. */
static const char *const blocks[] = {
	"\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589",
	"\u2588",
};

enum { EIGHTHS = 8, BLOCK_BYTES = 3 };

/* How many steps of @steps the part is, rounded to the nearest but 0. */
static size_t steps_of(unsigned long long part, unsigned long long whole,
		       size_t steps)
{
	const double share = whole ? (double)part / (double)whole : 0;
	const size_t rounded = (size_t)(share * (double)steps + 0.5);

	if (part && !rounded)
		return 1;
	return rounded > steps ? steps : rounded;
}

static char *text_of(const char *full, size_t count, const char *last)
{
	char *text = malloc((count + 1) * BLOCK_BYTES + 1);
	char *end = text;

	if (!text)
		return NULL;
	while (count--)
		end = stpcpy(end, full);
	stpcpy(end, last);
	return text;
}

static char *blocks_of(size_t eighths)
{
	const size_t rest = eighths % EIGHTHS;

	return text_of(blocks[EIGHTHS - 1], eighths / EIGHTHS,
		       rest ? blocks[rest - 1] : "");
}

char *bar(unsigned long long part, unsigned long long whole, size_t columns,
	  bool unicode)
{
	if (unicode)
		return blocks_of(steps_of(part, whole, columns * EIGHTHS));
	return text_of("#", steps_of(part, whole, columns), "");
}
