/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture that diagram draws: no logic
 */
#ifndef DIAGRAM_ART_H
#define DIAGRAM_ART_H

#include <stddef.h>

/* How wide and how high it is. */
enum { ART_COLUMNS = 79, ART_LINES = 31 };

/*
 * Drawn with '-', '|' and '+', and with '<', '>' and 'v' as heads of arrows. A
 * line may end before the last column.
 */
extern const char *const art_lines[ART_LINES];

/* How much fits into a box: two lines of this width. */
enum { ART_BOX = 11 };

/**
 * struct art_box - where a state is
 * @state:	its number
 * @line:	the upper one of the two lines in the box
 * @column:	the first column in the box
 */
struct art_box {
	int state;
	size_t line;
	size_t column;
};

/* One for each state but UNKNOWN. */
enum { ART_BOXES = 11 };

extern const struct art_box art_boxes[ART_BOXES];

/* How to read it. */
extern const char *const art_legend;

/* printf format: how many sockets are in a state that has no box. */
extern const char *const art_unknown;

#endif /* DIAGRAM_ART_H */
