/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which columns a table has and how wide they are
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "procfile.h"
#include "view.h"

/* In the order in which they stand. */
enum column {
	COLUMN_STATE,
	COLUMN_TOTAL,
	COLUMN_IPV4,
	COLUMN_IPV6,
	COLUMN_CHANGE,		/* since the reading before */
	COLUMN_SHARE,		/* a bar: the part of all sockets */
	COLUMN_DESCRIPTION,
	COLUMNS
};

/* The number that a column shows; only for those of numbers. */
extern const enum procfile_number layout_numbers[COLUMNS];

/* What heads a column. */
extern const char *const layout_names[COLUMNS];

/**
 * struct layout - the columns of a table
 * @shown:	which of them there are
 * @width:	how wide they are; 0 for as wide as it happens to be
 */
struct layout {
	bool shown[COLUMNS];
	size_t width[COLUMNS];
};

/* All that the file says, and nothing else. */
void layout_plain(struct layout *layout, const struct procfile *file,
		  const struct view *view);

/**
 * layout_terminal() - fit a table to a terminal
 * @layout:	is filled in; where it has widths of numbers already, they stay
 *		or grow
 * @file:	what the table shows
 * @view:	what it shows of it
 * @change:	how wide the column of changes must be; then no column describes
 *		the states. 0 for no changes
 * @columns:	how wide the terminal is
 *
 * Numbers come first, then bars, then descriptions: what does not fit is left
 * out. A number is never cut: rather, the table is wider than the terminal. But
 * where there are changes, totals do without the families if need be.
 *
 * Return: whether a column of numbers is wider than it was.
 */
bool layout_terminal(struct layout *layout, const struct procfile *file,
		     const struct view *view, size_t change, size_t columns);

#endif /* LAYOUT_H */
