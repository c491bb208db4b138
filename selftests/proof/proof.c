// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof.c - runs module/walk.c on tables that change during the walk
 *
 *	proof small		every schedule of every small world
 *	proof full		every schedule of some larger worlds
 *	proof large SEED N	N walks over random larger worlds
 *
 * Exit status 0: all promises kept; 1: one was broken, with the moves printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define MAX_CHOICES 100000

/* Depth first: the choices of this run, and the largest possible ones. */
static unsigned int chosen[MAX_CHOICES], limit[MAX_CHOICES];
static unsigned int depth, known;

static unsigned int next_choice(unsigned int n)
{
	if (depth == MAX_CHOICES)
		return 0;
	if (depth == known) {
		chosen[known] = 0;
		limit[known++] = n;
	}
	return chosen[depth++];
}

/* Advances to the next sequence of choices. False if there is none. */
static bool next_schedule(void)
{
	known = depth;
	while (known && chosen[known - 1] == limit[known - 1])
		known--;
	if (!known)
		return false;
	chosen[known - 1]++;
	return true;
}

static bool broken(const char *what)
{
	if (!what)
		return false;
	printf("# %s\n", what);
	world_story();
	return true;
}

static bool every_schedule(const struct world_shape *shape, unsigned long *runs)
{
	known = 0;
	do {
		depth = 0;
		++*runs;
		if (broken(world_run(shape, next_choice, true)))
			return false;
	} while (next_schedule());
	return true;
}

/*
 * Every way to put the objects into buckets or leave them free, in ascending
 * order only: swapping two objects that look the same makes no difference.
 */
static bool every_home(struct world_shape *shape, unsigned int object,
		       unsigned long *runs)
{
	int home;

	if (object == shape->objects)
		return every_schedule(shape, runs);
	for (home = object ? shape->home[object - 1] : -1;
	     home < (int)shape->buckets; home++) {
		shape->home[object] = home;
		if (!every_home(shape, object + 1, runs))
			return false;
	}
	return true;
}

/* Buckets, locks, objects, moves. */
struct size {
	unsigned int buckets, locks, objects, moves;
};

static const struct size small[] = {
	{ 1, 1, 3, 3 }, { 2, 1, 3, 3 }, { 2, 2, 3, 3 }, { 2, 1, 4, 3 },
	{ 4, 2, 3, 2 }, { 8, 2, 2, 2 }, { 2, 4, 2, 2 },
	{ 0 }
};

/* These take minutes. */
static const struct size full[] = {
	{ 2, 2, 4, 3 }, { 4, 2, 3, 3 }, { 1, 1, 4, 4 }, { 2, 2, 3, 4 },
	{ 0 }
};

static int every_world(const struct size *size)
{
	unsigned int foreign;

	for (; size->buckets; size++) {
		unsigned long runs = 0;

		for (foreign = 0; foreign < 2; foreign++) {
			struct world_shape shape = {
				.buckets = size->buckets,
				.locks = size->locks,
				.objects = size->objects,
				.moves = size->moves,
				.foreign = foreign,
			};

			if (!every_home(&shape, 0, &runs))
				return 1;
		}
		printf("# %u buckets, %u locks, %u objects, %u moves: %lu schedules\n",
		       size->buckets, size->locks, size->objects, size->moves,
		       runs);
	}
	return 0;
}

/* xorshift: the same walks from the same seed on every machine. */
static unsigned long long random_state;

static unsigned int any(unsigned int n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state >> 32) % n;
}

static unsigned int rush;

static unsigned int random_choice(unsigned int n)
{
	return n && any(100) < rush ? 1 + any(n) : 0;
}

static int large(unsigned long long seed, unsigned long walks)
{
	unsigned long i;

	printf("# seed %llu\n", seed);
	random_state = seed * 0x9e3779b97f4a7c15ULL | 1;
	for (i = 0; i < walks; i++) {
		struct world_shape shape = { .moves = ~0U };
		unsigned int o, bits = any(7), free = any(50);

		shape.buckets = 1U << bits;
		shape.locks = 1U << any(bits + 2);
		shape.objects = 1 + any(any(4) ? 40 : WORLD_OBJECTS);
		shape.chase = !any(4);
		shape.signal = !any(4);
		shape.no_memory = !any(50);
		shape.foreign = any(shape.objects + 1) / 2;
		for (o = 0; o < shape.objects; o++)
			shape.home[o] = any(100) < free ? -1 :
					(int)any(shape.buckets);
		rush = any(4) ? any(30) : 0;
		if (broken(world_run(&shape, random_choice, false)))
			return 1;
	}
	printf("# %lu walks\n", walks);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "small"))
		return every_world(small);
	if (argc == 2 && !strcmp(argv[1], "full"))
		return every_world(full);
	if (argc == 4 && !strcmp(argv[1], "large"))
		return large(strtoull(argv[2], NULL, 0),
			     strtoul(argv[3], NULL, 0));
	fprintf(stderr, "usage: proof small | full | large SEED WALKS\n");
	return 2;
}
