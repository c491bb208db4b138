// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - counting the connections of a namespace
 *
 * One exact pass over the table of established sockets (ehash).
 *
 * Why it is exact. Sockets enter a chain, leave it or are replaced in it only
 * under the spinlock of the bucket, inet_ehash_lockp(): see inet_ehash_insert(),
 * inet_unhash(), __inet_check_established() and its IPv6 counterpart,
 * __inet_hash_connect(), inet_twsk_kill(), the time-wait hashdance and
 * reqsk_queue_unlink(). Each bucket is handled once, in one of two ways:
 *
 * (a) One load of its head, without the lock, finds it empty. While a socket
 *     stays in a chain, the head of the chain cannot be an end marker, because
 *     a writer unlinks only the socket that it removes. So no socket stayed in
 *     this bucket for the whole pass.
 * (b) Its chain is followed from head to end marker in one hold of the lock.
 *     The chain cannot change meanwhile: each of its sockets is counted once,
 *     and no socket of another chain.
 *
 * So a socket that stays in its bucket is counted once. Its state and family
 * may change without the lock, but each is loaded once, so it is counted in one
 * state and one family. A socket that leaves its bucket and enters another one
 * is counted at most once in each.
 *
 * Why it is fast. A chain is a linked list, and its sockets are scattered over
 * memory: following it takes one cache miss after another. So a window of
 * chains is read ahead side by side, one socket of each in turn, with the next
 * socket prefetched: the misses overlap. Reading ahead takes no lock and counts
 * nothing. A chain is counted under its lock some buckets later; by then it is
 * in the cache, and the lock is held for a shorter time.
 *
 * Reading ahead may meet sockets that are freed and reused in other chains.
 * They live in SLAB_TYPESAFE_BY_RCU caches: under rcu_read_lock(), the memory
 * of a socket stays a socket of its kind, so the pointers always lead to
 * sockets or end markers. Which ones does not matter to the counts. A limit on
 * the number of steps ensures that reading ahead ends.
 *
 * There are fewer locks than buckets: buckets with equal low bits share one.
 * The pass visits some of these one after another, so that one hold of the lock
 * covers them all: taking a lock costs some 45 ns.
 */
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include <net/inet_timewait_sock.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "counts.h"
#include "walk.h"

/*
 * The benchmark sets these four from outside; its sweeps gave the values here.
 * A factor of two either way changes little.
 */

/* Chains read ahead side by side: the misses that a core keeps in flight. */
#ifndef WALK_WINDOW
#define WALK_WINDOW 16
#endif

/*
 * Buckets by which reading ahead leads counting. Enough to finish a chain of
 * three times the average length, and few enough to stay in the L2 cache until
 * they are counted.
 */
#ifndef WALK_DISTANCE
#define WALK_DISTANCE 48
#endif

/*
 * BATCH: buckets of one lock that are visited one after another, a power of
 * two. Their heads are a page or two apart, and more than eight would evict
 * each other from the L1 cache.
 * HOLD: sockets after which the lock is released, at the end of their chain.
 */
#ifndef WALK_BATCH
#define WALK_BATCH 8
#endif
#ifndef WALK_HOLD
#define WALK_HOLD 64
#endif

/*
 * Steps of reading ahead in one chain. Only an overloaded table has longer
 * chains; the rest of such a chain is counted without being read ahead.
 */
#define WALK_DEPTH 64

/*
 * Buckets and sockets after which the RCU read lock is released and the
 * scheduler may run another task: some 100 us of work, short enough for a
 * latency-sensitive server, and many times the cost of refilling the window.
 * The queued chains are counted first: a chain counted in two parts would not
 * be exact.
 */
#define WALK_SECTION_BUCKETS 8192
#define WALK_SECTION_SOCKETS 4096

/* Room for the distance and for what one round of the window adds. */
#define WALK_QUEUE 128

/* A chain being read ahead: the node of the next socket, and the steps left. */
struct walk_slot {
	const struct hlist_nulls_node *node;
	unsigned int left;
};

/*
 * @next, @end:	positions in the pass: of the next bucket to read ahead, and of
 *		the first one after this section
 * @batch_mask, @batch_bits, @lock_mask, @lock_bits: see bucket_at()
 * @head, @tail: of the queue; they only grow, and index it modulo its size
 * @sockets:	counted in this section
 * @queue:	buckets read ahead but not yet counted
 */
struct walk {
	const struct net *net;
	struct inet_hashinfo *hashinfo;
	struct tcpstates_counts *counts;
	unsigned long next;
	unsigned long end;
	unsigned int batch_mask;
	unsigned int batch_bits;
	unsigned int lock_mask;
	unsigned int lock_bits;
	unsigned int head;
	unsigned int tail;
	unsigned int sockets;
	unsigned int queue[WALK_QUEUE];
	struct walk_slot window[WALK_WINDOW];
};

/*
 * The bucket at a position of the pass. From high to low, the bits of the
 * position are rest, lock, batch; those of the bucket are rest, batch, lock.
 */
static unsigned int bucket_at(const struct walk *walk, unsigned long position)
{
	unsigned long batch = position & walk->batch_mask;
	unsigned long lock = position >> walk->batch_bits & walk->lock_mask;
	unsigned int bits = walk->batch_bits + walk->lock_bits;

	return position >> bits << bits | batch << walk->lock_bits | lock;
}

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

