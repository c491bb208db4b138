/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * terminal.h - what standard output can show
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Escape sequences: select graphic rendition (ECMA-48). */
#define TERMINAL_PLAIN "\033[m"
#define TERMINAL_BOLD "\033[1m"
#define TERMINAL_DIM "\033[2m"
#define TERMINAL_NOTABLE "\033[1;33m"	/* bold, yellow */

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Whether it is a terminal that understands escape sequences. */
bool terminal(void);

/* Whether to use colour; --color comes before NO_COLOR and TERM. */
bool terminal_color(enum color color);

/* Whether the locale has UTF-8. Sets LC_CTYPE. */
bool terminal_unicode(void);

/**
 * terminal_size() - the size of the terminal
 * @columns:	set to its width; 80 if it is not known
 * @lines:	set to its height; 24 if it is not known
 *
 * Return: whether standard output is a terminal, of whatever type.
 */
bool terminal_size(size_t *columns, size_t *lines);

#endif /* TERMINAL_H */
