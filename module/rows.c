// SPDX-License-Identifier: GPL-2.0-only
/*
 * rows.c - files with a row for each key
 *
 * Cells are added under locks, where memory cannot be allocated: if there is no
 * room the pass ends, and another one begins with a larger table. Of its cells
 * the table uses half: they are sorted with the other half as memory.
 */
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/prefetch.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>

#include <net/sock.h>

#include "rows.h"

/* Room for 2,048, 16,384 and 131,072 cells, then each time for twice as many. */
#define FIRST_BITS 12
#define MORE_BITS(bits) ((bits) < 18 ? 3 : 1)
#define MOST_BITS 24

#define COLUMN_BITS 4
#define COLUMN_MASK (BIT(COLUMN_BITS) - 1)
static_assert(TCPSTATES_FULL == COLUMN_MASK);

/* The reader is told that there is no memory; the log need not be. */
#define GFP_ROWS (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* A cell that is not printed: it has no column. */
#define LEFT_OUT BIT_ULL(63)

/* Each number after the key takes so many characters, with a blank. */
#define NUMBER_WIDTH 12

/**
 * struct snapshot - what an open file keeps
 * @kind:	what was counted
 * @lines:	the number of lines, with the header
 * @line:	a line that was printed
 * @cell:	its first cell
 * @nr:		the number of cells
 * @cells:	sorted by key, then by column
 */
struct snapshot {
	const struct tcpstates_rows_kind *kind;
	unsigned int lines;
	unsigned int line;
	unsigned int cell;
	unsigned int nr;
	struct tcpstates_cell cells[];
};

static u64 id_of(u64 key, unsigned int column)
{
	return key << COLUMN_BITS | column;
}

static u64 key_of(u64 id)
{
	return id >> COLUMN_BITS;
}

static unsigned int column_of(u64 id)
{
	return id & COLUMN_MASK;
}

static bool is_printed(const struct tcpstates_rows_kind *kind,
		       unsigned int column)
{
	return column && column != TCP_CLOSE &&
	       (kind->queues || column <= TCPSTATES_ROWS);
}

/* The seed keeps users from choosing keys that collide. */
static struct tcpstates_cell *first_place(const struct tcpstates_rows *rows,
					  u64 id)
{
	return &rows->cells[id * rows->seed >> (64 - rows->bits)];
}

/* Returns the cell, or the free one where it would be. */
static struct tcpstates_cell *find(const struct tcpstates_rows *rows, u64 id)
{
	const struct tcpstates_cell *end = &rows->cells[BIT(rows->bits)];
	struct tcpstates_cell *cell = first_place(rows, id);

	while (cell->id && cell->id != id)
		if (++cell == end)
			cell = rows->cells;
	return cell;
}

static void add_to(struct tcpstates_cell *cell, u32 amount)
{
	cell->count = amount > U32_MAX - cell->count ? U32_MAX :
						       cell->count + amount;
}

static void add(struct tcpstates_rows *rows, u64 id, u32 amount)
{
	struct tcpstates_cell *cell = find(rows, id);

	if (!amount)
		return;
	if (!cell->id) {
		if (rows->used == BIT(rows->bits) / 2) {
			rows->tally.err = -ENOSPC;
			return;
		}
		cell->id = id;
		rows->used++;
	}
	add_to(cell, amount);
}

void tcpstates_rows_add(struct tcpstates_rows *rows, u64 key,
			unsigned int column, u32 amount)
{
	add(rows, id_of(key, column), amount);
}

u32 tcpstates_rows_get(const struct tcpstates_rows *rows, u64 key,
		       unsigned int column)
{
	return find(rows, id_of(key, column))->count;
}

/* Counts the socket that came TCPSTATES_DELAY before, and notes this one. */
static void delay(struct tcpstates_rows *rows, u64 id)
{
	u64 *delayed = &rows->delayed[rows->next++ % TCPSTATES_DELAY];

	if (*delayed)
		add(rows, *delayed, 1);
	*delayed = id;
}

void tcpstates_rows_count(struct tcpstates_rows *rows, u64 key,
			  const struct sock *sk, unsigned int state)
{
	const u64 id = id_of(key, state ?: TCPSTATES_ROWS);

	BUILD_BUG_ON(TCPSTATES_UNKNOWN != 0);
	prefetchw(first_place(rows, id));
	delay(rows, id);
	if (state != TCP_LISTEN || !rows->kind->queues)
		return;
	tcpstates_rows_add(rows, key, TCPSTATES_QUEUED,
			   READ_ONCE(sk->sk_ack_backlog));
	tcpstates_rows_add(rows, key, TCPSTATES_LIMIT,
			   READ_ONCE(sk->sk_max_ack_backlog));
	tcpstates_rows_add(rows, key, TCPSTATES_FULL, sk_acceptq_is_full(sk));
}

