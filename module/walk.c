// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - a pass over a table of connections
 *
 * One pass over the table of established sockets (ehash). Why it is exact and
 * fast is argued in docs/walk.md; what must hold here is:
 *
 * - A chain changes only under its bucket's lock, inet_ehash_lockp().
 * - Each bucket is dealt with once: seen empty by one load of its head, or
 *   counted under its lock.
 * - Reading ahead only brings sockets into the cache and remembers their links.
 *   Under SLAB_TYPESAFE_BY_RCU a socket's memory stays a socket of its kind, so
 *   its link can be loaded; where it leads does not matter.
 * - Remembered sockets are handed out only if, under the lock, all of their links
 *   and the heads are as remembered: then they are the chains.
 *
 * The table is visited in blocks. Buckets with equal low bits share a lock, so
 * a line of heads has a bucket each of WALK_HEADS locks. A block is some such
 * lines, a fixed stride apart: their buckets share these locks.
 */
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kcsan-checks.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "chain.h"
#include "compat.h"
#include "tally.h"
#include "walk.h"

/* The benchmark's sweeps gave these values. */

/* Heads in a line: two cache lines, which are loaded together. */
#define WALK_HEADS 16

/* Lines in a block, at most. */
#define WALK_LINES 128

/*
 * Sockets that a block has room to remember. Both cache lines of so many
 * sockets fit into an L2 cache, and struct walk_block into 16 KiB.
 */
#define WALK_ROOM 800
static_assert(WALK_ROOM >= WALK_HEADS);
static_assert(WALK_HEADS <= 32 && WALK_LINES * WALK_HEADS <= 65536);

/* Remembered sockets that are counted in one hold of a lock. */
#define WALK_HOLD 128

/* Lines between the one that is read and the one that is prefetched. */
#define WALK_AHEAD 4

/**
 * struct walk_block - what reading ahead remembers of a block
 * @nr:		the number of sockets remembered
 * @nr_chains:	the number of chains that are not empty
 * @nodes:	the nodes of the sockets; first the first ones of all chains
 * @links:	what each of them links to, or NULL if that was not read
 * @buckets:	for each its bucket, as line * WALK_HEADS + head
 * @chains:	for each head of a line the number of its chains, as @nr_chains
 * @begin:	for each head where its sockets begin in @order
 * @order:	the sockets by head, as indices; first the first ones of chains
 */
struct walk_block {
	unsigned int nr;
	unsigned int nr_chains;
	const struct hlist_nulls_node *nodes[WALK_ROOM + 1];
	const struct hlist_nulls_node *links[WALK_ROOM];
	u16 buckets[WALK_ROOM + 1];
	u16 chains[WALK_HEADS];
	u16 begin[WALK_HEADS + 1];
	u16 order[WALK_ROOM];
};

/**
 * struct walk - a pass
 * @hashinfo:	the tables
 * @tally:	what counts
 * @block:	memory for the current block
 * @locks:	the number of locks, and the stride from line to line
 * @heads:	heads of a line, WALK_HEADS or less if there are fewer locks
 * @first:	the first bucket of the current block
 * @lines:	the number of lines in the block
 * @want:	the number of lines that the next block should have
 */
struct walk {
	struct inet_hashinfo *hashinfo;
	struct tcpstates_tally *tally;
	struct walk_block *block;
	unsigned int locks;
	unsigned int heads;
	unsigned int first;
	unsigned int lines;
	unsigned int want;
};

static unsigned int head_of(unsigned int bucket)
{
	return bucket % WALK_HEADS;
}

/* Index in ehash of a block's bucket. */
static unsigned int slot_of(const struct walk *walk, unsigned int bucket)
{
	return walk->first + bucket / WALK_HEADS * walk->locks +
	       head_of(bucket);
}

/* Prefetches the lines with state, family and namespace, and with the node. */
static void prefetch_socket(const struct hlist_nulls_node *node)
{
	prefetch(hlist_nulls_entry(node, struct sock, sk_nulls_node));
	prefetch(node);
}

/* Are all chains of a line empty? End markers are odd, pointers are even. */
static __always_inline bool line_is_empty(const struct inet_ehash_bucket *line,
					  unsigned int heads)
{
	uintptr_t all = 1;
	unsigned int i;

#pragma GCC unroll 16
	for (i = 0; i < heads; i++)
		all &= (uintptr_t)READ_ONCE(line[i].chain.first);
	return all;
}

/*
 * Remembers the first sockets of a line's chains. Without branches: which heads
 * are empty cannot be predicted.
 */
