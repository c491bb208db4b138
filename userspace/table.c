// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - the table, raw and JSON output, by libsmartcols
 *
 * The library aligns, cuts, colours and escapes. This file fills the cells and
 * chooses the columns by the width of the terminal.
 */
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

enum column {
	STATE, NUMBER, CHANGE = NUMBER + NUMBERS, PERCENT, SHARE, DESCRIPTION,
	COLUMNS
};

static const char *const names[COLUMNS] = {
	"STATE", "TOTAL", "IPV4", "IPV6", "CHANGE", "%", "SHARE", "DESCRIPTION"
};

/* Widths: of a percentage, of a bar, of what is worth showing of a meaning. */
enum { PERCENT_WIDTH = 5, BAR_LEAST = 8, BAR_MOST = 30, MEANING_LEAST = 20 };

/* The last row, which is not one of the file's. */
enum { SUM = TCPSTATES_ROWS };

/*
 * @rows:	the rows to print: indices into tcpstates_states, and SUM
 * @sums:	over the rows to print
 * @all:	the sockets in all rows, printed or not
 * @bar:	the width of a bar
 */
struct table {
	const struct procfile *file;
	const struct options *options;
	const struct series *series;
	struct libscols_table *scols;
	unsigned int rows[TCPSTATES_ROWS + 1];
	size_t n_rows;
	bool shown[COLUMNS];
	unsigned long long sums[NUMBERS];
	unsigned long long all;
	size_t bar;
	bool unicode;
};

bool row_selected(const struct options *options, const struct procfile *file,
		  unsigned int row)
{
	if (options->rows && !(options->rows & (1U << row)))
		return false;
	return !options->non_zero ||
	       file->rows[row].sockets[options->number];
}

bool column_selected(const struct options *options, enum number number)
{
	return options->number == TOTAL || options->number == number;
}

/* No machine has more sockets than fit, but a saved copy can say so. */
static unsigned long long add(unsigned long long a, unsigned long long b)
{
	return b > ~0ULL - a ? ~0ULL : a + b;
}

static unsigned long long number_at(const struct table *table,
				    unsigned int row, enum number number)
{
	return row == SUM ? table->sums[number] :
			    table->file->rows[row].sockets[number];
}

/* The number that speaks for a row. */
static unsigned long long main_number(const struct table *table,
				      unsigned int row)
{
	return number_at(table, row, table->options->number);
}

static void choose_rows(struct table *table)
{
	const struct series *series = table->series;
	unsigned int row;
	enum number i;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		struct options options = *table->options;

		table->all = add(table->all, main_number(table, row));
		/* What has just become 0 is printed once more. */
		if (series && series->started && series->sockets[row])
			options.non_zero = false;
		if (!row_selected(&options, table->file, row))
			continue;
		table->rows[table->n_rows++] = row;
		for (i = 0; i < NUMBERS; i++)
			table->sums[i] = add(table->sums[i],
					     number_at(table, row, i));
	}
}

/* A bar that can be seen, however small the share. */
static char *bar(double share, size_t width, bool unicode)
{
	static const char *const blocks[] = {
		"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█",
	};
	const size_t steps = unicode ? 8 : 1;
	size_t filled = (size_t)(share * (double)(width * steps) + 0.5);
	char text[3 * BAR_MOST + 1];
	char *end = text;

	if (share > 0 && !filled)
		filled = 1;
	*end = '\0';
	for (; filled >= steps; filled -= steps)
		end = stpcpy(end, unicode ? blocks[steps] : "#");
	stpcpy(end, blocks[filled]);
	return strdup(text);
}

/* Nothing if there is no change, so that changes stand out. */
static char *change(unsigned long long last, unsigned long long now)
{
	char *text;

	if (now == last)
		return strdup("");
	if (asprintf(&text, "%c%llu", now > last ? '+' : '-',
		     now > last ? now - last : last - now) < 0)
		return NULL;
	return text;
}

