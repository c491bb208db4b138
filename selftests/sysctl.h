/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers in /proc/sys
 */
#ifndef SYSCTL_H
#define SYSCTL_H

/* Returns the number, or -1. */
int sysctl_read(const char *path);

/* Returns 0, or -1 with errno. */
int sysctl_write(const char *path, int value);

#endif /* SYSCTL_H */
