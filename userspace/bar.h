/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Draw a part of a whole
 */
#ifndef BAR_H
#define BAR_H

#include <stdbool.h>
#include <stddef.h>

/**
 * bar() - draw a part of a whole
 * @part:	the part; if it is not 0, something is seen of it
 * @whole:	the whole, not less than the part
 * @columns:	how wide the whole is
 * @unicode:	whether to draw in eighths of a column
 *
 * Return: a string to be freed, or NULL if there is no memory.
 */
char *bar(unsigned long long part, unsigned long long whole, size_t columns,
	  bool unicode);

#endif /* BAR_H */
