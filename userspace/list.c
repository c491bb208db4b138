// SPDX-License-Identifier: GPL-2.0-only
/*
 * list.c - read, choose and print lines for ports, namespaces, units or programs
 */
#include <errno.h>
#include <libsmartcols.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

/* Bytes of a line and of a cell, which may be a path; lines in metrics */
enum { LINE_SIZE = 512, CELL_SIZE = PATH_MAX, METRICS_TOP = 10 };

static size_t column_of(int state)
{
	return STATES + state_row(state);
}

static bool is_text(size_t column)
{
	return column < STATES && column != COUNT && column != KEY &&
	       column != PID;
}

bool list_add(struct list *list, const struct line *line)
{
	list->lines = reallocarray(list->lines, list->n + 1, sizeof(*line));
	if (!list->lines)
		return false;
	list->lines[list->n++] = *line;
	return true;
}

static const char *parse(struct list *list, char *text, bool header)
{
	struct line line = { 0 };
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		const char *word;

		if (!list->columns[i] || (i > KEY && i < STATES))
			continue;
		word = next_word(&text);
		if (header && strcmp(word, list->columns[i]) != 0)
			return *word ? "not the header of this file" :
				       "a column of this version is missing";
		if (i == SIDE) {
			line.numbers[i] = !strcmp(word, "out");
			line.texts[i] = line.numbers[i] ? "out" : "in";
		}
		if (!header && (i == SIDE ? strcmp(word, line.texts[i]) != 0 :
				!parse_number(word, &line.numbers[i])))
			return "a word is missing, malformed or too large";
	}
	if (line.texts[SIDE] && line.numbers[KEY] > USHRT_MAX)
		return "no such port";
	if (*next_word(&text))
		return "a column that this version does not know";
	return header || list_add(list, &line) ? NULL : "out of memory";
}

static enum status read_list(struct list *list, const struct source *source)
{
	const char *why = "not the header of this file";
	char text[LINE_SIZE];
	const char *name;
	size_t number;
	FILE *stream;
	int err;

	stream = source_open(source, list->file, &name);
	if (!stream)
		return source_failed(source, name, errno);
	for (number = 1; fgets(text, sizeof(text), stream); number++) {
		char *end = strchr(text, '\n');

		if (end)
			*end = '\0';
		why = end ? parse(list, text, number == 1) : "cut short";
		if (why)
			break;
	}
	err = ferror(stream) ? errno : 0;
	(void)fclose(stream);
	if (err)
		return source_failed(source, name, err);
	return why ? fail(STATUS_FAILED, "%s: line %zu: %s", name, number, why) :
		     STATUS_OK;
}

int by_rank(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	size_t i;

	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	for (i = SIDE; i <= PID; i++)
		if (a->numbers[i] != b->numbers[i])
			return a->numbers[i] < b->numbers[i] ? -1 : 1;
	return 0;
}

/* Sorts the lines and leaves out what the options do not ask for. */
static void choose_lines(struct list *list, const struct options *options)
{
	const bool metrics = options->format == FORMAT_METRICS;
	size_t top = options->top ? options->top :
		     metrics ? METRICS_TOP : INT_MAX;
	size_t n = 0;
	size_t i, j;

	for (i = 0; i < list->n; i++) {
		struct line *line = &list->lines[i], chosen;
		unsigned long long sum = 0;

		for (j = STATES; j < QUEUED; j++)
			if (list->columns[j] &&
			    __builtin_add_overflow(sum, line->numbers[j], &sum))
				sum = ULLONG_MAX;	/* a saved copy's */
		if (options->non_zero && !sum)
			continue;
		if (list->sort != KEY)
			line->rank = line->numbers[list->sort];
		else if (metrics || options->top)
			line->rank = sum;
		if (metrics && list->has_queues &&
		    line->numbers[column_of(TCP_LISTEN)]) {
			/* All that listen are in the metrics. */
			line->rank = ULLONG_MAX;
			top++;
		}
		chosen = *line;
		*line = list->lines[n];
		list->lines[n++] = chosen;
	}
	if (n)
		qsort(list->lines, n, sizeof(*list->lines), by_rank);
	list->n = n < top ? n : top;
}

/* A table has no columns of zeros; other formats have always the same ones. */
static void choose_columns(struct list *list, const struct options *options)
{
	size_t i, j;

	for (i = NAME; i < COLUMNS; i++) {
		bool shown = options->format != FORMAT_TABLE ||
			     (i >= STATES && options->rows);

		for (j = 0; j < list->n && !shown; j++)
			shown = is_text(i) ? list->lines[j].texts[i] != NULL :
					     list->lines[j].numbers[i] > 0;
		if (!shown)
			list->columns[i] = NULL;
	}
}

