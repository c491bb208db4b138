/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world.h - the tables that a walk is let loose on, and all that can happen to
 * them while it walks
 */
#ifndef PROOF_WORLD_H
#define PROOF_WORLD_H

#include <stdbool.h>

#define WORLD_BUCKETS 64
#define WORLD_OBJECTS 256
#define WORLD_CELLS 22

/**
 * struct world_shape - what a walk starts from
 * @buckets:	hash buckets, a power of two
 * @locks:	locks, a power of two not above @buckets
 * @objects:	pieces of memory that can be sockets
 * @home:	for each object its bucket, or -1 if it is free at the start;
 *		objects of one bucket are in its chain in this order
 * @foreign:	objects below this number belong to another namespace
 * @moves:	how many things may happen during the walk
 * @signal:	a fatal signal may come between two read-side sections
 * @chase:	and besides, whatever keeps a reader without a lock from an end
 */
struct world_shape {
	unsigned int buckets;
	unsigned int locks;
	unsigned int objects;
	int home[WORLD_OBJECTS];
	unsigned int foreign;
	unsigned int moves;
	bool signal;
	bool chase;
};

/**
 * world_choose - the scheduler's mind, given by the driver
 * @n:	how many things can happen right now
 *
 * Return: which one does, 1 to @n, or 0 for none: the walk goes on.
 */
typedef unsigned int (*world_choose)(unsigned int n);

/**
 * world_run() - one walk over one world, with all promises checked
 * @shape:	what it starts from
 * @choose:	what happens when
 * @lazy:	give up runs that only repeat another one: in which something
 *		happens that the very next load does not notice, and so could
 *		as well have happened later
 *
 * Return: NULL if the promises were kept (or the run was given up), else what
 * went wrong; world_story() tells how.
 */
const char *world_run(const struct world_shape *shape, world_choose choose,
		      bool lazy);

/* Prints what happened in the last run, move by move. */
void world_story(void);

#endif /* PROOF_WORLD_H */
