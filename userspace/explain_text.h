/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain_text.h - what tcpst explain prints: text, no logic
 *
 * The description that is printed above each state is in tcpstates_states.
 */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include "states.h"

/*
 * By the state's number: lines of a label, a tab and a text. A line without a
 * label is one more item of the label before it.
 */
extern const char *const explain_states[TCPSTATES_ROWS];

/* The words that all texts use, in the same form. */
extern const char *const explain_words;

/* Instead of a state: this end has no socket that is counted. */
#define STORY_NONE (-1)

enum story_arrow { STORY_NOBODY, STORY_A, STORY_B, STORY_BOTH };

struct story_step {
	enum story_arrow arrow;	/* who sends something */
	const char *segment;	/* what, or what else happens: 8 columns */
	int a;			/* the state of each end afterwards, */
	int b;			/* or STORY_NONE */
	const char *note;	/* NULL if the story has no more steps */
};

#define STORY_STEPS 8

/* What happens between two ends, a and b. The last name is NULL. */
struct story {
	const char *name;	/* as given to explain */
	const char *title;
	const char *a;		/* the headings of the two ends */
	const char *b;
	struct story_step steps[STORY_STEPS];
};

extern const struct story explain_stories[];

extern const char *const explain_more;	/* printed after all states */

#endif /* EXPLAIN_TEXT_H */
