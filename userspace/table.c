// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print what the proc file says as a table, or as JSON
 *
 * libsmartcols draws; this says what is in the cells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "smartcols.h"
#include "states.h"
#include "table.h"
#include "wrap.h"

/* A table on its way to the library. */
struct drawing {
	const struct smartcols *library;
	struct libscols_table *table;
	const struct procfile *file;
	const struct view *view;
	struct table_series *series;
	struct layout layout;
	unsigned long long all;		/* sockets, whether shown or not */
	unsigned int rows;		/* how many are shown */
	bool header;
	bool color;
	bool unicode;
};

static bool is_right(enum column column)
{
	return column >= COLUMN_TOTAL && column <= COLUMN_CHANGE;
}

static int json_type(enum column column)
{
	return is_right(column) ? SCOLS_JSON_NUMBER : SCOLS_JSON_STRING;
}

static int add_columns(const struct drawing *drawing)
{
	const struct smartcols *library = drawing->library;
	enum column i;

	for (i = 0; i < COLUMNS; i++) {
		struct libscols_column *column;

		if (!drawing->layout.shown[i])
			continue;
		column = library->table_new_column(drawing->table,
						   layout_names[i], 0,
						   is_right(i) ? SCOLS_FL_RIGHT : 0);
		if (!column || library->column_set_json_type(column, json_type(i)))
			return -1;
	}
	return 0;
}

static unsigned long long main_number(const struct drawing *drawing,
				      unsigned int row)
{
	return drawing->file->rows[row].sockets[view_main(drawing->view)];
}

static char *number_text(const struct drawing *drawing, enum column column,
			 unsigned int row)
{
	const struct procfile_row *data = &drawing->file->rows[row];
	char *text;

	if (asprintf(&text, "%llu", data->sockets[layout_numbers[column]]) < 0)
		return NULL;
	return text;
}

/* Nothing where nothing has changed, so that what has stands out. */
static char *change_text(const struct drawing *drawing, unsigned int row)
{
	const unsigned long long now = main_number(drawing, row);
	const unsigned long long last = drawing->series->last[row];
	char *text;

	if (!drawing->series->started || now == last)
		return strdup("");
	if (asprintf(&text, "%c%llu", now > last ? '+' : '-',
		     now > last ? now - last : last - now) < 0)
		return NULL;
	return text;
}

/* How wide the column of changes is: "+12345", and more if need be. */
static size_t change_width(const struct drawing *drawing)
{
	size_t width = 7;
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		char *text = change_text(drawing, row);

		if (text && strlen(text) > width)
			width = strlen(text);
		free(text);
	}
	return width;
}

/* In a series the tables before and after must line up with this one. */
static char *padded(char *text, size_t width)
{
	char *wide;

	if (!text || asprintf(&wide, "%*s", (int)width, text) < 0)
		wide = NULL;
	free(text);
	return wide;
}

static char *description_text(const struct drawing *drawing, unsigned int row)
{
	const char *text = drawing->file->rows[row].description;
	const size_t width = drawing->layout.width[COLUMN_DESCRIPTION];

	if (!width)
		return strdup(text);
	return wrap_cut(text, width, drawing->unicode ? " \u2026" : " ...");
}

static char *state_text(const struct drawing *drawing, unsigned int row)
{
	const int width = (int)drawing->layout.width[COLUMN_STATE];
	char *text;

	if (asprintf(&text, "%-*s", width, tcpstates_states[row].name) < 0)
		return NULL;
	return text;
}

static char *cell_text(const struct drawing *drawing, enum column column,
		       unsigned int row)
{
	const size_t width = drawing->layout.width[column];

	switch (column) {
	case COLUMN_STATE:
		return state_text(drawing, row);
	case COLUMN_CHANGE:
		return padded(change_text(drawing, row), width);
	case COLUMN_SHARE:
		return bar(main_number(drawing, row), drawing->all,
			   width, drawing->unicode);
	case COLUMN_DESCRIPTION:
		return description_text(drawing, row);
	default:
		return padded(number_text(drawing, column, row), width);
	}
}