void make_ascii(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* Returns @text, which has CELL_SIZE bytes. */
static const char *cell(const struct line *line, size_t column, char *text)
{
	*text = '\0';
	if (!is_text(column) && (column != PID || line->numbers[PID]))
		(void)snprintf(text, CELL_SIZE, "%llu", line->numbers[column]);
	else if (line->texts[column])
		(void)snprintf(text, CELL_SIZE, "%s", line->texts[column]);
	make_ascii(text);
	return text;
}

static int fill(struct libscols_table *table, const struct list *list)
{
	const struct line *from = list->lines;
	char text[CELL_SIZE];
	int err = 0;
	size_t i;

	for (i = 0; !err && i < COLUMNS; i++)
		if (list->columns[i])
			err = table_add_column(table, list->columns[i],
					       is_text(i) ? 0 : SCOLS_FL_RIGHT);
	for (; !err && from < list->lines + list->n; from++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);
		size_t n = 0;

		for (i = 0; !err && i < COLUMNS; i++)
			if (list->columns[i])
				err = scols_line_set_data(line, n++,
							  cell(from, i, text));
	}
	return err;
}

/* A quote and a backslash are escaped. */
static void print_label(const char *label, const char *text)
{
	printf("%s=\"", label);
	for (; *text; text++)
		printf(strchr("\"\\", *text) ? "\\%c" : "%c", *text);
	printf("\"");
}

/* Only those that listen have queues. */
static void print_metrics(const struct list *list)
{
	static const char *const families[][2] = {
		{ "sockets", "TCP sockets by state." },
		{ "queued", "Connections that wait to be accepted." },
		{ "queue_limit", "Connections that may wait to be accepted." },
		{ "full", "Listening sockets whose accept queue is full." },
	};
	const size_t key = list->columns[KEY] ? KEY : UNIT;
	const char *const *last = NULL;
	const struct line *line;
	char text[CELL_SIZE];
	size_t i;

	for (i = STATES; i < COLUMNS; i++) {
		const char *const *family =
			families[i < QUEUED ? 0 : i - QUEUED + 1];

		if (!list->columns[i])
			continue;
		if (family != last)
			printf("# HELP tcpstates_%s_%s %s\n"
			       "# TYPE tcpstates_%s_%s gauge\n", list->metric,
			       family[0], family[1], list->metric, family[0]);
		last = family;
		for (line = list->lines; line < list->lines + list->n; line++) {
			if (i >= QUEUED && line->rank != ULLONG_MAX)
				continue;
			printf("tcpstates_%s_%s{", list->metric, family[0]);
			if (line->texts[SIDE])
				printf("side=\"%s\",", line->texts[SIDE]);
			print_label(list->metric, cell(line, key, text));
			if (i < QUEUED)
				print_state(",state", list->columns[i]);
			printf("} %llu\n", line->numbers[i]);
		}
	}
}

enum status list_print(struct list *list, const struct options *options)
{
	struct libscols_table *table;
	int err;

	choose_lines(list, options);
	if (list->describe)
		list->describe(list->lines, list->n);
	choose_columns(list, options);
	if (options->format == FORMAT_METRICS) {
		print_metrics(list);
		return STATUS_OK;
	}
	if (!list->n) {
		if (options->format == FORMAT_JSON)
			printf("{\n   \"%s\": []\n}\n", list->name);
		return STATUS_OK;
	}
	table = table_new(options, list->name);
	err = !table || fill(table, list) || scols_print_table(table);
	scols_unref_table(table);
	return err ? fail(STATUS_FAILED, "table: out of memory") : STATUS_OK;
}

/* The queues are those of LISTEN. */
static bool chosen(const struct options *options, size_t column)
{
	const size_t state = column < QUEUED ? column : column_of(TCP_LISTEN);

	return !options->rows || options->rows & 1U << (state - STATES);
}

enum status list_main(struct list *list, const struct options *options)
{
	static const char *const queues[] = { "QUEUED", "LIMIT", "FULL" };
	const char *sort = options->sort;
	const int row = sort ? find_state(sort, strlen(sort)) : -1;
	enum status status;
	size_t i;

	/* Closed sockets are in no table. */
	for (i = STATES; i < QUEUED; i++)
		if (i != column_of(TCP_CLOSE))
			list->columns[i] = tcpstates_states[i - STATES].name;
	for (; list->has_queues && i < COLUMNS; i++)
		list->columns[i] = queues[i - QUEUED];
	list->sort = !sort ? KEY : row >= 0 ? STATES + (size_t)row :
		     strcasecmp(sort, "full") != 0 ? QUEUED : FULL;
	if (!list->columns[list->sort] || (sort && row < 0 &&
	    strcasecmp(sort, list->columns[list->sort]) != 0))
		return fail(STATUS_USAGE, "--sort %s: no such column", sort);
	status = read_list(list, &options->source);
	if (status != STATUS_OK)
		return status;
	if (options->numeric || options->format == FORMAT_RAW)
		list->describe = NULL;
	else if (list->resolve && !options->source.path)
		list->resolve(list);
	for (i = NAME; i < COLUMNS; i++)
		if (i < STATES ? !list->describe && list->columns[KEY] :
				 !chosen(options, i))
			list->columns[i] = NULL;
	return list_print(list, options);
}