/* Counts a bucket; the caller holds its lock. */
static void count_bucket(struct walk *walk, unsigned int bucket)
{
	const struct hlist_nulls_node *node;
	const struct sock *sk;

	sk_nulls_for_each(sk, node, &walk->hashinfo->ehash[bucket].chain) {
		walk->sockets++;
		if (net_eq(sock_net(sk), walk->net))
			tcpstates_count(walk->counts, shown_state(sk),
					READ_ONCE(sk->sk_family));
	}
}

/* Counts the first bucket of the queue, and those after it with its lock. */
static void count_batch(struct walk *walk)
{
	unsigned int bucket = walk->queue[walk->tail % WALK_QUEUE];
	spinlock_t *lock = inet_ehash_lockp(walk->hashinfo, bucket);
	unsigned int limit = walk->sockets + WALK_HOLD;

	spin_lock_bh(lock);
	do {
		count_bucket(walk, bucket);
		if (++walk->tail == walk->head || walk->sockets >= limit)
			break;
		bucket = walk->queue[walk->tail % WALK_QUEUE];
	} while (inet_ehash_lockp(walk->hashinfo, bucket) == lock);
	spin_unlock_bh(lock);

	if (walk->sockets >= WALK_SECTION_SOCKETS)
		walk->end = walk->next;
}

/* The line with state, family and namespace, and the line with the node. */
static void prefetch_socket(const struct hlist_nulls_node *node)
{
	prefetch(node);
	prefetch(hlist_nulls_entry(node, struct sock, sk_nulls_node));
}

/*
 * Are all buckets of the batch at this position empty? End markers are odd,
 * pointers are even.
 */
static bool batch_is_empty(const struct walk *walk, unsigned long position)
{
	const struct inet_ehash_bucket *first;
	uintptr_t all = 1;
	unsigned int i;

	first = &walk->hashinfo->ehash[bucket_at(walk, position)];
	for (i = 0; i <= walk->batch_mask; i++)
		all &= (uintptr_t)READ_ONCE(first[i << walk->lock_bits].chain.first);
	return all;
}

/*
 * Finds the next non-empty bucket, queues it to be counted, and puts its chain
 * into a slot of the window. False if the section has no more.
 */
static bool enter_chain(struct walk *walk, struct walk_slot *slot)
{
	const struct inet_ehash_bucket *ehash = walk->hashinfo->ehash;
	unsigned long position = walk->next, end = walk->end;

	while (position < end) {
		const struct hlist_nulls_node *node;
		unsigned int bucket;

		/* Makes a large and mostly empty table cheap to walk. */
		if (!(position & walk->batch_mask) &&
		    batch_is_empty(walk, position)) {
			position += walk->batch_mask + 1;
			continue;
		}
		bucket = bucket_at(walk, position++);
		node = READ_ONCE(ehash[bucket].chain.first);
		if (is_a_nulls(node))
			continue;
		slot->node = node;
		slot->left = WALK_DEPTH;
		walk->queue[walk->head++ % WALK_QUEUE] = bucket;
		walk->next = position;
		prefetch_socket(node);
		return true;
	}
	walk->next = position;
	return false;
}

/* One step along the chain in a slot. False at its end. */
static bool follow_chain(struct walk_slot *slot)
{
	const struct sock *sk = hlist_nulls_entry(slot->node, struct sock,
						  sk_nulls_node);

	/*
	 * Only time-wait minisocks need this third cache line. The memory may
	 * be about to become another socket, but this is only a hint.
	 */
	if (data_race(sk->sk_state) == TCP_TIME_WAIT)
		prefetch((const void *)&inet_twsk(sk)->tw_substate);

	slot->node = READ_ONCE(slot->node->next);
	if (is_a_nulls(slot->node) || !--slot->left)
		return false;
	prefetch_socket(slot->node);
	return true;
}

/* One section of the pass: starts at walk->next and advances it. */
static void walk_section(struct walk *walk)
{
	struct walk_slot *window = walk->window;
	unsigned int used = 0, i;

	while (used < WALK_WINDOW && enter_chain(walk, &window[used]))
		used++;
	while (used) {
		for (i = 0; i < used;) {
			if (follow_chain(&window[i]) ||
			    enter_chain(walk, &window[i]))
				i++;
			else
				window[i] = window[--used];
		}
		while (walk->head - walk->tail > WALK_DISTANCE)
			count_batch(walk);
	}
	while (walk->head != walk->tail)
		count_batch(walk);
}

int tcpstates_walk(const struct net *net, struct tcpstates_counts *counts)
{
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	unsigned long buckets = hashinfo->ehash_mask + 1UL;
	struct walk walk = {
		.net = net,
		.hashinfo = hashinfo,
		.counts = counts,
		.lock_mask = hashinfo->ehash_locks_mask,
		.lock_bits = hweight32(hashinfo->ehash_locks_mask),
	};

	/* Buckets and locks are powers of two, and locks are not more. */
	walk.batch_mask = min_t(unsigned int, WALK_BATCH - 1,
				hashinfo->ehash_mask >> walk.lock_bits);
	walk.batch_bits = hweight32(walk.batch_mask);

	BUILD_BUG_ON(WALK_DISTANCE + WALK_WINDOW > WALK_QUEUE);
	while (walk.next < buckets) {
		walk.end = min(buckets, walk.next + WALK_SECTION_BUCKETS);
		walk.sockets = 0;
		rcu_read_lock();
		walk_section(&walk);
		rcu_read_unlock();

		counts->met += walk.sockets;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	counts->buckets += buckets;
	return 0;
}
