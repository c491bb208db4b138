/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What explain says: words only, no logic
 *
 * Everything a reader sees is in explain_text.c, but the sentence for each
 * state: that is in tcpstates_states.
 */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include "states.h"

/**
 * struct explain_state - the paragraphs on a state, in the order of printing
 * @done:	what this end has sent and received
 * @waits:	what it waits for, and whose turn it is
 * @from:	how sockets come here
 * @to:		where they go
 * @many:	what a large number means
 * @look:	what to look at next
 *
 * An item begins on a line of its own after each newline. NULL if there is
 * nothing to say.
 */
struct explain_state {
	const char *done;
	const char *waits;
	const char *from;
	const char *to;
	const char *many;
	const char *look;
};

/* What stands before each. */
extern const struct explain_state explain_labels;

/* By the state's number. */
extern const struct explain_state explain_states[TCPSTATES_ROWS];

/**
 * struct explain_word - a word that is explained where it first appears
 * @word:	the word, in capitals
 * @meaning:	what it means
 */
struct explain_word {
	const char *word;
	const char *meaning;
};

/* Ends with a word that is NULL. */
extern const struct explain_word explain_words[];

/* In a story, an end without a socket. */
#define STORY_NONE (-1)

/* Who sends the segment of a step. */
enum story_arrow {
	STORY_NOBODY,
	STORY_A,
	STORY_B,
	STORY_BOTH,
};

/**
 * struct story_step - what happens next
 * @arrow:	who sends something
 * @segment:	what, or what happens instead
 * @a:		the state of a after that, a number, or STORY_NONE
 * @b:		the state of b
 * @note:	what there is to say about it
 */
struct story_step {
	enum story_arrow arrow;
	const char *segment;
	int a;
	int b;
	const char *note;
};

#define STORY_STEPS 8

/**
 * struct story - what goes on between two programs, a and b
 * @name:	what it is asked for by
 * @title:	what it tells
 * @a:		who a is
 * @b:		who b is
 * @steps:	what happens; the last one may be followed by some without a note
 */
struct story {
	const char *name;
	const char *title;
	const char *a;
	const char *b;
	struct story_step steps[STORY_STEPS];
};

/* Ends with a name that is NULL. */
extern const struct story explain_stories[];

/* What a story calls an end without a socket. */
extern const char *const explain_no_socket;

/* printf format: how many sockets there are; all, IPv4, IPv6. */
extern const char *const explain_count;

/* What follows when all states have been explained. */
extern const char *const explain_more;

#endif /* EXPLAIN_TEXT_H */
