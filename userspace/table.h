/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - the table, raw and JSON output, by libsmartcols
 */
#ifndef TABLE_H
#define TABLE_H

#include "tcpst.h"

/**
 * struct series - what a table that replaces the last one knows of it
 * @started:	whether there was one
 * @sockets:	the number that each row had, then their sum
 * @lines:	how many lines it took
 */
struct series {
	bool started;
	unsigned long long sockets[TCPSTATES_ROWS + 1];
	size_t lines;
};

/* Whether the options ask for a row, or for a column of numbers. */
bool row_selected(const struct options *options, const struct procfile *file,
		  unsigned int row);
bool column_selected(const struct options *options, enum number number);

/**
 * table_print() - print a reading, but for metrics
 * @file:	the reading
 * @options:	which rows and columns, in which format and colours
 * @series:	for a table that replaces the last one on the terminal; updated.
 *		Otherwise NULL.
 * @time:	for JSON: printed as a member, and the object takes one line.
 *		Otherwise NULL.
 *
 * Return: STATUS_OK, or STATUS_FAILED with a message on stderr.
 */
enum status table_print(const struct procfile *file,
			const struct options *options, struct series *series,
			const char *time);

#endif /* TABLE_H */