static int fill(struct tcpstates_rows *rows, unsigned int bits,
		unsigned int tries)
{
	unsigned int i;
	int err;

	rows->cells = kvcalloc(BIT(bits), sizeof(*rows->cells), GFP_ROWS);
	if (!rows->cells)
		return -ENOMEM;
	rows->tally = (struct tcpstates_tally) {
		.count = rows->kind->count,
		.tries = tries,
	};
	rows->bits = bits;
	rows->used = 0;
	rows->seed = get_random_u64() | 1;
	memset(rows->delayed, 0, sizeof(rows->delayed));
	err = rows->kind->pass(rows);
	for (i = 0; i < TCPSTATES_DELAY; i++)
		delay(rows, 0);
	return err ?: rows->tally.err;
}

/* For loops over cells. */
static void pause_at(unsigned long i)
{
	if (i % 4096 == 0)
		cond_resched();
}

/*
 * Replaces the keys, in place: settle() may look for other cells, so none may be
 * moved or freed.
 */
static void settle(struct tcpstates_rows *rows)
{
	unsigned long i;

	for (i = 0; i < BIT(rows->bits); i++) {
		u64 *id = &rows->cells[i].id;

		pause_at(i);
		if (*id && is_printed(rows->kind, column_of(*id))) {
			u64 key = rows->kind->settle(rows, key_of(*id));

			*id = key ? id_of(key, column_of(*id)) : LEFT_OUT;
		}
	}
}

/* Moves the cells that are printed to the start. */
static void compact(struct tcpstates_rows *rows)
{
	unsigned long i;

	rows->used = 0;
	for (i = 0; i < BIT(rows->bits); i++) {
		pause_at(i);
		if (is_printed(rows->kind, column_of(rows->cells[i].id)))
			rows->cells[rows->used++] = rows->cells[i];
	}
}

/* One pass of a radix sort. */
static void sort_by(struct tcpstates_rows *rows, unsigned int shift,
		    const struct tcpstates_cell *from,
		    struct tcpstates_cell *to)
{
	unsigned int i, sum = 0;

	memset(rows->begin, 0, sizeof(rows->begin));
	for (i = 0; i < rows->used; i++) {
		pause_at(i);
		rows->begin[from[i].id >> shift & 255]++;
	}
	for (i = 0; i < 256; i++) {
		unsigned int nr = rows->begin[i];

		rows->begin[i] = sum;
		sum += nr;
	}
	for (i = 0; i < rows->used; i++) {
		pause_at(i);
		to[rows->begin[from[i].id >> shift & 255]++] = from[i];
	}
}

/* Returns the sorted cells. */
static struct tcpstates_cell *sort(struct tcpstates_rows *rows)
{
	struct tcpstates_cell *from = rows->cells;
	struct tcpstates_cell *to = rows->cells + rows->used;
	unsigned int i, shift;
	u64 differ = 0;

	for (i = 1; i < rows->used; i++)
		differ |= from[i].id ^ from[0].id;
	for (shift = 0; shift < 64; shift += 8) {
		if (!(differ >> shift & 255))
			continue;
		sort_by(rows, shift, from, to);
		swap(from, to);
	}
	return from;
}

/* Adds up cells with the same key and column; returns the number of keys. */
static unsigned int merge(struct tcpstates_rows *rows,
			  struct tcpstates_cell *cells)
{
	unsigned int i, nr = 0, keys = 0;

	for (i = 0; i < rows->used; i++) {
		pause_at(i);
		if (nr && cells[nr - 1].id == cells[i].id) {
			add_to(&cells[nr - 1], cells[i].count);
			continue;
		}
		keys += !nr || key_of(cells[nr - 1].id) != key_of(cells[i].id);
		cells[nr++] = cells[i];
	}
	rows->used = nr;
	return keys;
}

/* As kvmalloc(), but of whole pages, where that would take a power of two. */
static void *allocate(size_t size)
{
	return size > PAGE_SIZE ? __vmalloc(size, GFP_ROWS) :
				  kmalloc(size, GFP_ROWS);
}

static struct snapshot *finish(struct tcpstates_rows *rows)
{
	struct tcpstates_cell *cells;
	struct snapshot *snapshot;
	unsigned int keys;

	if (rows->kind->settle)
		settle(rows);
	compact(rows);
	cells = sort(rows);
	keys = merge(rows, cells);
	snapshot = allocate(struct_size(snapshot, cells, rows->used));
	if (!snapshot)
		return ERR_PTR(-ENOMEM);
	*snapshot = (struct snapshot) {
		.kind = rows->kind,
		.lines = keys + 1,
		.line = 1,
		.nr = rows->used,
	};
	memcpy(snapshot->cells, cells, array_size(rows->used, sizeof(*cells)));
	return snapshot;
}

void *tcpstates_rows_take(const struct tcpstates_rows_kind *kind,
			  struct net *net)
{
	struct tcpstates_rows *rows = kvzalloc(kind->size, GFP_ROWS);
	unsigned int bits = FIRST_BITS, tries = 0;
	struct snapshot *snapshot;
	int err;

