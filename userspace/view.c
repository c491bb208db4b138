// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to print of a file: which rows, which columns, in which format
 */
#include "view.h"

enum procfile_number view_main(const struct view *view)
{
	if (view->ipv4 == view->ipv6)
		return PROCFILE_TOTAL;
	return view->ipv4 ? PROCFILE_IPV4 : PROCFILE_IPV6;
}

bool view_has(const struct view *view, enum procfile_number number)
{
	const enum procfile_number only = view_main(view);

	return only == PROCFILE_TOTAL || only == number;
}

bool view_has_row(const struct view *view, const struct procfile *file,
		  unsigned int row)
{
	if (view->rows && !(view->rows & (1U << row)))
		return false;
	return !view->non_zero || file->rows[row].sockets[view_main(view)];
}