static __always_inline void read_line(struct walk_block *block,
				      const struct inet_ehash_bucket *line,
				      unsigned int heads, unsigned int bucket)
{
	unsigned int nr = block->nr;
	unsigned int i;

#pragma GCC unroll 16
	for (i = 0; i < heads; i++) {
		const struct hlist_nulls_node *node =
			READ_ONCE(line[i].chain.first);

		block->nodes[nr] = node;
		block->buckets[nr] = bucket + i;
		nr += !is_a_nulls(node);
	}
	block->nr = nr;
}

/* Returns the number of lines read: fewer if the room may become too small. */
static __always_inline unsigned int read_lines(struct walk *walk,
					       unsigned int heads)
{
	struct walk_block *block = walk->block;
	const struct inet_ehash_bucket *at =
		&walk->hashinfo->ehash[walk->first];
	unsigned int line;

	for (line = 0; line < walk->lines; line++, at += walk->locks) {
		prefetch(at + WALK_AHEAD * walk->locks);
		if (line_is_empty(at, heads))
			continue;
		if (block->nr + heads > WALK_ROOM)
			break;
		read_line(block, at, heads, line * WALK_HEADS);
	}
	return line;
}

/* Remembers the first socket of each chain of the block. */
static void read_heads(struct walk *walk)
{
	struct walk_block *block = walk->block;
	unsigned int i;

	block->nr = 0;
	/* Nearly always so: the compiler unrolls the loops. */
	if (walk->heads == WALK_HEADS)
		walk->lines = read_lines(walk, WALK_HEADS);
	else
		walk->lines = read_lines(walk, walk->heads);
	block->nr_chains = block->nr;
	for (i = 0; i < block->nr; i++)
		prefetch_socket(block->nodes[i]);
}

/*
 * Prefetches the third cache line, which time-wait minisocks need, and for some
 * tallies full sockets.
 */
static void prefetch_line(const struct tcpstates_tally *tally,
			  const struct hlist_nulls_node *node)
{
	const struct sock *sk = hlist_nulls_entry(node, struct sock,
						  sk_nulls_node);
	/* The memory may be becoming another socket: these are only hints. */
	unsigned int state = data_race(sk->sk_state);
	unsigned int port = data_race(sk->sk_num); /* the same */

	if (state == TCP_TIME_WAIT)
		prefetch((const void *)&inet_twsk(sk)->tw_substate);
	else if (tally->line &&
		 !(tally->known && test_bit(port, tally->known)))
		prefetch((const char *)sk + tally->line);
}

/*
 * Follows all chains of the block side by side, a socket of each in turn, so
 * that their cache misses overlap.
 */
static void follow_chains(struct walk_block *block,
			  const struct tcpstates_tally *tally)
{
	unsigned int nr = block->nr;
	unsigned int i;

	for (i = 0; i < nr && nr < WALK_ROOM; i++) {
		const struct hlist_nulls_node *node = block->nodes[i];
		const struct hlist_nulls_node *link = READ_ONCE(node->next);

		prefetch_line(tally, node);
		block->links[i] = link;
		block->nodes[nr] = link;
		block->buckets[nr] = block->buckets[i];
		nr += !is_a_nulls(link);
		prefetch_socket(is_a_nulls(link) ? node : link);
	}
	for (; i < nr; i++)
		block->links[i] = NULL;
	block->nr = nr;
}

/* A stable counting sort: the first sockets of chains stay the first ones. */
static void order_by_head(struct walk_block *block)
{
	u16 end[WALK_HEADS] = {};
	unsigned int sum = 0;
	unsigned int i;

	for (i = 0; i < block->nr_chains; i++)
		end[head_of(block->buckets[i])]++;
	memcpy(block->chains, end, sizeof(end));
	for (; i < block->nr; i++)
		end[head_of(block->buckets[i])]++;
	for (i = 0; i < WALK_HEADS; i++) {
		block->begin[i] = sum;
		sum += end[i];
		end[i] = block->begin[i];
	}
	block->begin[WALK_HEADS] = sum;
	for (i = 0; i < block->nr; i++)
		block->order[end[head_of(block->buckets[i])]++] = i;
}

/* Are the chains of a head as remembered? The caller holds their lock. */
static bool unchanged(const struct walk *walk, unsigned int head)
{
	const struct walk_block *block = walk->block;
	const u16 *order = &block->order[block->begin[head]];
	unsigned int nr = block->begin[head + 1] - block->begin[head];
	const struct inet_ehash_bucket *ehash = walk->hashinfo->ehash;
	uintptr_t differs = 0;
	unsigned int i;

	for (i = 0; i < block->chains[head]; i++) {
		unsigned int slot = slot_of(walk, block->buckets[order[i]]);

		differs |= (uintptr_t)READ_ONCE(ehash[slot].chain.first) ^
			   (uintptr_t)block->nodes[order[i]];
	}
	for (i = 0; i < nr; i++)
		differs |= (uintptr_t)READ_ONCE(block->nodes[order[i]]->next) ^
			   (uintptr_t)block->links[order[i]];
	return !differs;
}

