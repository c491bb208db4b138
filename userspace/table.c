// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - print a reading: table, raw, JSON, metrics
 *
 * libsmartcols aligns, cuts, colours and escapes. This file fills the cells and
 * chooses the columns by the width of the terminal.
 */
#include <ctype.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tcpst.h"

enum column {
	STATE, NUMBER, CHANGE = NUMBER + NUMBERS, PERCENT, SHARE, DESCRIPTION,
	COLUMNS
};

static const char *const names[COLUMNS] = {
	"STATE", "TOTAL", "IPV4", "IPV6", "CHANGE", "%", "SHARE", "DESCRIPTION"
};

/* Widths: of a percentage, of a bar, of the shortest useful description. */
enum { PERCENT_WIDTH = 5, BAR_LEAST = 8, BAR_MOST = 30, TEXT_LEAST = 20 };

/* Bytes of the longest text made for a cell, a bar. */
enum { CELL_SIZE = 3 * BAR_MOST + 1 };

/* A state or the sum of those above; @last: the number before, for CHANGE. */
struct line {
	const char *name;
	unsigned long long sockets[NUMBERS];
	unsigned long long last;
	const char *description;
	const char *color;
	bool is_sum;
};

/*
 * @size:	of the terminal; 0 if the table is not for one
 * @all:	the sockets in all states, printed or not
 * @bar:	the width of a bar
 */
struct table {
	const struct options *options;
	struct winsize size;
	struct line lines[TCPSTATES_ROWS + 1];
	size_t n_lines;
	bool shown[COLUMNS];
	unsigned long long all;
	size_t bar;
	bool unicode;
};

/* No machine has more sockets than fit, but a saved copy can say so. */
static unsigned long long add(unsigned long long a, unsigned long long b)
{
	return b > ~0ULL - a ? ~0ULL : a + b;
}

static void add_lines(struct table *table, const struct procfile *file,
		      struct series *series)
{
	struct line sum = { .name = "SUM", .description = "", .is_sum = true };
	const struct options *options = table->options;
	unsigned int row;
	enum number i;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const unsigned long long *sockets = file->rows[row].sockets;
		const unsigned long long now = sockets[options->number];
		struct line *line = &table->lines[table->n_lines];
		unsigned long long last = now;

		if (series && series->started)
			last = series->sockets[row];
		if (series)
			series->sockets[row] = now;
		table->all = add(table->all, now);
		if (options->rows && !(options->rows & (1U << row)))
			continue;
		/* What has just become 0 is printed once more. */
		if (options->non_zero && !now && !last)
			continue;
		table->n_lines++;
		line->name = tcpstates_states[row].name;
		line->description = file->rows[row].description;
		if (!now)
			line->color = TERMINAL_DIM;
		else if (procfile_notable(file, row))
			line->color = TERMINAL_NOTABLE;
		line->last = last;
		sum.last = add(sum.last, last);
		for (i = 0; i < NUMBERS; i++) {
			line->sockets[i] = sockets[i];
			sum.sockets[i] = add(sum.sockets[i], sockets[i]);
		}
	}
	if (series)
		series->started = true;
	if (options->format == FORMAT_TABLE && table->n_lines > 1)
		table->lines[table->n_lines++] = sum;
}

/* Draws a bar that can be seen, however small the share. */
static void draw_bar(char *text, double share, size_t width, bool unicode)
{
	static const char *const blocks[] = {
		"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█",
	};
	const size_t steps = unicode ? 8 : 1;
	size_t filled = (size_t)(share * (double)(width * steps) + 0.5);

	if (share > 0 && !filled)
		filled = 1;
	for (; filled >= steps; filled -= steps)
		text = stpcpy(text, unicode ? blocks[steps] : "#");
	stpcpy(text, blocks[filled]);
}

/* Returns a string of the line, or @text, which has CELL_SIZE bytes. */
static const char *cell(const struct table *table, enum column column,
			const struct line *line, char *text)
{
	const unsigned long long now = line->sockets[table->options->number];
	const double share = table->all ? (double)now / (double)table->all : 0;

	*text = '\0';
	switch (column) {
	case STATE:
		return line->name;
	case CHANGE:
		/* Nothing if there is none, so that changes stand out. */
		if (now > line->last)
			(void)snprintf(text, CELL_SIZE, "+%llu",
				       now - line->last);
		else if (now < line->last)
			(void)snprintf(text, CELL_SIZE, "-%llu",
				       line->last - now);
		return text;
	case PERCENT:
		(void)snprintf(text, CELL_SIZE, "%.1f", 100 * share);
		return text;
	case SHARE:
		if (!line->is_sum)
			draw_bar(text, share, table->bar, table->unicode);
		return text;
	case DESCRIPTION:
		return line->description;
	default:
		(void)snprintf(text, CELL_SIZE, "%llu",
			       line->sockets[column - NUMBER]);
		return text;
	}
}

