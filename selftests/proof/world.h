/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world.h - running the walk on tables that change
 */
#ifndef PROOF_WORLD_H
#define PROOF_WORLD_H

#include <stdbool.h>

#define WORLD_BUCKETS 64
#define WORLD_OBJECTS 256
#define WORLD_CELLS 22

/**
 * struct world_shape - the start of a walk
 * @buckets:	hash buckets, a power of two
 * @locks:	locks, a power of two; may be above @buckets
 * @objects:	pieces of memory that can be sockets
 * @home:	for each object its bucket at the start, or -1 if it is free;
 *		the objects of a bucket are in its chain in this order
 * @foreign:	objects below this number belong to another namespace
 * @moves:	the maximum number of moves during the walk
 * @no_memory:	memory cannot be allocated
 * @signal:	a fatal signal may arrive between two read-side sections
 * @chase:	additional moves keep a reader without a lock from reaching the
 *		end of a chain
 */
struct world_shape {
	unsigned int buckets;
	unsigned int locks;
	unsigned int objects;
	int home[WORLD_OBJECTS];
	unsigned int foreign;
	unsigned int moves;
	bool no_memory;
	bool signal;
	bool chase;
};

/**
 * world_choose - makes the scheduler's choices; provided by the driver
 * @n:	the number of moves that are possible now
 *
 * Return: the move to make, 1 to @n, or 0 to let the walk continue.
 */
typedef unsigned int (*world_choose)(unsigned int n);

/**
 * world_run() - one walk over one world, with all promises checked
 * @shape:	the start
 * @choose:	makes the choices
 * @lazy:	abandon runs that are equivalent to another one: the next load
 *		does not notice the last move, so it could happen later as well
 *
 * Return: NULL if the promises were kept or the run was abandoned, else what
 * went wrong; world_story() prints how.
 */
const char *world_run(const struct world_shape *shape, world_choose choose,
		      bool lazy);

/* Prints the moves of the last run. */
void world_story(void);

#endif /* PROOF_WORLD_H */