static char *cell(const struct table *table, enum column column,
		  unsigned int row)
{
	const unsigned long long now = main_number(table, row);
	const double share = table->all ? (double)now / (double)table->all : 0;
	unsigned long long number;
	char *text;

	switch (column) {
	case STATE:
		return strdup(row == SUM ? "SUM" : tcpstates_states[row].name);
	case CHANGE:
		return change(table->series->started ?
			      table->series->sockets[row] : now, now);
	case PERCENT:
		return asprintf(&text, "%.1f", 100 * share) < 0 ? NULL : text;
	case SHARE:
		return bar(row == SUM ? 0 : share, table->bar, table->unicode);
	case DESCRIPTION:
		return strdup(row == SUM ? "" :
			      table->file->rows[row].description);
	default:
		number = number_at(table, row, (enum number)(column - NUMBER));
		return asprintf(&text, "%llu", number) < 0 ? NULL : text;
	}
}

static size_t column_width(const struct table *table, enum column column)
{
	size_t width = strlen(names[column]);
	size_t i;

	for (i = 0; i < table->n_rows; i++) {
		char *text = cell(table, column, table->rows[i]);

		if (text && strlen(text) > width)
			width = strlen(text);
		free(text);
	}
	return width;
}

/* Takes a column and the blank before it off the room, if there is so much. */
static bool take(size_t *room, size_t width)
{
	if (*room < width + 1)
		return false;
	*room -= width + 1;
	return true;
}

/* What fits a terminal: first the meanings, then percentages, then bars. */
static void fit_columns(struct table *table, size_t room)
{
	bool *shown = table->shown;
	enum column i;

	room++;		/* no blank before the first column */
	for (i = STATE; i <= CHANGE; i++)
		if (shown[i] && !take(&room, column_width(table, i)))
			room = 0;
	shown[DESCRIPTION] = shown[DESCRIPTION] && room > MEANING_LEAST;
	if (shown[DESCRIPTION] && !take(&room, column_width(table, DESCRIPTION)))
		return;		/* the library cuts them */
	shown[PERCENT] = take(&room, PERCENT_WIDTH);
	shown[SHARE] = shown[PERCENT] && take(&room, BAR_LEAST);
	table->bar = room + BAR_LEAST < BAR_MOST ? room + BAR_LEAST : BAR_MOST;
}

static void choose_columns(struct table *table)
{
	enum number i;

	table->shown[STATE] = true;
	for (i = 0; i < NUMBERS; i++)
		table->shown[NUMBER + i] = column_selected(table->options, i);
	table->shown[CHANGE] = table->series;
	table->shown[DESCRIPTION] = table->file->rows[0].description &&
				    table->options->format != FORMAT_RAW;
}

static int set_color(const struct table *table, struct libscols_line *line,
		     unsigned int row)
{
	if (row == SUM)
		return 0;
	if (!main_number(table, row))
		return scols_line_set_color(line, TERMINAL_DIM);
	if (procfile_notable(table->file, row))
		return scols_line_set_color(line, TERMINAL_NOTABLE);
	return 0;
}

static int add_row(const struct table *table, unsigned int row)
{
	struct libscols_line *line = scols_table_new_line(table->scols, NULL);
	size_t n = 0;
	enum column i;

	if (!line)
		return -1;
	for (i = 0; i < COLUMNS; i++) {
		char *text;

		if (!table->shown[i])
			continue;
		text = cell(table, i, row);
		if (!text || scols_line_refer_data(line, n++, text))
			return -1;
	}
	return set_color(table, line, row);
}

static int fill(struct table *table)
{
	enum column i;
	size_t row;

	for (i = 0; i < COLUMNS; i++) {
		const bool is_number = i >= NUMBER && i <= PERCENT;
		struct libscols_column *column;

		if (!table->shown[i])
			continue;
		column = scols_table_new_column(table->scols, names[i], 0,
						is_number ? SCOLS_FL_RIGHT :
						i == DESCRIPTION ?
						SCOLS_FL_TRUNC : 0);
		if (!column ||
		    scols_column_set_json_type(column, is_number ?
					       SCOLS_JSON_NUMBER :
					       SCOLS_JSON_STRING))
			return -1;
	}
	for (row = 0; row < table->n_rows; row++)
		if (add_row(table, table->rows[row]))
			return -1;
	return 0;
}

