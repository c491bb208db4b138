/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many network namespaces there are
 */
#ifndef ALIVE_H
#define ALIVE_H

#include <stdbool.h>

/*
 * Returns the number of those that root has made and that still exist, or -1.
 * Makes one more for a moment, which the kernel removes in the background.
 */
int namespaces_alive(void);

/* Whether there are no more than @number within a minute. */
bool namespaces_alive_soon(int number);

#endif /* ALIVE_H */
