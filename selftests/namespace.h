/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Network namespaces of a test's own
 */
#ifndef NAMESPACE_H
#define NAMESPACE_H

/* Moves the caller into a fresh one whose loopback is up: 0 or -1. */
int namespace_enter(void);

#endif /* NAMESPACE_H */
