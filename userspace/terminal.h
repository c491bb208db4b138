/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What standard output can show
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the user wants colours; AUTO: where they can be seen. */
enum color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What a line, or a part of it, starts and ends with. */
#define TERMINAL_BOLD "\033[1m"
#define TERMINAL_DIM "\033[2m"
#define TERMINAL_REVERSE "\033[7m"
#define TERMINAL_PLAIN "\033[0m"

/* Whether it is a terminal. */
bool terminal(void);

/**
 * terminal_color() - whether to use colours
 * @color:	what the user said; if nothing, they are used on a terminal that
 *		knows them, unless NO_COLOR is in the environment
 */
bool terminal_color(enum color color);

/* Whether it takes Unicode. Sets the locale of the process for that. */
bool terminal_unicode(void);

/* How many columns there are; 80 where it is not a terminal. */
size_t terminal_width(void);

#endif /* TERMINAL_H */
