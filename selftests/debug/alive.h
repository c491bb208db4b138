/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many network namespaces there are
 */
#ifndef ALIVE_H
#define ALIVE_H

#include <stdbool.h>

/* The most network namespaces that root can make. */
#define NAMESPACES_LIMIT "/proc/sys/user/max_net_namespaces"

/*
 * Returns the number of those that root has made and that still exist, or -1.
 * Makes one more for a moment, which the kernel removes in the background.
 */
int namespaces_alive(void);

/*
 * Waits until there are no more than @number. False if they do not become fewer
 * for a minute.
 */
bool namespaces_alive_soon(int number);

#endif /* ALIVE_H */
