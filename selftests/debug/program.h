/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the programs of check-debug share
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "kselftest.h"

#define OWN_FILE "/proc/self/net/tcpstates"

/* Returns zeroed memory that is shared with processes forked later. */
static inline void *shared(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		ksft_exit_fail_perror("mmap");
	return memory;
}

/* Whether a case is in a list that ends with NULL; all are if there is none. */
static inline bool is_chosen(const char *name, char **chosen)
{
	if (!*chosen)
		return true;
	while (*chosen)
		if (!strcmp(*chosen++, name))
			return true;
	return false;
}

#endif /* PROGRAM_H */
