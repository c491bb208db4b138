// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draw a story: two programs and what goes between them
 */
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "story.h"
#include "wrap.h"

/* The number of a step; a state, a blank; an arrow; a blank, a state. */
enum { MARGIN = 2, STATE = 11, BLANK = 1, ENDS = MARGIN + 2 * (STATE + BLANK) };

/* What an arrow is made of. */
struct pen {
	const char *line;
	const char *left;
	const char *right;
};

static const struct pen unicode_pen = { "\u2500", "\u25c0", "\u25b6" };
static const struct pen ascii_pen = { "-", "<", ">" };

static void repeat_text(const char *text, size_t count)
{
	while (count--)
		fputs(text, stdout);
}

/* A line with its label in the middle, and a head at one end or at none. */
static void draw_line(const char *label, const char *left, const char *line,
		      const char *right, size_t width)
{
	const size_t heads = (*left ? 1 : 0) + (*right ? 1 : 0);
	const size_t label_width = wrap_columns(label) + (*label ? 2 : 0);
	const size_t room = width - heads - label_width;

	fputs(left, stdout);
	repeat_text(line, room / 2);
	if (*label)
		printf(" %s ", label);
	repeat_text(line, room - room / 2);
	fputs(right, stdout);
}

static void draw_arrow(const struct story_step *step, const struct pen *pen,
		       size_t width)
{
	const char *label = step->segment;

	switch (step->arrow) {
	case STORY_A:
		draw_line(label, "", pen->line, pen->right, width);
		break;
	case STORY_B:
		draw_line(label, pen->left, pen->line, "", width);
		break;
	case STORY_BOTH:
		draw_line(label, "", pen->line, pen->right, (width - 1) / 2);
		fputs(" ", stdout);
		draw_line(label, pen->left, pen->line, "", width / 2);
		break;
	default:
		draw_line(label, "", " ", "", width);
		break;
	}
}

static const char *state_name(int number)
{
	return number == STORY_NONE ? explain_no_socket : state_of(number);
}

void story_print(const struct story *story, size_t columns, bool unicode)
{
	const struct pen *pen = unicode ? &unicode_pen : &ascii_pen;
	const size_t arrow = columns - ENDS;
	const struct story_step *step = story->steps;
	int i;

	/* b is flush with the right margin, a with the left one. */
	printf("%*s%s%*s\n", MARGIN, "", story->a,
	       (int)(columns - MARGIN - wrap_columns(story->a)), story->b);
	for (i = 0; i < STORY_STEPS && step->note; i++, step++) {
		printf("\n%-*d%-*s", MARGIN, i + 1, STATE + BLANK,
		       state_name(step->a));
		draw_arrow(step, pen, arrow);
		printf(" %s\n%*s", state_name(step->b), MARGIN, "");
		wrap_print(step->note, MARGIN, MARGIN, columns);
	}
}
