// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - counting the connections of a namespace
 *
 * One pass over the table of established sockets (ehash). Why it is exact and
 * fast is argued in docs/walk.md; what must hold here is:
 *
 * - A chain changes only under its bucket's lock, inet_ehash_lockp().
 * - Each bucket is dealt with once: seen empty by one load of its head, or
 *   counted from head to end marker in one hold of its lock.
 * - Reading ahead, under RCU and without locks, only brings sockets into the
 *   cache and remembers their addresses. Under SLAB_TYPESAFE_BY_RCU a socket's
 *   memory stays a socket of its kind, so its links can be followed; where they
 *   lead does not matter. A remembered address is used only after it was found
 *   in the chain again, under the lock.
 *
 * The table is visited in blocks. Buckets with equal low bits share a lock, so
 * a cache line of heads has one bucket each of eight locks. A block is some
 * such lines, a fixed stride apart: their buckets share these eight locks.
 */
#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <net/inet_timewait_sock.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "counts.h"
#include "walk.h"

/* Heads in a cache line, each of another lock. */
#define WALK_HEADS (SMP_CACHE_BYTES / sizeof(struct inet_ehash_bucket))

/* The benchmark sets these three from outside; its sweeps gave the values. */

/* Lines in a block, at most. */
#ifndef WALK_LINES
#define WALK_LINES 64
#endif

/*
 * Sockets that a block has room to remember; further ones are counted without
 * being read ahead. Both cache lines of so many sockets fit into an L2 cache.
 */
#ifndef WALK_ROOM
#define WALK_ROOM 1024
#endif

/* Sockets after which a lock is released, at the end of their chain. */
#ifndef WALK_HOLD
#define WALK_HOLD 128
#endif

/* Instead of an index: no socket is remembered. */
#define WALK_NONE U16_MAX

/* A chain of a block: its line, and the index of its first socket. */
struct walk_chain {
	u16 line;
	u16 first;
};

/**
 * struct walk_block - what reading ahead remembers of a block
 * @nr:		the number of sockets remembered
 * @nodes:	their nodes
 * @next:	for each the index of the next socket of its chain
 * @active:	the last socket of each chain that is not at its end
 * @nr_chains:	for each head of a line the number of non-empty chains
 * @chains:	for each head of a line its non-empty chains
 */
struct walk_block {
	unsigned int nr;
	const struct hlist_nulls_node *nodes[WALK_ROOM];
	u16 next[WALK_ROOM];
	u16 active[WALK_ROOM];
	unsigned int nr_chains[WALK_HEADS];
	struct walk_chain chains[WALK_HEADS][WALK_LINES];
};

/**
 * struct walk - a pass
 * @net:	whose sockets are counted
 * @hashinfo:	the tables
 * @counts:	where the sockets are counted
 * @block:	memory for the current block
 * @locks:	the number of locks, and the stride from line to line
 * @heads:	heads of a line, WALK_HEADS or less if there are fewer locks
 * @first:	the first bucket of the current block
 * @lines:	the number of lines in the block
 */
struct walk {
	const struct net *net;
	struct inet_hashinfo *hashinfo;
	struct tcpstates_counts *counts;
	struct walk_block *block;
	unsigned int locks;
	unsigned int heads;
	unsigned int first;
	unsigned int lines;
};

/* The state that netstat and ss show, for each of the three kinds of socket. */
static unsigned int shown_state(const struct sock *sk)
{
	unsigned int state = READ_ONCE(sk->sk_state);

	if (state == TCP_TIME_WAIT)
		return READ_ONCE(inet_twsk(sk)->tw_substate);
	if (state == TCP_NEW_SYN_RECV)
		return TCP_SYN_RECV;
	return state;
}

/* The heads of a line of the block. */
static struct inet_ehash_bucket *line_at(const struct walk *walk,
					 unsigned int line)
{
	return &walk->hashinfo->ehash[walk->first + line * walk->locks];
}

/* Remembers a socket. False if there is no room. */
static bool remember(struct walk_block *block,
		     const struct hlist_nulls_node *node)
{
	if (block->nr == WALK_ROOM)
		return false;
	block->nodes[block->nr] = node;
	block->next[block->nr] = WALK_NONE;
	block->nr++;

	/* The line with state, family and namespace, and the one of the node. */
	prefetch(hlist_nulls_entry(node, struct sock, sk_nulls_node));
	prefetch(node);
	return true;
}

/* Are all chains of a line empty? End markers are odd, pointers are even. */
static bool line_is_empty(const struct walk *walk,
			  const struct inet_ehash_bucket *line)
{
	uintptr_t all = 1;
	unsigned int i;

	for (i = 0; i < walk->heads; i++)
		all &= (uintptr_t)READ_ONCE(line[i].chain.first);
	return all;
}

