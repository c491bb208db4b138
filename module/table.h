/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - a tally by key and state
 */
#ifndef TCPSTATES_TABLE_H
#define TCPSTATES_TABLE_H

#include "file.h"
#include "tally.h"

/**
 * struct tcpstates_row - the sockets of a key
 * @key:	not 0; 0 if the row is free
 * @queued:	connections waiting in accept queues
 * @limit:	room in accept queues, at most U32_MAX
 * @sockets:	by state number
 */
struct tcpstates_row {
	u32 key;
	u32 queued;
	u32 limit;
	u32 sockets[TCPSTATES_ROWS];
};

struct tcpstates_table;

/**
 * struct tcpstates_table_kind - what a table counts, and what it looks like
 * @count:	that of its tally
 * @pass:	makes a pass; repeated until there is room for all rows
 * @header:	that of the key, of ten characters
 * @print_key:	prints a key, of ten characters
 * @queues:	whether to print the columns QUEUED and LIMIT
 */
struct tcpstates_table_kind {
	void (*count)(struct tcpstates_tally *tally,
		      const struct hlist_nulls_node *const nodes[],
		      const u16 order[], unsigned int nr);
	int (*pass)(struct tcpstates_table *table);
	const char *header;
	void (*print_key)(struct seq_buf *s, u32 key);
	bool queues;
};

/**
 * struct tcpstates_table - a hash table of rows, with open addressing
 * @tally:	for the pass; its error is -ENOSPC if a row found no room
 * @bits:	the logarithm of the number of rows
 * @seed:	of the hash function
 * @used:	how many are not free
 * @rows:	the rows
 */
struct tcpstates_table {
	struct tcpstates_tally tally;
	unsigned int bits;
	u32 seed;
	unsigned int used;
	struct tcpstates_row *rows;
};

/* Counts a socket in a state, and the accept queue of one that listens. */
void tcpstates_table_count(struct tcpstates_table *table, u32 key,
			   const struct sock *sk, unsigned int state);

/**
 * tcpstates_table_take() - make a pass and print the table, sorted by key
 * @table:	memory for it
 * @kind:	what it counts
 * @text:	replaced by the new text
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOMEM; -EINTR after a fatal signal.
 */
int tcpstates_table_take(struct tcpstates_table *table,
			 const struct tcpstates_table_kind *kind,
			 struct seq_buf *text);

#endif /* TCPSTATES_TABLE_H */
