/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module parameter that sets the verbosity level
 */
#ifndef KNOB_H
#define KNOB_H

#include <stddef.h>

#define KNOB "/sys/module/tcpstates/parameters/verbose"
#define KNOB_MAX 2
#define KNOB_DEFAULT 1

/* Returns the level, or -1. */
int knob_get(void);

/* Write a level, or any bytes in one write; return 0 or the errno. */
int knob_set(int level);
int knob_write(const char *bytes, size_t len);

#endif /* KNOB_H */
