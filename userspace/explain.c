// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the states mean, and how a connection goes through them
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "commands.h"
#include "explain_text.h"
#include "names.h"
#include "procfile.h"
#include "story.h"
#include "terminal.h"
#include "wrap.h"

/* Lines longer than this are tiring to read, shorter ones cannot hold a story. */
enum { COLUMNS_MOST = 80, COLUMNS_LEAST = 38 };

/* Where a label begins, and where what it stands before. */
enum { LABEL = 2, TEXT = 14 };

/* How it is printed, and what has been said already. */
struct page {
	size_t columns;
	bool color;
	bool unicode;
	bool started;
	const struct procfile *file;	/* NULL if the module is not there */
	unsigned int words;		/* a bit for each that was explained */
};

/* On a narrow page a text goes below its label. */
static size_t text_column(const struct page *page)
{
	return page->columns / 4 < TEXT ? 2 * LABEL : TEXT;
}

/* Ends where a text that belongs to the label begins. */
static void print_label(const struct page *page, const char *label)
{
	const size_t column = text_column(page);

	printf("%*s", LABEL, "");
	if (column == TEXT)
		printf("%-*s", TEXT - LABEL, label);
	else
		printf("%s\n%*s", label, (int)column, "");
}

/* Items that take more than one line have the others indented. */
static void print_items(const struct page *page, const char *label,
			const char *text)
{
	const size_t column = text_column(page);
	const size_t indent = column + (strchr(text, '\n') ? 2 : 0);
	const char *end;

	print_label(page, label);
	for (; (end = strchr(text, '\n')); text = end + 1) {
		char *item = strndup(text, (size_t)(end - text));

		wrap_print(item ? item : "", column, indent, page->columns);
		printf("%*s", (int)column, "");
		free(item);
	}
	wrap_print(text, column, indent, page->columns);
}

static bool is_of_word(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_';
}

/* Whether a word is part of a text; SYN is one of SYN+ACK, not of SYN_SENT. */
static bool has_word(const char *text, const char *word)
{
	const size_t length = strlen(word);
	const char *found = text;

	while (found && (found = strstr(found, word))) {
		if ((found == text || !is_of_word(found[-1])) &&
		    !is_of_word(found[length]))
			return true;
		found += length;
	}
	return false;
}

/* Notes which words a text has that have not been explained before. */
static unsigned int new_words(const struct page *page, const char *text)
{
	unsigned int words = 0;
	int i;

	for (i = 0; text && explain_words[i].word; i++)
		if (has_word(text, explain_words[i].word))
			words |= 1U << i;
	return words & ~page->words;
}

static void explain_new_words(struct page *page, unsigned int words)
{
	int i;

	if (!words)
		return;
	page->words |= words;
	for (i = 0; explain_words[i].word; i++)
		if (words & (1U << i))
			print_items(page, explain_words[i].word,
				    explain_words[i].meaning);
	putchar('\n');
}

static void print_heading(struct page *page, const char *name)
{
	if (page->started)
		putchar('\n');
	page->started = true;
	printf("%s%s%s", page->color ? TERMINAL_BOLD : "", name,
	       page->color ? TERMINAL_PLAIN : "");
}

static void print_count(const struct page *page, unsigned int row)
{
	const unsigned long long *sockets;

	if (!page->file)
		return;
	sockets = page->file->rows[row].sockets;
	fputs(": ", stdout);
	printf(explain_count, sockets[PROCFILE_TOTAL], sockets[PROCFILE_IPV4],
	       sockets[PROCFILE_IPV6]);
}

/* The paragraphs one after the other, to go through them. */
enum { FIELDS = 6 };

static void list_fields(const struct explain_state *state,
			const char *fields[FIELDS])
{
	fields[0] = state->done;
	fields[1] = state->waits;
	fields[2] = state->from;
	fields[3] = state->to;
	fields[4] = state->many;
	fields[5] = state->look;
}

static void explain_state(struct page *page, unsigned int row)
{
	const struct tcpstates_state *state = &tcpstates_states[row];
	unsigned int words = new_words(page, state->description);
	const char *fields[FIELDS];
	const char *labels[FIELDS];
	int i;

	print_heading(page, state->name);
	print_count(page, row);
	putchar('\n');
	wrap_print(state->description, 0, 0, page->columns);
	putchar('\n');

	list_fields(&explain_labels, labels);
	list_fields(&explain_states[state->number], fields);
	for (i = 0; i < FIELDS; i++)
		words |= new_words(page, fields[i]);
	explain_new_words(page, words);
	for (i = 0; i < FIELDS; i++)
		if (fields[i])
			print_items(page, labels[i], fields[i]);
}

static void explain_story(struct page *page, const struct story *story)
{
	unsigned int words = 0;
	int i;

	print_heading(page, story->title);
	fputs("\n\n", stdout);
	for (i = 0; i < STORY_STEPS; i++)
		words |= new_words(page, story->steps[i].segment) |
			 new_words(page, story->steps[i].note);
	explain_new_words(page, words);
	story_print(story, page->columns, page->unicode);
}

static const struct story *find_story(const char *name)
{
	const struct story *story;

	for (story = explain_stories; story->name; story++)
		if (!strcasecmp(name, story->name))
			return story;
	return NULL;
}

/* "listen" and "close" are both: first the state, then the story. */
static void explain(struct page *page, const char *topic)
{
	const struct story *story = find_story(topic);
	const int row = state_row(topic, strlen(topic));

	if (row >= 0)
		explain_state(page, (unsigned int)row);
	if (story)
		explain_story(page, story);
}

static void explain_all(struct page *page)
{
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		explain_state(page, row);
	putchar('\n');
	wrap_print(explain_more, 0, 0, page->columns);
}

static void set_up(struct page *page, struct procfile *file)
{
	const size_t columns = terminal_width();

	*page = (struct page){
		.columns = columns > COLUMNS_MOST ? COLUMNS_MOST :
			   columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns,
		.color = terminal_color(COLOR_AUTO),
		.unicode = terminal_unicode(),
		.file = procfile_read_here(file) ? file : NULL,
	};
}

enum status explain_main(int argc, char *argv[])
{
	struct procfile file;
	struct page page;
	int i;

	for (i = 1; i < argc; i++)
		if (state_row(argv[i], strlen(argv[i])) < 0 &&
		    !find_story(argv[i]))
			return fail(STATUS_USAGE, "%s: neither a state nor a story",
				    argv[i]);
	set_up(&page, &file);
	for (i = 1; i < argc; i++)
		explain(&page, argv[i]);
	if (argc < 2)
		explain_all(&page);
	return STATUS_FINE;
}