static size_t column_width(const struct table *table, enum column column)
{
	size_t width = strlen(names[column]);
	char text[CELL_SIZE];
	size_t i;

	for (i = 0; i < table->n_lines; i++) {
		const size_t length = strlen(cell(table, column,
						  &table->lines[i], text));

		if (length > width)
			width = length;
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

/* On a terminal, what fits: descriptions, then percentages, then bars. */
static void choose_columns(struct table *table, const struct procfile *file,
			   bool change)
{
	const enum number only = table->options->number;
	/* There is no blank before the first column. */
	size_t room = (size_t)table->size.ws_col + 1;
	bool *shown = table->shown;
	enum column i;

	shown[STATE] = true;
	for (i = NUMBER; i < CHANGE; i++)
		shown[i] = only == TOTAL || i == NUMBER + only;
	shown[CHANGE] = change;
	shown[DESCRIPTION] = file->rows[0].description &&
			     table->options->format != FORMAT_RAW;
	if (!table->size.ws_col)
		return;

	for (i = STATE; i <= CHANGE; i++)
		if (shown[i] && !take(&room, column_width(table, i)))
			room = 0;
	if (room <= TEXT_LEAST)
		shown[DESCRIPTION] = false;
	if (shown[DESCRIPTION] &&
	    !take(&room, column_width(table, DESCRIPTION)))
		return;		/* the library cuts them */
	shown[PERCENT] = take(&room, PERCENT_WIDTH);
	shown[SHARE] = shown[PERCENT] && take(&room, BAR_LEAST);
	table->bar = room + BAR_LEAST < BAR_MOST ? room + BAR_LEAST : BAR_MOST;
}

int table_add_column(struct libscols_table *scols, const char *name, int flags)
{
	return scols_column_set_json_type(
		scols_table_new_column(scols, name, 0, flags),
		flags & SCOLS_FL_RIGHT ? SCOLS_JSON_NUMBER : SCOLS_JSON_STRING);
}

static int add_line(struct libscols_table *scols, const struct table *table,
		    const struct line *from)
{
	struct libscols_line *line = scols_table_new_line(scols, NULL);
	char text[CELL_SIZE];
	enum column i;
	size_t n = 0;
	int err;

	if (!line)
		return -1;
	err = scols_line_set_color(line, from->color);
	for (i = 0; !err && i < COLUMNS; i++)
		if (table->shown[i])
			err = scols_line_set_data(line, n++, cell(table, i,
								  from, text));
	return err;
}

static int fill(struct libscols_table *scols, const struct table *table)
{
	enum column column;
	int err = 0;
	size_t i;

	for (column = 0; !err && column < COLUMNS; column++) {
		const int flags = column == DESCRIPTION ? SCOLS_FL_TRUNC :
				  column >= NUMBER && column <= PERCENT ?
				  SCOLS_FL_RIGHT : 0;

		if (table->shown[column])
			err = table_add_column(scols, names[column], flags);
	}
	for (i = 0; !err && i < table->n_lines; i++)
		err = add_line(scols, table, &table->lines[i]);
	return err;
}

struct libscols_table *table_new(const struct options *options,
				 const char *name)
{
	const bool color = options->format == FORMAT_TABLE &&
			   terminal_color(options->color);
	struct libscols_table *scols = scols_new_table();

	if (!scols || scols_table_set_name(scols, name))
		return NULL;
	(void)scols_table_enable_json(scols, options->format == FORMAT_JSON);
	(void)scols_table_enable_raw(scols, options->format == FORMAT_RAW);
	(void)scols_table_enable_colors(scols, color);
	(void)scols_table_enable_noheadings(scols, options->noheadings);
	return scols;
}

/* Returns NULL if there is no memory. */
static char *format_table(const struct table *table)
{
	struct libscols_table *scols = table_new(table->options, TCPSTATES_NAME);
	const size_t width = table->size.ws_col;
	char *text = NULL;

	if (!scols)
		return NULL;
	if (width) {
		(void)scols_table_set_termforce(scols, SCOLS_TERMFORCE_ALWAYS);
		(void)scols_table_set_termwidth(scols, width);
	}
	if (fill(scols, table) || scols_print_table_to_string(scols, &text)) {
		free(text);
		text = NULL;
	}
	scols_unref_table(scols);
	return text;
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
static void print_table(const char *text, const char *details,
			struct series *series, struct winsize size)
{
	if (series && series->lines >= size.ws_row)
		printf("\033[H\033[J");
	else if (series && series->lines)
		printf("\033[%zuA\033[J", series->lines);
	printf("%s%s%s", text, *text ? "\n" : "", details);
	if (series && size.ws_col)
		series->lines = count_lines(text, size.ws_col) +
				count_lines(details, size.ws_col);
}

/* Prints the library's object with members that the library does not know. */
static void print_object(const char *text, const struct procfile *file,
			 const char *time)
{
	const char *end;

	if (!*text)
		text = "{\n   \"" TCPSTATES_NAME "\": []";
	end = strrchr(text, ']');
	printf("{");
	if (*time)
		printf("\"time\": \"%s\",", time);
	while (text++ != end) {
		/* As one line: without newlines and what indents the next. */
		if (*time && *text == '\n')
			text += strspn(text, "\n ");
		putchar(*text);
	}
	if (file->has_queues)
		printf(",%s\"listen\": {\"queued\": %llu, \"full\": %llu}",
		       *time ? "" : "\n   ", file->queued, file->full);
	puts(*time ? "}" : "\n}");
}

void print_state(const char *label, const char *name)
{
	printf("%s=\"", label);
	while (*name)
		putchar(tolower((unsigned char)*name++));
	printf("\"");
}

static void print_metrics(const struct table *table,
			  const struct procfile *file)
{
	static const char *const families[NUMBERS] = { NULL, "ipv4", "ipv6" };
	const struct line *end = table->lines + table->n_lines;
	const struct line *line;
	enum number i;

	printf("# HELP tcpstates_sockets TCP sockets by state and address"
	       " family.\n"
	       "# TYPE tcpstates_sockets gauge\n");
	for (line = table->lines; line < end; line++) {
		for (i = IPV4; i < NUMBERS; i++) {
			if (!table->shown[NUMBER + i])
				continue;
			print_state("tcpstates_sockets{state", line->name);
			printf(",family=\"%s\"} %llu\n", families[i],
			       line->sockets[i]);
		}
	}
	if (file->has_queues)
		printf("# HELP tcpstates_accept_queue_connections Connections"
		       " that wait to be accepted.\n"
		       "# TYPE tcpstates_accept_queue_connections gauge\n"
		       "tcpstates_accept_queue_connections %llu\n"
		       "# HELP tcpstates_accept_queues_full Listening sockets"
		       " whose accept queue is full.\n"
		       "# TYPE tcpstates_accept_queues_full gauge\n"
		       "tcpstates_accept_queues_full %llu\n",
		       file->queued, file->full);
}

/* The time in UTC, as RFC 3339 writes it, with milliseconds. */
static void format_time(char *text, size_t size)
{
	struct timespec now = { 0 };
	size_t length;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	length = strftime(text, size, "%Y-%m-%dT%H:%M:%S",
			  gmtime_r(&now.tv_sec, &tm));
	(void)snprintf(text + length, size - length, ".%03ldZ",
		       now.tv_nsec / 1000000);
}

enum status table_print(const struct procfile *file,
			const struct options *options, struct series *series)
{
	const bool human = options->format == FORMAT_TABLE;
	struct table table = { .options = options };
	char time[40] = "";
	char *text;

	if (human)
		table.size = terminal_size();
	table.unicode = terminal_unicode();
	add_lines(&table, file, series);
	choose_columns(&table, file, series);
	if (options->format == FORMAT_METRICS) {
		print_metrics(&table, file);
		return STATUS_OK;
	}
	text = format_table(&table);
	if (!text)
		return fail(STATUS_FAILED, "table: out of memory");

	if (options->interval && !series)
		format_time(time, sizeof(time));
	if (options->format == FORMAT_JSON) {
		print_object(text, file, time);
	} else {
		if (*time)
			printf("# time %s\n", time);
		print_table(text, human ? file->details : "", series,
			    table.size);
	}
	free(text);
	return STATUS_OK;
}
