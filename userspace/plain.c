// SPDX-License-Identifier: GPL-2.0-only
/*
 * The formats for programs that need no table: raw and metrics
 *
 * Both are read often and by machines, so they are written without the library
 * that draws tables: loading it takes longer than all the rest.
 */
#include <ctype.h>
#include <stdio.h>

#include "plain.h"

static const char *const numbers[PROCFILE_NUMBERS] = {
	[PROCFILE_TOTAL] = "TOTAL",
	[PROCFILE_IPV4] = "IPV4",
	[PROCFILE_IPV6] = "IPV6",
};

/* As one word, the way libsmartcols and with it util-linux escapes it. */
static void put_word(const char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (; *text; text++) {
		const unsigned char byte = (unsigned char)*text;

		if (isgraph(byte) && byte != '\\') {
			putchar_unlocked(byte);
			continue;
		}
		putchar_unlocked('\\');
		putchar_unlocked('x');
		putchar_unlocked(digits[byte >> 4]);
		putchar_unlocked(digits[byte & 0xf]);
	}
}

static void put_raw_header(const struct view *view, bool described)
{
	enum procfile_number i;

	fputs("STATE", stdout);
	for (i = 0; i < PROCFILE_NUMBERS; i++)
		if (view_has(view, i))
			printf(" %s", numbers[i]);
	puts(described ? " DESCRIPTION" : "");
}

static void put_raw_row(const struct procfile_row *data, const char *name,
			const struct view *view)
{
	enum procfile_number i;

	fputs(name, stdout);
	for (i = 0; i < PROCFILE_NUMBERS; i++)
		if (view_has(view, i))
			printf(" %llu", data->sockets[i]);
	if (data->description) {
		putchar_unlocked(' ');
		put_word(data->description);
	}
	putchar_unlocked('\n');
}

void plain_raw(const struct procfile *file, const struct view *view)
{
	bool header = false;
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		if (!view_has_row(view, file, row))
			continue;
		if (!header)
			put_raw_header(view, file->rows[row].description);
		header = true;
		put_raw_row(&file->rows[row], tcpstates_states[row].name, view);
	}
}

static void put_sample(const char *name, const char *family,
		       unsigned long long sockets)
{
	fputs(TCPSTATES_NAME "_sockets{state=\"", stdout);
	for (; *name; name++)
		putchar_unlocked(tolower((unsigned char)*name));
	printf("\",family=\"%s\"} %llu\n", family, sockets);
}

void plain_metrics(const struct procfile *file, const struct view *view)
{
	unsigned int row;

	puts("# HELP " TCPSTATES_NAME "_sockets TCP sockets by state and address family.\n"
	     "# TYPE " TCPSTATES_NAME "_sockets gauge");
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const unsigned long long *sockets = file->rows[row].sockets;
		const char *name = tcpstates_states[row].name;

		if (!view_has_row(view, file, row))
			continue;
		if (view_has(view, PROCFILE_IPV4))
			put_sample(name, "ipv4", sockets[PROCFILE_IPV4]);
		if (view_has(view, PROCFILE_IPV6))
			put_sample(name, "ipv6", sockets[PROCFILE_IPV6]);
	}
}