	if (!rows)
		return ERR_PTR(-ENOMEM);
	rows->kind = kind;
	rows->net = net;
	while ((err = fill(rows, bits, tries))) {
		if (err == -EAGAIN)
			tries++;
		else if (err == -ENOSPC && bits < MOST_BITS)
			bits += MORE_BITS(bits);
		else
			break;
		kvfree(rows->cells);
	}
	snapshot = err ? ERR_PTR(err == -ENOSPC ? -ENOMEM : err) : finish(rows);
	kvfree(rows->cells);
	kvfree(rows);
	return snapshot;
}

/* Where a column ends in a line. */
static size_t end_of(const struct tcpstates_rows_kind *kind,
		     unsigned int column)
{
	return kind->width +
	       (column - (column > TCP_CLOSE)) * NUMBER_WIDTH;
}

static size_t line_size(const struct tcpstates_rows_kind *kind)
{
	return end_of(kind, kind->queues ? TCPSTATES_FULL : TCPSTATES_ROWS) + 1;
}

void tcpstates_put_number(char *end, u64 number)
{
	u32 digit;

	do {
		number = div_u64_rem(number, 10, &digit);
		*--end = '0' + digit;
	} while (number);
}

static void put_word(char *end, const char *word)
{
	size_t length = strlen(word);

	memcpy(end - length, word, length);
}

static void print_header(const struct tcpstates_rows_kind *kind, char *line)
{
	static const char *const others[] = { "QUEUED", "LIMIT", "FULL" };
	unsigned int column;

	put_word(line + kind->width, kind->header);
	for (column = 1; column <= TCPSTATES_FULL; column++)
		if (is_printed(kind, column))
			put_word(line + end_of(kind, column),
				 column <= TCPSTATES_ROWS ?
				 tcpstates_states[column - 1].name :
				 others[column - TCPSTATES_QUEUED]);
}

/* Prints the row that begins with a cell; returns where the next one begins. */
static unsigned int print_row(const struct snapshot *snapshot,
			      unsigned int cell, char *line)
{
	const struct tcpstates_rows_kind *kind = snapshot->kind;
	const u64 key = key_of(snapshot->cells[cell].id);
	size_t end;

	kind->print_key(line, key);
	for (end = end_of(kind, 1); end < line_size(kind); end += NUMBER_WIDTH)
		line[end - 1] = '0';
	do {
		const struct tcpstates_cell *number = &snapshot->cells[cell];

		tcpstates_put_number(line + end_of(kind, column_of(number->id)),
				     number->count);
	} while (++cell < snapshot->nr &&
		 key_of(snapshot->cells[cell].id) == key);
	return cell;
}

/* Finds the first cell of a line, from that of the line printed last. */
static void seek(struct snapshot *snapshot, unsigned int line)
{
	unsigned int cell = snapshot->cell, at = snapshot->line;

	if (line < at) {
		at = 1;
		cell = 0;
	}
	for (; at < line; at++)
		do {
			cell++;
		} while (cell < snapshot->nr &&
			 key_of(snapshot->cells[cell].id) ==
			 key_of(snapshot->cells[cell - 1].id));
	snapshot->line = at;
	snapshot->cell = cell;
}

static void print_lines(struct snapshot *snapshot, unsigned int line,
			unsigned int nr, char *text)
{
	const struct tcpstates_rows_kind *kind = snapshot->kind;
	const size_t size = line_size(kind);
	unsigned int cell;

	seek(snapshot, max(line, 1U));
	cell = snapshot->cell;
	memset(text, ' ', nr * size);
	for (; nr; nr--, line++, text += size) {
		if (line)
			cell = print_row(snapshot, cell, text);
		else
			print_header(kind, text);
		text[size - 1] = '\n';
	}
}

ssize_t tcpstates_rows_show(void *data, loff_t *pos, struct iov_iter *to)
{
	struct snapshot *snapshot = data;
	const u32 size = line_size(snapshot->kind);
	char *text = kmalloc(PAGE_SIZE, GFP_KERNEL_ACCOUNT);
	ssize_t shown = 0;

	if (!text)
		return -ENOMEM;
	while (iov_iter_count(to) && !fatal_signal_pending(current)) {
		u32 from;
		u64 line = div_u64_rem(*pos, size, &from);
		size_t nr = (from + iov_iter_count(to) - 1) / size + 1, copied;

		if (line >= snapshot->lines)
			break;
		nr = min3(nr, PAGE_SIZE / size, (size_t)(snapshot->lines - line));
		print_lines(snapshot, line, nr, text);
		copied = copy_to_iter(text + from, nr * size - from, to);
		if (!copied && !shown)
			shown = -EFAULT;
		if (!copied)
			break;
		*pos += copied;
		shown += copied;
		cond_resched();
	}
	kfree(text);
	return shown;
}