/*
 * Counts the remembered sockets of a head, under its lock. False if its chains
 * have changed, or are too long for one hold; then nothing is counted.
 */
static bool count_remembered(struct walk *walk, unsigned int head)
{
	const struct walk_block *block = walk->block;
	const u16 *order = &block->order[block->begin[head]];
	unsigned int nr = block->begin[head + 1] - block->begin[head];
	spinlock_t *lock = inet_ehash_lockp(walk->hashinfo, walk->first + head);
	unsigned int i;
	bool same;

	if (nr > WALK_HOLD)
		return false;
	spin_lock_bh(lock);
	same = unchanged(walk, head);
	for (i = 0; IS_ENABLED(CONFIG_KCSAN) && same && i < nr; i++)
		ASSERT_EXCLUSIVE_WRITER(*block->nodes[order[i]]);
	if (same)
		tcpstates_hand_out(walk->tally, (struct tcpstates_batch) {
			.nodes = block->nodes,
			.order = order,
			.nr = nr,
		});
	spin_unlock_bh(lock);
	return same;
}

/* Counts the chains of a head one after the other. */
static int count_chains(struct walk *walk, unsigned int head)
{
	const struct walk_block *block = walk->block;
	const u16 *order = &block->order[block->begin[head]];
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < block->chains[head]; i++)
		err = tcpstates_chain(walk->hashinfo,
				      slot_of(walk, block->buckets[order[i]]),
				      walk->tally);
	return err;
}

/*
 * Counts a block. The links of remembered sockets are read under RCU, until
 * each was found in its chain.
 */
static int count_block(struct walk *walk)
{
	struct walk_block *block = walk->block;
	unsigned int left = 0;
	unsigned int head;
	int err = 0;

	rcu_read_lock();
	read_heads(walk);
	follow_chains(block, walk->tally);
	order_by_head(block);
	for (head = 0; head < walk->heads; head++)
		if (block->chains[head] && !count_remembered(walk, head))
			left |= 1U << head;
	rcu_read_unlock();

	for (head = 0; !err && left; head++, left >>= 1)
		if (left & 1)
			err = count_chains(walk, head);
	walk->tally->buckets += walk->lines * walk->heads;
	return err;
}

/*
 * Chooses the number of lines of the next block, so that its sockets fill most
 * of the room if they are as dense as in this one. A kernel without SMP has one
 * lock: there the room is that of one hold.
 */
static unsigned int next_lines(const struct walk *walk, unsigned long sockets)
{
	unsigned int room = min_t(unsigned int, WALK_ROOM,
				  WALK_HOLD * walk->heads);

	return clamp_t(unsigned long, walk->lines * (room - room / 4) /
		       (sockets + 1), 1, WALK_LINES);
}

/* Visits all buckets of the locks whose first bucket is @first. */
static int walk_column(struct walk *walk, unsigned int first)
{
	unsigned int strides = (walk->hashinfo->ehash_mask + 1) / walk->locks;
	unsigned int done;
	int err = 0;

	for (done = 0; !err && done < strides; done += walk->lines) {
		unsigned long met = walk->tally->met;

		walk->first = first + done * walk->locks;
		walk->lines = min(walk->want, strides - done);
		err = count_block(walk) ?: walk->tally->err;
		walk->want = next_lines(walk, walk->tally->met - met);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return err;
}

int tcpstates_walk(struct inet_hashinfo *hashinfo,
		   struct tcpstates_tally *tally)
{
	struct walk walk = {
		.hashinfo = hashinfo,
		.tally = tally,
		.want = 1,
	};
	unsigned int first;
	int err = 0;

	walk.block = kmalloc(sizeof(*walk.block), GFP_KERNEL_ACCOUNT);
	if (!walk.block)
		return -ENOMEM;
	/* A table may have fewer buckets than there are locks. */
	walk.locks = min(hashinfo->ehash_locks_mask, hashinfo->ehash_mask) + 1;
	walk.heads = min_t(unsigned int, WALK_HEADS, walk.locks);
	for (first = 0; !err && first < walk.locks; first += walk.heads)
		err = walk_column(&walk, first);
	kfree(walk.block);
	return err;
}
