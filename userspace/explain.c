// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain.c - what states mean, and stories of how a connection goes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "explain_text.h"
#include "tcpst.h"

/* Longer lines are tiring to read, shorter ones cannot hold a story. */
enum { COLUMNS_MOST = 80, COLUMNS_LEAST = 39 };

/* The columns of a label and of its text. */
enum { LABEL = 2, TEXT = 14 };

/*
 * A story's columns: the number of a step, a state, a blank, the arrow, a
 * blank, a state.
 */
enum { MARGIN = 2, STATE = 11, ENDS = MARGIN + 2 * (STATE + 1) };

/*
 * @started:	whether something was printed
 * @file:	the counts, or NULL
 */
struct page {
	size_t columns;
	bool color;
	bool unicode;
	bool started;
	const struct procfile *file;
};

/* How many bytes of a text fit, up to a blank; at least one word. */
static size_t line_length(const char *text, size_t columns)
{
	size_t end = 0;
	size_t i;

	for (i = 0; text[i]; i++) {
		if (text[i] != ' ')
			continue;
		if (i > columns)
			return end ? end : i;
		end = i;
	}
	return i > columns && end ? end : i;
}

/* Prints a paragraph that begins in @column; other lines begin in @indent. */
static void wrap(const char *text, size_t column, size_t indent, size_t columns)
{
	for (;;) {
		const size_t length = line_length(text, columns - column);

		printf("%.*s\n", (int)length, text);
		text += length;
		if (!*text++)
			return;
		printf("%*s", (int)indent, "");
		column = indent;
	}
}

/* Prints a label and a text, whose further lines are indented if it is an item. */
static void print_item(const struct page *page, const char *label,
		       const char *text, bool item)
{
	printf("%*s%-*s", LABEL, "", TEXT - LABEL, label);
	wrap(text, TEXT, item ? TEXT + 2 : TEXT, page->columns);
}

/* Prints lines of a label, a tab and a text; see explain_states. */
static void print_items(const struct page *page, const char *lines)
{
	char *copy = strdup(lines);
	char *next = copy;
	char *line;

	while ((line = strsep(&next, "\n")) && *line) {
		char *text = strchr(line, '\t');

		*text++ = '\0';
		print_item(page, line, text, !*line || *next == '\t');
	}
	free(copy);
}

static void print_heading(struct page *page, const char *text)
{
	if (page->started)
		putchar('\n');
	page->started = true;
	printf("%s%s%s", page->color ? TERMINAL_BOLD : "", text,
	       page->color ? TERMINAL_PLAIN : "");
}

static void explain_state(struct page *page, unsigned int row)
{
	const struct tcpstates_state *state = &tcpstates_states[row];
	const char *text = explain_states[state->number];

	print_heading(page, state->name);
	if (page->file) {
		const unsigned long long *sockets =
			page->file->rows[row].sockets;

		printf(explain_count, sockets[TOTAL], sockets[IPV4],
		       sockets[IPV6]);
	}
	printf("\n%s\n\n", state->description);
	print_items(page, text);
}

static void repeat_text(const char *text, size_t count)
{
	while (count--)
		(void)fputs(text, stdout);
}

/* A line with a label in its middle; @left and @right are its ends. */
static void draw_line(const char *label, const char *left, const char *line,
		      const char *right, size_t width)
{
	const size_t ends = (*left ? 1 : 0) + (*right ? 1 : 0);
	const size_t middle = strlen(label) + (*label ? 2 : 0);
	const size_t room = width - ends - middle;

	(void)fputs(left, stdout);
	repeat_text(line, room / 2);
	if (*label)
		printf(" %s ", label);
	repeat_text(line, room - room / 2);
	(void)fputs(right, stdout);
}

static void draw_arrow(const struct story_step *step, size_t width,
		       bool unicode)
{
	const char *line = unicode ? "─" : "-";
	const char *left = unicode ? "◀" : "<";
	const char *right = unicode ? "▶" : ">";
	const char *label = step->segment;

	switch (step->arrow) {
	case STORY_A:
		draw_line(label, "", line, right, width);
		break;
	case STORY_B:
		draw_line(label, left, line, "", width);
		break;
	case STORY_BOTH:
		draw_line(label, "", line, right, (width - 1) / 2);
		putchar(' ');
		draw_line(label, left, line, "", width / 2);
		break;
	default:
		draw_line(label, "", " ", "", width);
		break;
	}
}

static const char *end_name(int state)
{
	return state == STORY_NONE ? explain_no_socket : state_name(state);
}

static void explain_story(struct page *page, const struct story *story)
{
	const size_t columns = page->columns;
	const struct story_step *step;

	print_heading(page, story->title);
	printf("\n\n%*s%s%*s\n", MARGIN, "", story->a,
	       (int)(columns - MARGIN - strlen(story->a)), story->b);
	for (step = story->steps; step->note; step++) {
		printf("\n%-*d%-*s", MARGIN, (int)(step - story->steps) + 1,
		       STATE + 1, end_name(step->a));
		draw_arrow(step, columns - ENDS, page->unicode);
		printf(" %s\n%*s", end_name(step->b), MARGIN, "");
		wrap(step->note, MARGIN, MARGIN, columns);
	}
}

/* "close" and "listen" are states, too: in capitals, as the table has them. */
static const struct story *find_story(const char *topic)
{
	const struct story *story;
	int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (!strcmp(topic, tcpstates_states[row].name))
			return NULL;
	for (story = explain_stories; story->name; story++)
		if (!strcasecmp(topic, story->name))
			return story;
	return NULL;
}

static void explain(struct page *page, const char *topic)
{
	const struct story *story = find_story(topic);

	if (story)
		explain_story(page, story);
	else
		explain_state(page,
			      (unsigned int)state_row(topic, strlen(topic)));
}

enum status explain_main(const struct options *options, char *arguments[])
{
	struct page page = { .color = terminal_color(options->color) };
	struct procfile file;
	enum status status;
	unsigned int row;
	size_t lines;
	char **topic;

	for (topic = arguments; *topic; topic++)
		if (!find_story(*topic) && state_row(*topic, strlen(*topic)) < 0)
			return fail(STATUS_USAGE, "%s: no such state or story",
				    *topic);
	status = procfile_find(&file, &options->source, &page.file);
	if (status != STATUS_OK)
		return status;

	page.unicode = terminal_unicode();
	if (!terminal_size(&page.columns, &lines) ||
	    page.columns > COLUMNS_MOST)
		page.columns = COLUMNS_MOST;
	if (page.columns < COLUMNS_LEAST)
		page.columns = COLUMNS_LEAST;

	for (topic = arguments; *topic; topic++)
		explain(&page, *topic);
	for (row = 0; !*arguments && row < TCPSTATES_ROWS; row++)
		explain_state(&page, row);
	putchar('\n');
	print_items(&page, explain_words);
	if (!*arguments) {
		putchar('\n');
		wrap(explain_more, 0, 0, page.columns);
	}
	return STATUS_OK;
}
