/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the BPF iterator and the program that runs it share
 */
#ifndef ITERATE_H
#define ITERATE_H

/* More than there are states: a power of 2. */
#define ITERATE_STATES 16

#endif /* ITERATE_H */
