/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * New network namespaces
 */
#ifndef NAMESPACE_H
#define NAMESPACE_H

/* Moves the caller into a new one and sets its loopback up; returns 0 or -1. */
int namespace_enter(void);

#endif /* NAMESPACE_H */