static int add_row(const struct drawing *drawing, unsigned int row)
{
	const struct smartcols *library = drawing->library;
	struct libscols_line *line;
	size_t cell = 0;
	enum column i;

	line = library->table_new_line(drawing->table, NULL);
	if (!line)
		return -1;
	for (i = 0; i < COLUMNS; i++) {
		char *text;

		if (!drawing->layout.shown[i])
			continue;
		text = cell_text(drawing, i, row);
		if (!text || library->line_refer_data(line, cell++, text))
			return -1;
	}
	if (!drawing->color || main_number(drawing, row))
		return 0;
	return library->line_set_color(line, TERMINAL_DIM);
}

/* What has just gone to 0 is shown once more, with its change. */
static bool row_shown(const struct drawing *drawing, unsigned int row)
{
	struct view view = *drawing->view;

	if (drawing->series && drawing->series->started &&
	    drawing->series->last[row] != main_number(drawing, row))
		view.non_zero = false;
	return view_has_row(&view, drawing->file, row);
}

static int fill(struct drawing *drawing)
{
	const struct smartcols *library = drawing->library;
	const bool json = drawing->view->format == VIEW_JSON;
	unsigned int row;

	if (library->table_set_name(drawing->table, TCPSTATES_NAME) ||
	    library->table_enable_json(drawing->table, json) ||
	    library->table_enable_colors(drawing->table, drawing->color) ||
	    library->table_enable_noheadings(drawing->table, !drawing->header) ||
	    add_columns(drawing))
		return -1;
	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (row_shown(drawing, row) && add_row(drawing, row))
			return -1;
	return 0;
}

/* Counts what the layout and the header depend on. */
static void count(struct drawing *drawing)
{
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		/* No machine has this many, but a file can say so. */
		if (__builtin_add_overflow(drawing->all,
					   main_number(drawing, row),
					   &drawing->all))
			drawing->all = ~0ULL;
		drawing->rows += row_shown(drawing, row);
	}
}

/* Chooses the columns, and whether they get a header. */
static void lay_out(struct drawing *drawing)
{
	const struct smartcols *library = drawing->library;
	struct table_series *series = drawing->series;
	bool grown;

	drawing->header = true;
	drawing->color = drawing->view->format == VIEW_TABLE &&
			 terminal_color(drawing->view->color);
	if (drawing->view->format != VIEW_TABLE || !terminal()) {
		layout_plain(&drawing->layout, drawing->file, drawing->view);
		return;
	}

	drawing->unicode = terminal_unicode();
	if (series)
		drawing->layout = series->layout;
	grown = layout_terminal(&drawing->layout, drawing->file, drawing->view,
				series ? change_width(drawing) : 0,
				library->table_get_termwidth(drawing->table));
	if (!series)
		return;
	/* One line is left for the cursor, one goes between two tables. */
	drawing->header = grown || !series->lines ||
			  series->lines + 1 + drawing->rows + 1 >
			  library->table_get_termheight(drawing->table);
}

/* Remembers a table of a series. */
static void remember(const struct drawing *drawing)
{
	struct table_series *series = drawing->series;
	unsigned int row;

	if (drawing->rows && drawing->header)
		series->lines = 1;
	/* Tables of more than one row have a blank line between them. */
	series->lines += drawing->rows + (drawing->rows > 1 ? 1 : 0);
	series->layout = drawing->layout;
	series->started = true;
	for (row = 0; row < TCPSTATES_ROWS; row++)
		series->last[row] = main_number(drawing, row);
}

static int draw(struct drawing *drawing)
{
	count(drawing);
	lay_out(drawing);
	if (fill(drawing))
		return -1;
	if (drawing->series && drawing->series->lines && drawing->rows > 1)
		putchar('\n');
	return drawing->library->print_table(drawing->table);
}

enum status table_print(const struct procfile *file, const struct view *view,
			struct table_series *series)
{
	struct drawing drawing = {
		.library = smartcols(), .file = file, .view = view,
		.series = series,
	};
	int err;

	if (!drawing.library)
		return STATUS_FAILED;
	drawing.table = drawing.library->new_table();
	err = drawing.table ? draw(&drawing) : -1;
	if (!err && series)
		remember(&drawing);
	if (drawing.table)
		drawing.library->unref_table(drawing.table);
	if (err)
		return fail(STATUS_FAILED, "table: cannot be drawn");
	if (view->format == VIEW_TABLE && !series)
		fputs(file->details, stdout);
	return STATUS_FINE;
}
