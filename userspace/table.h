/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Print what the proc file says as a table, or as JSON
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

#include "error.h"
#include "layout.h"
#include "procfile.h"
#include "view.h"

/**
 * struct table_series - tables that follow each other on a terminal
 * @started:	whether there was a table
 * @layout:	the columns so far, so that they stay where they are
 * @lines:	how many were printed since the last header, which is one of
 *		them; 0 if there was none
 * @last:	the numbers of the last table, one for each row
 *
 * All 0 before the first table.
 */
struct table_series {
	bool started;
	struct layout layout;
	size_t lines;
	unsigned long long last[TCPSTATES_ROWS];
};

/**
 * table_print() - print a file on standard output
 * @file:	what procfile_read() filled in
 * @view:	what to print of it, and how
 * @series:	the tables before, or NULL for a table by itself
 *
 * A table of a series has no descriptions and no details, but the changes since
 * the table before, and a header only if the last one is about to leave the
 * screen.
 *
 * Return: STATUS_FINE or STATUS_FAILED; then a line is on stderr. That all has
 * really been written is for finish() to see.
 */
enum status table_print(const struct procfile *file, const struct view *view,
			struct table_series *series);

#endif /* TABLE_H */
