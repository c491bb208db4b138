// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draw how one state leads to the other, with the count of each
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "diagram_art.h"
#include "graph.h"
#include "names.h"
#include "terminal.h"
#include "wrap.h"

/* The picture on its way to the screen. */
struct picture {
	char cells[ART_LINES][ART_COLUMNS];
	const char *starts[ART_LINES][ART_COLUMNS];	/* a colour, or NULL */
	bool text[ART_LINES][ART_COLUMNS];		/* no lines here */
	const struct procfile *file;
	bool unicode;
	bool color;
};

static void load(struct picture *picture)
{
	size_t column;
	size_t line;

	for (line = 0; line < ART_LINES; line++) {
		const size_t length = strlen(art_lines[line]);

		for (column = 0; column < length; column++)
			picture->cells[line][column] = art_lines[line][column];
		for (; column < ART_COLUMNS; column++)
			picture->cells[line][column] = ' ';
	}
}

/* In the middle of a box, of which it may take all columns. */
static void put_text(struct picture *picture, const struct art_box *box,
		     size_t line, const char *text)
{
	const size_t before = (ART_BOX - strlen(text)) / 2;
	size_t i;

	for (i = 0; i < ART_BOX; i++)
		picture->text[box->line + line][box->column + i] = true;
	for (i = box->column + before; *text; i++)
		picture->cells[box->line + line][i] = *text++;
}

/* The colour of a box; NULL for that of the rest. */
static const char *color_of(const struct picture *picture, unsigned int row)
{
	if (!picture->file)
		return NULL;
	if (!picture->file->rows[row].sockets[PROCFILE_TOTAL])
		return TERMINAL_DIM;
	return graph_is_busy(picture->file, row) ? TERMINAL_REVERSE : NULL;
}

/* The count; a very large one is rounded, a missing one a dash. */
static char *count_text(const struct picture *picture, unsigned int row)
{
	static const unsigned long long most = 99999999999;
	unsigned long long sockets;
	char *text;

	if (!picture->file)
		return strdup("-");
	sockets = picture->file->rows[row].sockets[PROCFILE_TOTAL];
	if (sockets > most ? asprintf(&text, "%.3e", (double)sockets) < 0 :
			     asprintf(&text, "%llu", sockets) < 0)
		return NULL;
	return text;
}

static void fill_box(struct picture *picture, const struct art_box *box)
{
	const char *name = state_of(box->state);
	const unsigned int row = (unsigned int)state_row(name, strlen(name));
	char *count = count_text(picture, row);

	put_text(picture, box, 0, name);
	put_text(picture, box, 1, count ? count : "?");
	free(count);
	picture->starts[box->line][box->column] = color_of(picture, row);
	picture->starts[box->line + 1][box->column] = color_of(picture, row);
}

/* The cell at a distance; a blank beyond the edge. */
static char cell(const struct picture *picture, size_t line, size_t column,
		 int down, int right)
{
	const size_t y = line + (size_t)down;
	const size_t x = column + (size_t)right;

	/* What is less than 0 has become very large. */
	if (y >= ART_LINES || x >= ART_COLUMNS || picture->text[y][x])
		return ' ';
	return picture->cells[y][x];
}

static bool is_one_of(char byte, const char *set)
{
	return byte && strchr(set, byte);
}