/* Finds the non-empty chains of the block and remembers their first sockets. */
static void read_heads(struct walk *walk)
{
	struct walk_block *block = walk->block;
	unsigned int line, i;

	block->nr = 0;
	for (i = 0; i < walk->heads; i++)
		block->nr_chains[i] = 0;
	for (line = 0; line < walk->lines; line++) {
		const struct inet_ehash_bucket *heads = line_at(walk, line);

		if (line_is_empty(walk, heads))
			continue;
		for (i = 0; i < walk->heads; i++) {
			const struct hlist_nulls_node *node =
				READ_ONCE(heads[i].chain.first);
			struct walk_chain *chain;

			if (is_a_nulls(node))
				continue;
			chain = &block->chains[i][block->nr_chains[i]++];
			chain->line = line;
			chain->first = block->nr;
			if (!remember(block, node))
				chain->first = WALK_NONE;
		}
	}
}

/* Prefetches the third cache line, which only time-wait minisocks need. */
static void prefetch_substate(const struct hlist_nulls_node *node)
{
	const struct sock *sk = hlist_nulls_entry(node, struct sock,
						  sk_nulls_node);

	/* The memory may be becoming another socket: this is only a hint. */
	if (data_race(sk->sk_state) == TCP_TIME_WAIT)
		prefetch((const void *)&inet_twsk(sk)->tw_substate);
}

/*
 * Follows all chains of the block side by side, a socket of each in turn, so
 * that their cache misses overlap.
 */
static void follow_chains(struct walk_block *block)
{
	unsigned int active = block->nr, left, i;

	for (i = 0; i < active; i++)
		block->active[i] = i;
	for (; active; active = left) {
		left = 0;
		for (i = 0; i < active; i++) {
			u16 last = block->active[i];
			const struct hlist_nulls_node *node = block->nodes[last];

			prefetch_substate(node);
			node = READ_ONCE(node->next);
			if (is_a_nulls(node) || !remember(block, node))
				continue;
			block->next[last] = block->nr - 1;
			block->active[left++] = block->nr - 1;
		}
	}
}

static void count_socket(struct walk *walk, const struct hlist_nulls_node *node)
{
	const struct sock *sk = hlist_nulls_entry(node, struct sock,
						  sk_nulls_node);

	walk->counts->met++;
	if (net_eq(sock_net(sk), walk->net))
		tcpstates_count(walk->counts, shown_state(sk),
				READ_ONCE(sk->sk_family));
}

/*
 * Counts a chain; the caller holds its lock. As long as the chain is as it was
 * remembered, addresses come from the block and not from the chain, so that no
 * load waits for the one before.
 */
static void count_chain(struct walk *walk, const struct walk_chain *chain,
			unsigned int head)
{
	const struct walk_block *block = walk->block;
	const struct hlist_nulls_node *node;
	unsigned int i = chain->first;

	node = READ_ONCE(line_at(walk, chain->line)[head].chain.first);
	while (i != WALK_NONE) {
		const struct hlist_nulls_node *known = block->nodes[i];
		const struct hlist_nulls_node *same = known;

		/* Or the compiler might go on with node, which is equal. */
		OPTIMIZER_HIDE_VAR(same);
		if (node != same)
			break;
		count_socket(walk, known);
		node = READ_ONCE(known->next);
		i = block->next[i];
	}
	for (; !is_a_nulls(node); node = READ_ONCE(node->next))
		count_socket(walk, node);
}

/* Counts the chains under the lock of one head. */
static void count_head(struct walk *walk, unsigned int head)
{
	const struct walk_block *block = walk->block;
	spinlock_t *lock = inet_ehash_lockp(walk->hashinfo, walk->first + head);
	unsigned int i = 0;

	while (i < block->nr_chains[head]) {
		unsigned long limit = walk->counts->met + WALK_HOLD;

		spin_lock_bh(lock);
		while (i < block->nr_chains[head] && walk->counts->met < limit)
			count_chain(walk, &block->chains[head][i++], head);
		spin_unlock_bh(lock);
	}
}

/*
 * Chooses the number of lines of the next block, so that its sockets fill most
 * of the room if they are as dense as in this one.
 */
static unsigned int next_lines(const struct walk *walk, unsigned long sockets)
{
	return clamp(walk->lines * (WALK_ROOM - WALK_ROOM / 4) / (sockets + 1),
		     1UL, WALK_LINES);
}

static void walk_block(struct walk *walk)
{
	unsigned long met = walk->counts->met;
	unsigned int head;

	rcu_read_lock();
	read_heads(walk);
	follow_chains(walk->block);
	rcu_read_unlock();
	for (head = 0; head < walk->heads; head++)
		count_head(walk, head);
	walk->counts->buckets += walk->lines * walk->heads;
	walk->lines = next_lines(walk, walk->counts->met - met);
}

/* Visits all buckets of the locks whose first bucket is @first. */
static int walk_column(struct walk *walk, unsigned int first)
{
	unsigned int strides = (walk->hashinfo->ehash_mask + 1) / walk->locks;
	unsigned int done, lines;

	for (done = 0; done < strides; done += lines) {
		walk->first = first + done * walk->locks;
		lines = min(walk->lines, strides - done);
		walk->lines = lines;
		walk_block(walk);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

int tcpstates_walk(const struct net *net, struct tcpstates_counts *counts)
{
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	struct walk walk = {
		.net = net,
		.hashinfo = hashinfo,
		.counts = counts,
		.lines = 1,
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
