/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rows.h - files with a row for each key: what is counted, sorted and printed
 *
 * Only numbers that are not 0 take memory: each is a cell. An open file keeps
 * its cells, and the text is made when it is read.
 */
#ifndef TCPSTATES_ROWS_H
#define TCPSTATES_ROWS_H

#include <linux/types.h>

#include "tally.h"

struct iov_iter;
struct net;
struct tcpstates_rows;

/*
 * The columns, in print order: states by number, with that of UNKNOWN last; then
 * those of listeners. CLOSE is not printed.
 */
enum {
	TCPSTATES_QUEUED = TCPSTATES_ROWS + 1,
	TCPSTATES_LIMIT,
	TCPSTATES_FULL,
};

/* Sockets between the prefetch of a cell and its use. */
#define TCPSTATES_DELAY 32

/**
 * struct tcpstates_cell - a number that is not 0
 * @id:		the key, then the column in four bits; 0 if the cell is free
 * @count:	the number, at most U32_MAX
 */
struct tcpstates_cell {
	u64 id;
	u32 count;
} __packed __aligned(4);

/**
 * struct tcpstates_rows_kind - what a file with rows counts, and how it looks
 * @size:	that of the structure that begins with its struct tcpstates_rows
 * @count:	that of its tally
 * @pass:	makes a pass; repeated until there is room for all cells
 * @settle:	returns the key to print for a key, or 0 if there is none; NULL if
 *		all keys are printed as they are
 * @header:	the header of the key
 * @width:	the width of the key
 * @print_key:	prints a key into @width blanks
 * @queues:	whether there are columns for accept queues
 */
struct tcpstates_rows_kind {
	size_t size;
	void (*count)(struct tcpstates_tally *tally,
		      struct tcpstates_batch batch);
	int (*pass)(struct tcpstates_rows *rows);
	u64 (*settle)(const struct tcpstates_rows *rows, u64 key);
	const char *header;
	unsigned int width;
	void (*print_key)(char *text, u64 key);
	bool queues;
};

/**
 * struct tcpstates_rows - the cells of a pass, a hash table
 * @tally:	for the pass; its error is -ENOSPC if a cell found no room
 * @kind:	what is counted
 * @net:	the namespace of the file
 * @cells:	open addressing
 * @bits:	the logarithm of their number
 * @used:	how many are not free
 * @seed:	of the hash function
 * @delayed:	the last sockets, whose cells are being prefetched
 * @next:	the next place there
 * @begin:	memory for sorting
 */
struct tcpstates_rows {
	struct tcpstates_tally tally;
	const struct tcpstates_rows_kind *kind;
	struct net *net;
	struct tcpstates_cell *cells;
	unsigned int bits;
	unsigned int used;
	u64 seed;
	u64 delayed[TCPSTATES_DELAY];
	unsigned int next;
	u32 begin[256];
};

/* Counts a socket in a state, and the accept queue of one that listens. */
void tcpstates_rows_count(struct tcpstates_rows *rows, u64 key,
			  const struct sock *sk, unsigned int state);

/* Adds to a number. */
void tcpstates_rows_add(struct tcpstates_rows *rows, u64 key,
			unsigned int column, u32 amount);

/* Returns a number. */
u32 tcpstates_rows_get(const struct tcpstates_rows *rows, u64 key,
		       unsigned int column);

/* For print_key(): puts a number before @end. */
void tcpstates_put_number(char *end, u64 number);

/**
 * tcpstates_rows_take() - make a pass
 * @kind:	what to count
 * @net:	the namespace of the file
 *
 * Context: process context, may sleep.
 * Return: a snapshot, to be freed by kvfree(); an error pointer: -ENOMEM; -EINTR
 * after a fatal signal.
 */
void *tcpstates_rows_take(const struct tcpstates_rows_kind *kind,
			  struct net *net);

/* Shows it: see struct tcpstates_file. */
ssize_t tcpstates_rows_show(void *snapshot, loff_t *pos, struct iov_iter *to);

#endif /* TCPSTATES_ROWS_H */
