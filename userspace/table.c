// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print what the proc file says, in one of several formats
 *
 * libsmartcols draws; this chooses rows and columns.
 */
#include <libsmartcols.h>
#include <stdio.h>

#include "states.h"
#include "table.h"

enum column {
	COLUMN_STATE,
	COLUMN_TOTAL,
	COLUMN_IPV4,
	COLUMN_IPV6,
	COLUMN_DESCRIPTION,
	COLUMNS
};

/* On a narrow terminal the description gives way, never a number. */
static const struct column_style {
	const char *name;
	int flags;
	int json;
	enum procfile_number number;
} styles[COLUMNS] = {
	[COLUMN_STATE] = { "STATE", 0, SCOLS_JSON_STRING, 0 },
	[COLUMN_TOTAL] = { "TOTAL", SCOLS_FL_RIGHT, SCOLS_JSON_NUMBER, PROCFILE_TOTAL },
	[COLUMN_IPV4] = { "IPV4", SCOLS_FL_RIGHT, SCOLS_JSON_NUMBER, PROCFILE_IPV4 },
	[COLUMN_IPV6] = { "IPV6", SCOLS_FL_RIGHT, SCOLS_JSON_NUMBER, PROCFILE_IPV6 },
	[COLUMN_DESCRIPTION] = { "DESCRIPTION", SCOLS_FL_WRAP, SCOLS_JSON_STRING, 0 },
};

static bool column_shown(const struct procfile *file,
			 const struct table_view *view, enum column column)
{
	switch (column) {
	case COLUMN_TOTAL:
		return view->ipv4 == view->ipv6;
	case COLUMN_IPV4:
		return view->ipv4 || !view->ipv6;
	case COLUMN_IPV6:
		return view->ipv6 || !view->ipv4;
	case COLUMN_DESCRIPTION:
		return !!file->rows[0].description;
	default:
		return true;
	}
}

static bool row_shown(const struct procfile *file,
		      const struct table_view *view, unsigned int row)
{
	const unsigned long long *sockets = file->rows[row].sockets;
	const bool all = view->ipv4 == view->ipv6;

	if (view->rows && !(view->rows & (1U << row)))
		return false;
	if (!view->non_zero)
		return true;
	return sockets[all ? PROCFILE_TOTAL :
		       view->ipv4 ? PROCFILE_IPV4 : PROCFILE_IPV6] != 0;
}

static int add_columns(struct libscols_table *table,
		       const struct procfile *file,
		       const struct table_view *view)
{
	enum column i;

	for (i = 0; i < COLUMNS; i++) {
		struct libscols_column *column;

		if (!column_shown(file, view, i))
			continue;
		column = scols_table_new_column(table, styles[i].name, 0,
						styles[i].flags);
		if (!column || scols_column_set_json_type(column, styles[i].json))
			return -1;
	}
	return 0;
}

static int set_number(struct libscols_line *line, size_t cell,
		      const unsigned long long *number)
{
	char *text;

	if (asprintf(&text, "%llu", *number) < 0)
		return -1;
	return scols_line_refer_data(line, cell, text);
}

static int add_row(struct libscols_table *table, const struct procfile *file,
		   const struct table_view *view, unsigned int row)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	const struct procfile_row *data = &file->rows[row];
	size_t cell = 0;
	enum column i;
	int err = line ? 0 : -1;

	for (i = 0; !err && i < COLUMNS; i++) {
		if (!column_shown(file, view, i))
			continue;
		if (i == COLUMN_STATE)
			err = scols_line_set_data(line, cell,
						  tcpstates_states[row].name);
		else if (i == COLUMN_DESCRIPTION)
			err = scols_line_set_data(line, cell, data->description);
		else
			err = set_number(line, cell,
					 &data->sockets[styles[i].number]);
		cell++;
	}
	return err;
}

static int fill_and_print(struct libscols_table *table,
			  const struct procfile *file,
			  const struct table_view *view)
{
	unsigned int row;

	if (scols_table_set_name(table, TCPSTATES_NAME) ||
	    scols_table_enable_json(table, view->format == TABLE_JSON) ||
	    scols_table_enable_raw(table, view->format == TABLE_RAW) ||
	    add_columns(table, file, view))
		return -1;
	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (row_shown(file, view, row) &&
		    add_row(table, file, view, row))
			return -1;
	return scols_print_table(table);
}

enum status table_print(const struct procfile *file,
			const struct table_view *view)
{
	struct libscols_table *table = scols_new_table();
	int err = table ? fill_and_print(table, file, view) : -1;

	scols_unref_table(table);
	if (err)
		return fail(STATUS_FAILED, "table: cannot be drawn");
	if (view->format == TABLE_ALIGNED)
		fputs(file->details, stdout);
	return STATUS_FINE;
}
