// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain.c - what states mean, and stories of how a connection goes
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "explain_text.h"
#include "tcpst.h"

/* Longer lines are tiring to read, shorter ones cannot hold a story. */
enum { COLUMNS_MOST = 80, COLUMNS_LEAST = 39 };

/* The columns of a label and of its text. */
enum { LABEL = 2, TEXT = 14 };

/* A step has its number, a state, a blank, the arrow, a blank, a state. */
enum { MARGIN = 2, STATE = 11, ENDS = MARGIN + 2 * (STATE + 1) };

struct page {
	size_t columns;
	bool color;
	bool unicode;
	const struct procfile *file;	/* the counts, or NULL */
};

/* How many bytes of a line fit, up to a blank; at least one word. */
static size_t fitting(const char *text, size_t columns)
{
	size_t end = strcspn(text, "\n ");

	while (text[end] == ' ') {
		const size_t next = end + 1 + strcspn(text + end + 1, "\n ");

		if (next > columns)
			break;
		end = next;
	}
	return end;
}

/* Prints a paragraph that begins in @column; other lines begin in @indent. */
static void wrap(const char *text, size_t column, size_t indent, size_t columns)
{
	size_t length = fitting(text, columns - column);

	printf("%.*s\n", (int)length, text);
	while (text[length] == ' ') {
		text += length + 1;
		length = fitting(text, columns - indent);
		printf("%*s%.*s\n", (int)indent, "", (int)length, text);
	}
}

/* Prints lines of a label, a tab and a text; see explain_states. */
static void print_items(const struct page *page, const char *text)
{
	while (*text) {
		const int label = (int)strcspn(text, "\t");
		const char *next = strchr(text, '\n') + 1;
		const bool item = !label || *next == '\t';

		printf("%*s%-*.*s", LABEL, "", TEXT - LABEL, label, text);
		wrap(text + label + 1, TEXT, item ? TEXT + 2 : TEXT,
		     page->columns);
		text = next;
	}
}

static void print_heading(const struct page *page, const char *text)
{
	printf("%s%s%s", page->color ? TERMINAL_BOLD : "", text,
	       page->color ? TERMINAL_PLAIN : "");
}

static void explain_state(const struct page *page, unsigned int row)
{
	const struct tcpstates_state *state = &tcpstates_states[row];

	print_heading(page, state->name);
	if (page->file) {
		const unsigned long long *sockets =
			page->file->rows[row].sockets;

		printf(": %llu now (%llu IPv4, %llu IPv6)", sockets[TOTAL],
		       sockets[IPV4], sockets[IPV6]);
	}
	printf("\n%s\n\n", state->description);
	print_items(page, explain_states[state->number]);
	putchar('\n');
}

static void repeat_text(const char *text, size_t count)
{
	while (count--)
		(void)fputs(text, stdout);
}

/* Draws an arrow from A or from B with a label in its middle, or only that. */
static void draw_arrow(const char *label, enum story_arrow from, size_t width,
		       bool unicode)
{
	const char *line = from == STORY_NOBODY ? " " : unicode ? "─" : "-";
	const size_t middle = strlen(label) + (*label ? 2 : 0);
	const size_t room = width - middle - (from == STORY_NOBODY ? 0 : 1);

	if (from == STORY_B)
		(void)fputs(unicode ? "◀" : "<", stdout);
	repeat_text(line, room / 2);
	if (*label)
		printf(" %s ", label);
	repeat_text(line, room - room / 2);
	if (from == STORY_A)
		(void)fputs(unicode ? "▶" : ">", stdout);
}

static void draw_step(const struct story_step *step, size_t width, bool unicode)
{
	if (step->arrow != STORY_BOTH) {
		draw_arrow(step->segment, step->arrow, width, unicode);
		return;
	}
	draw_arrow(step->segment, STORY_A, (width - 1) / 2, unicode);
	putchar(' ');
	draw_arrow(step->segment, STORY_B, width / 2, unicode);
}

static const char *end_name(int state)
{
	return state == STORY_NONE ? "(none)" : state_name(state);
}

static void explain_story(const struct page *page, const struct story *story)
{
	const size_t columns = page->columns;
	const struct story_step *step;

	print_heading(page, story->title);
	printf("\n\n%*s%s%*s\n", MARGIN, "", story->a,
	       (int)(columns - MARGIN - strlen(story->a)), story->b);
	for (step = story->steps; step->note; step++) {
		printf("\n%-*d%-*s", MARGIN, (int)(step - story->steps) + 1,
		       STATE + 1, end_name(step->a));
		draw_step(step, columns - ENDS, page->unicode);
		printf(" %s\n%*s", end_name(step->b), MARGIN, "");
		wrap(step->note, MARGIN, MARGIN, columns);
	}
	putchar('\n');
}

/* "close" and "listen" are states, too: in capitals, as the table has them. */
static const struct story *find_story(const char *topic)
{
	const int row = find_state(topic, strlen(topic));
	const struct story *story;

	if (row >= 0 && !strcmp(topic, tcpstates_states[row].name))
		return NULL;
	for (story = explain_stories; story->name; story++)
		if (!strcasecmp(topic, story->name))
			return story;
	return NULL;
}

enum status explain_main(const struct options *options, char *arguments[])
{
	struct page page = { .color = terminal_color(options->color) };
	struct procfile file;
	enum status status;
	unsigned int row;
	char **topic;

	for (topic = arguments; *topic; topic++)
		if (!find_story(*topic) &&
		    find_state(*topic, strlen(*topic)) < 0)
			return fail(STATUS_USAGE, "%s: no such state or story",
				    *topic);
	status = procfile_read(&file, &options->source, &page.file);
	if (status != STATUS_OK)
		return status;

	page.unicode = terminal_unicode();
	page.columns = terminal_size().ws_col;
	if (!page.columns || page.columns > COLUMNS_MOST)
		page.columns = COLUMNS_MOST;
	if (page.columns < COLUMNS_LEAST)
		page.columns = COLUMNS_LEAST;

	for (topic = arguments; *topic; topic++) {
		const struct story *story = find_story(*topic);

		if (story)
			explain_story(&page, story);
		else
			explain_state(&page, (unsigned int)
				      find_state(*topic, strlen(*topic)));
	}
	for (row = 0; !*arguments && row < TCPSTATES_ROWS; row++)
		explain_state(&page, row);
	print_items(&page, explain_words);
	if (!*arguments) {
		putchar('\n');
		wrap(explain_more, 0, 0, page.columns);
	}
	return STATUS_OK;
}
