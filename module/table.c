// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - a tally by key and state
 *
 * Rows are added under locks, where memory cannot be allocated: if there is no
 * room the pass ends, and another one begins with a table that has room for more.
 */
#include <linux/jhash.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "table.h"

/* Room for 768 rows, then for 12,288 and for 196,608. */
#define FIRST_BITS 10
#define MORE_BITS 4
#define MOST_BITS 18

/* Ten columns, those of the states, 24 more. */
#define LINE_SIZE (10 + (TCPSTATES_ROWS - 1) * 12 + 24 + 1)

static void count_in(struct tcpstates_row *row, const struct sock *sk,
		     unsigned int state)
{
	row->sockets[state]++;
	if (state != TCP_LISTEN)
		return;
	row->queued += READ_ONCE(sk->sk_ack_backlog);
	if (check_add_overflow(row->limit, READ_ONCE(sk->sk_max_ack_backlog),
			       &row->limit))
		row->limit = U32_MAX;
}

/* The seed keeps users from choosing keys that collide. */
void tcpstates_table_count(struct tcpstates_table *table, u32 key,
			   const struct sock *sk, unsigned int state)
{
	const u32 mask = (1U << table->bits) - 1;
	u32 at = jhash_1word(key, table->seed) & mask;
	struct tcpstates_row *row;

	while (table->rows[at].key && table->rows[at].key != key)
		at = (at + 1) & mask;
	row = &table->rows[at];
	if (!row->key) {
		/* The free rows keep searches short. */
		if (table->used == (mask + 1) / 4 * 3) {
			table->tally.err = -ENOSPC;
			return;
		}
		row->key = key;
		table->used++;
	}
	count_in(row, sk, state);
}

static int fill(struct tcpstates_table *table, unsigned int bits,
		unsigned int tries, const struct tcpstates_table_kind *kind)
{
	*table = (struct tcpstates_table) {
		.tally.count = kind->count,
		.tally.tries = tries,
		.bits = bits,
		.seed = get_random_u32(),
		.rows = kvcalloc(1U << bits, sizeof(*table->rows),
				 GFP_KERNEL_ACCOUNT),
	};
	return table->rows ? kind->pass(table) : -ENOMEM;
}

static int compare_keys(const void *a, const void *b)
{
	const struct tcpstates_row *x = a, *y = b;

	/* sort() does not, and 131,072 rows take it long. */
	cond_resched();
	return x->key < y->key ? -1 : x->key > y->key;
}

/* Moves the rows that are not free to the start, and sorts them. */
static void sort_rows(struct tcpstates_table *table)
{
	unsigned int i;

	table->used = 0;
	for (i = 0; i < 1U << table->bits; i++)
		if (table->rows[i].key)
			table->rows[table->used++] = table->rows[i];
	sort(table->rows, table->used, sizeof(*table->rows), compare_keys,
	     NULL);
}

/* Prints the header, or the line of a row. */
static void print_line(struct seq_buf *s, const struct tcpstates_row *row,
		       const struct tcpstates_table_kind *kind)
{
	unsigned int i;

	if (row)
		kind->print_key(s, row->key);
	else
		seq_buf_printf(s, "%s", kind->header);
	for (i = 0; i < TCPSTATES_ROWS; i++) {
		const struct tcpstates_state *state = &tcpstates_states[i];

		if (state->number == TCP_CLOSE)
			continue;
		if (row)
			seq_buf_printf(s, " %11u", row->sockets[state->number]);
		else
			seq_buf_printf(s, " %11s", state->name);
	}
	if (kind->queues && row)
		seq_buf_printf(s, " %11u %11u", row->queued, row->limit);
	else if (kind->queues)
		seq_buf_printf(s, " %11s %11s", "QUEUED", "LIMIT");
	seq_buf_printf(s, "\n");
}

static int print(const struct tcpstates_table *table,
		 const struct tcpstates_table_kind *kind, struct seq_buf *text)
{
	unsigned int i;
	int err;

	err = tcpstates_text_begin(text, (table->used + 1) * LINE_SIZE + 1);
	if (err)
		return err;
	print_line(text, NULL, kind);
	for (i = 0; i < table->used; i++) {
		print_line(text, &table->rows[i], kind);
		cond_resched();
	}
	return 0;
}

int tcpstates_table_take(struct tcpstates_table *table,
			 const struct tcpstates_table_kind *kind,
			 struct seq_buf *text)
{
	unsigned int bits = FIRST_BITS, tries = 0;
	int err;

	while ((err = fill(table, bits, tries, kind))) {
		kvfree(table->rows);
		if (err == -EAGAIN)
			tries++;
		else if (err == -ENOSPC && bits < MOST_BITS)
			bits += MORE_BITS;
		else
			return err == -ENOSPC ? -ENOMEM : err;
	}
	sort_rows(table);
	err = print(table, kind, text);
	kvfree(table->rows);
	return err;
}