/* Adds the sum, and the columns that only a terminal of this width shows. */
static void lay_out(struct table *table)
{
	size_t width, height;

	if (table->n_rows > 1)
		table->rows[table->n_rows++] = SUM;
	table->unicode = terminal_unicode();
	if (!terminal_size(&width, &height))
		return;
	fit_columns(table, width);
	(void)scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_ALWAYS);
	(void)scols_table_set_termwidth(table->scols, width);
}

/* How many lines of the terminal a text takes: long ones are wrapped. */
static size_t count_lines(const char *text, size_t width)
{
	size_t lines = 0;
	size_t column = 0;

	for (; *text; text++) {
		if (*text == '\033')
			text = strchr(text, 'm');
		else if (*text == '\n')
			column = 0;
		else if ((*text & 0xc0) != 0x80 && column++ % width == 0)
			lines++;
	}
	return lines;
}

/* Prints a table, over the last one of a series. */
static void put_table(const char *text, const char *details,
		      struct series *series)
{
	size_t width, height;

	(void)terminal_size(&width, &height);
	if (series && series->lines >= height)
		printf("\033[H\033[J");
	else if (series && series->lines)
		printf("\033[%zuA\033[J", series->lines);
	printf("%s%s%s", text, *text ? "\n" : "", details);
	if (series)
		series->lines = count_lines(text, width) +
				count_lines(details, width);
}

static void remember(struct series *series, const struct table *table)
{
	unsigned int row;

	series->started = true;
	for (row = 0; row <= SUM; row++)
		series->sockets[row] = main_number(table, row);
}

/* Prints the library's object with members that the library does not know. */
static void put_object(const struct table *table, char *text, const char *time)
{
	char *end = strrchr(text, ']');

	printf("{");
	if (time)
		printf("\"time\": \"%s\",", time);
	if (end)
		end[1] = '\0';
	for (text += *text == '{'; end && *text; text++) {
		/* As one line: without newlines and what indents the next. */
		if (time && *text == '\n')
			text += strspn(text, "\n ");
		putchar(*text);
	}
	if (!end)
		printf("\"" TCPSTATES_NAME "\": []");
	if (table->file->has_queues)
		printf(",%s\"listen\": {\"queued\": %llu, \"full\": %llu}",
		       time ? "" : "\n   ", table->file->queued,
		       table->file->full);
	puts(time ? "}" : "\n}");
}

enum status table_print(const struct procfile *file,
			const struct options *options, struct series *series,
			const char *time)
{
	struct table table = {
		.file = file, .options = options, .series = series,
		.scols = scols_new_table(),
	};
	const bool human = options->format == FORMAT_TABLE;
	const bool json = options->format == FORMAT_JSON;
	struct libscols_table *scols = table.scols;
	char *text = NULL;

	choose_rows(&table);
	choose_columns(&table);
	if (scols && human)
		lay_out(&table);
	if (!scols || scols_table_set_name(scols, TCPSTATES_NAME) ||
	    scols_table_enable_json(scols, json) ||
	    scols_table_enable_raw(scols, options->format == FORMAT_RAW) ||
	    scols_table_enable_colors(scols, human &&
				      terminal_color(options->color)) ||
	    scols_table_enable_noheadings(scols, options->noheadings) ||
	    fill(&table) || scols_print_table_to_string(scols, &text)) {
		scols_unref_table(scols);
		return fail(STATUS_FAILED, "table: out of memory");
	}

	if (json)
		put_object(&table, text, time);
	else
		put_table(text, human ? file->details : "", series);
	if (series)
		remember(series, &table);
	free(text);
	scols_unref_table(scols);
	return STATUS_OK;
}
