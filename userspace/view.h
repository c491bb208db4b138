/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What to print of a file: which rows, which columns, in which format
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>

#include "procfile.h"
#include "terminal.h"

enum view_format {
	VIEW_TABLE,
	VIEW_JSON,
	VIEW_RAW,
	VIEW_METRICS,
};

/**
 * struct view - what to print of a file, and how
 * @format:	how
 * @color:	whether a table has colours
 * @ipv4:	only the column of IPv4; with @ipv6 too it is as with neither
 * @ipv6:	only the column of IPv6
 * @non_zero:	leave out rows that are zero in the columns shown
 * @rows:	a bit for each index into tcpstates_states that is to be shown;
 *		0 for all
 */
struct view {
	enum view_format format;
	enum color color;
	bool ipv4;
	bool ipv6;
	bool non_zero;
	unsigned int rows;
};

/* Whether a column of numbers is to be shown. */
bool view_has(const struct view *view, enum procfile_number number);

/* The column that speaks for a row: the total, or the only family shown. */
enum procfile_number view_main(const struct view *view);

/* Whether a row, an index into tcpstates_states, is to be shown. */
bool view_has_row(const struct view *view, const struct procfile *file,
		  unsigned int row);

#endif /* VIEW_H */