/* Which of its neighbours a piece of line is connected to. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static const char *const pieces[16] = {
	[UP | DOWN] = "\u2502",
	[LEFT | RIGHT] = "\u2500",
	[DOWN | RIGHT] = "\u250c",
	[DOWN | LEFT] = "\u2510",
	[UP | RIGHT] = "\u2514",
	[UP | LEFT] = "\u2518",
	[UP | DOWN | RIGHT] = "\u251c",
	[UP | DOWN | LEFT] = "\u2524",
	[DOWN | LEFT | RIGHT] = "\u252c",
	[UP | LEFT | RIGHT] = "\u2534",
	[UP | DOWN | LEFT | RIGHT] = "\u253c",
};

static unsigned int connections(const struct picture *picture, size_t line,
				size_t column)
{
	unsigned int to = 0;

	if (is_one_of(cell(picture, line, column, -1, 0), "|+"))
		to |= UP;
	if (is_one_of(cell(picture, line, column, 1, 0), "|+v"))
		to |= DOWN;
	if (is_one_of(cell(picture, line, column, 0, -1), "-+<"))
		to |= LEFT;
	if (is_one_of(cell(picture, line, column, 0, 1), "-+>"))
		to |= RIGHT;
	return to;
}

/* A '+' of SYN+ACK, and a 'v' in a word, have no lines around them. */
static const char *unicode_of(const struct picture *picture, size_t line,
			      size_t column)
{
	const unsigned int to = connections(picture, line, column);

	switch (cell(picture, line, column, 0, 0)) {
	case '-':
		/* Only from below does a line start at this one. */
		return pieces[LEFT | RIGHT |
			      (cell(picture, line, column, 1, 0) == '|' ? DOWN : 0)];
	case '|':
		return pieces[UP | DOWN |
			      (cell(picture, line, column, 0, 1) == '-' ? RIGHT : 0) |
			      (cell(picture, line, column, 0, -1) == '-' ? LEFT : 0)];
	case '+':
		return pieces[to];
	case 'v':
		return to & UP ? "\u25bc" : NULL;
	case '<':
		return to & RIGHT ? "\u25c0" : NULL;
	case '>':
		return to & LEFT ? "\u25b6" : NULL;
	default:
		return NULL;
	}
}

static void print_cell(const struct picture *picture, size_t line,
		       size_t column)
{
	const char *start = picture->color ? picture->starts[line][column] : NULL;
	const char *text = NULL;
	size_t ended = column - ART_BOX;

	if (picture->color && column >= ART_BOX && picture->starts[line][ended])
		fputs(TERMINAL_PLAIN, stdout);
	if (start)
		fputs(start, stdout);
	if (picture->unicode)
		text = unicode_of(picture, line, column);
	if (text)
		fputs(text, stdout);
	else
		putchar(picture->cells[line][column]);
}

static void print_picture(const struct picture *picture)
{
	size_t column;
	size_t line;

	for (line = 0; line < ART_LINES; line++) {
		size_t length = ART_COLUMNS;

		while (length && picture->cells[line][length - 1] == ' ')
			length--;
		for (column = 0; column < length; column++)
			print_cell(picture, line, column);
		putchar('\n');
	}
}

static void print_unknown(const struct procfile *file)
{
	const int row = state_row("UNKNOWN", strlen("UNKNOWN"));
	unsigned long long sockets = 0;

	if (file)
		sockets = file->rows[row].sockets[PROCFILE_TOTAL];
	if (!sockets)
		return;
	printf(art_unknown, sockets);
	putchar('\n');
}

static void draw(const struct procfile *file)
{
	static struct picture picture;
	size_t i;

	picture.file = file;
	picture.unicode = terminal_unicode();
	picture.color = terminal_color(COLOR_AUTO);
	load(&picture);
	for (i = 0; i < ART_BOXES; i++)
		fill_box(&picture, &art_boxes[i]);
	print_picture(&picture);
	putchar('\n');
	print_unknown(file);
	wrap_print(art_legend, 0, 0, ART_COLUMNS);
}

enum status diagram_main(int argc, char *argv[])
{
	const bool dot = argc > 1 && !strcmp(argv[1], "--dot");
	struct procfile file;
	bool loaded;

	if (argc > 1 && !dot)
		return fail(STATUS_USAGE, "%s %s: not --dot", argv[0], argv[1]);
	if (argc > 2)
		return fail(STATUS_USAGE, "%s: one argument too many", argv[2]);
	loaded = procfile_read_here(&file);
	if (dot)
		graph_dot(loaded ? &file : NULL);
	else if (terminal_width() < ART_COLUMNS)
		graph_list(loaded ? &file : NULL);
	else
		draw(loaded ? &file : NULL);
	return STATUS_FINE;
}
