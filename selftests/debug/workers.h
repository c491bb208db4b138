/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes that read the file, or open and close connections, all the time
 */
#ifndef WORKERS_H
#define WORKERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "kselftest.h"

#include "knob.h"
#include "tally.h"

#define CREW_MAX 16

/**
 * struct score - what the processes of a crew have done, in shared memory
 * @done:	reads, connections or the like
 * @gone:	reads that failed as the module was unloaded, if that is allowed
 * @made:	namespaces
 * @late:	reads after the last process of a namespace has left
 * @levels:	texts by level
 * @wrong:	what must not happen
 * @what:	the first such thing
 */
struct score {
	unsigned long done;
	unsigned long gone;
	unsigned long made;
	unsigned long late;
	unsigned long levels[KNOB_MAX + 1];
	unsigned long wrong;
	char what[128];
};

struct crew {
	struct score *score;
	int size;
	pid_t pid[CREW_MAX];
};

/* The sockets in the namespace of the readers, which each text must show. */
extern struct tally stable;

/* Whether the module may be unloaded under the readers. */
extern bool unloading;

/* Adds to a number in shared memory. */
void add(unsigned long *number, unsigned long more);

/* Notes that something is wrong. */
__printf(2, 3) void wrong(struct score *score, const char *format, ...);

/* Checks a text that is to show @wanted. */
void check_text(struct score *score, const char *text, ssize_t len,
		const struct tally *wanted);

/*
 * What a crew may do; a process that returns has failed. Connections are in a new
 * namespace, with the same tables.
 */
void read_in_all_ways(struct score *score);
void read_fast(struct score *score);
void open_and_close_connections(struct score *score);
void open_and_close_halves(struct score *score);
void move_on(struct score *score);

/* Starts @size processes that all do the same. */
void crew_start(struct crew *crew, int size, void (*work)(struct score *));

/*
 * Kills them. That a process has ended before, or does not end, is noted as
 * wrong. Prints what was wrong; returns whether nothing was and something was
 * done.
 */
bool crew_stop(struct crew *crew, const char *who);

/* Prints what is wrong, if anything. Returns whether nothing is. */
bool score_right(const struct score *score, const char *who);

/* Sleeps for a random time of at most @ms. */
void nap(unsigned int ms);

/* Seconds on a clock that only goes forward. */
double now(void);

#endif /* WORKERS_H */
