/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Print what the proc file says, in one of several formats
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

#include "error.h"
#include "procfile.h"

enum table_format {
	TABLE_ALIGNED,
	TABLE_JSON,
	TABLE_RAW,
};

/**
 * struct table_view - what to print of a file, and how
 * @format:	how
 * @ipv4:	only the column of IPv4; with @ipv6 too it is as with neither
 * @ipv6:	only the column of IPv6
 * @non_zero:	leave out rows that are zero in the columns shown
 * @rows:	a bit for each index into tcpstates_states that is to be shown;
 *		0 for all
 */
struct table_view {
	enum table_format format;
	bool ipv4;
	bool ipv6;
	bool non_zero;
	unsigned int rows;
};

/**
 * table_print() - print a file on standard output
 * @file:	what procfile_read() filled in
 * @view:	what to print of it, and how
 *
 * Return: STATUS_FINE or STATUS_FAILED; then a line is on stderr. That all has
 * really been written is for finish() to see.
 */
enum status table_print(const struct procfile *file,
			const struct table_view *view);

#endif /* TABLE_H */
