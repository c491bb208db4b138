/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fails the allocations of a system call, one after the other
 */
#ifndef INJECT_H
#define INJECT_H

#include <stdbool.h>

/**
 * struct path - something that allocates
 * @name:	for messages
 * @prepare:	called before each pass, or NULL
 * @call:	one system call, whose allocations fail; returns its value
 * @check:	whether all is as it should be after it, given the errno or 0
 */
struct path {
	const char *name;
	void (*prepare)(void);
	long (*call)(void);
	bool (*check)(int err);
};

/**
 * struct outcome - of failing all allocations of a path
 * @failed:	allocations that failed
 * @nomem:	calls that ended with ENOMEM
 * @other:	calls that ended with another error
 * @right:	whether an allocation failed, a call ended with ENOMEM, and all
 *		checks were passed
 */
struct outcome {
	unsigned int failed;
	unsigned int nomem;
	unsigned int other;
	bool right;
};

/* Skips the program if the kernel cannot do it. */
void inject_set_up(void);

/* Whether only the allocations of entries in /proc fail, or all that may. */
void inject_entries_only(bool only);

/* Until a call in which no allocation is left to fail. */
struct outcome inject_all(const struct path *path);

#endif /* INJECT_H */
