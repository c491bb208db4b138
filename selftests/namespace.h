/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * New network namespaces
 */
#ifndef NAMESPACE_H
#define NAMESPACE_H

/* Moves the caller into a new one and sets its loopback up; returns 0 or -1. */
int namespace_enter(void);

/*
 * Namespaces that are made in the caller's one get a table of connections of their
 * own. Returns 0, or -1 with errno: ENOENT if the kernel cannot do that.
 */
int namespace_own_tables(int buckets);

#endif /* NAMESPACE_H */
