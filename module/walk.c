// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - counting the connections of a namespace
 *
 * One pass over the table of established sockets (ehash): exact, and at nearly
 * the speed at which memory delivers the sockets.
 *
 * Why it is exact. All that enters, leaves or replaces something in a chain
 * does so under the spinlock of the chain's bucket (inet_ehash_lockp(); see
 * inet_ehash_insert(), inet_unhash(), __inet_check_established() and its twin
 * for IPv6, __inet_hash_connect(), inet_twsk_kill(), the time-wait hashdance
 * and reqsk_queue_unlink()). Each bucket is dealt with once:
 *
 * (a) It was seen empty by one load of its head, without the lock. A socket
 *     that stays in its chain for the whole read keeps the head from being an
 *     end marker: no writer ever unlinks a socket other than the one that it
 *     removes. So there was no such socket in this bucket.
 * (b) Or its chain is followed from head to end marker in one hold of the lock.
 *     Nothing moves meanwhile, so the chain is counted as it is at one instant:
 *     each of its sockets once, and none of another chain.
 *
 * A socket that stays in its bucket is thus counted once. State and family may
 * change without the lock, but are loaded once each, so it is counted in one
 * state and in one family. A socket may leave one bucket and enter
 * another as a new connection; it is then as good as two sockets.
 *
 * Why it is fast. A chain is a linked list of sockets that are all over the
 * memory: following it costs one cache miss after the other. So chains are
 * read ahead, a window of them side by side, one socket of each in turn, and
 * what comes next is prefetched: the misses overlap. That is done without the
 * lock and counts nothing; when, some buckets later, a chain is counted under
 * its lock, it is in the cache, and the lock is held for the shorter.
 *
 * Reading ahead may meet sockets that are freed and become others, in other
 * chains: they live in SLAB_TYPESAFE_BY_RCU caches, where under rcu_read_lock()
 * the memory of a socket stays that of a socket of its kind. So the pointers
 * that it follows are always pointers to sockets or end markers. Where they
 * lead matters to no count; that it ends, a limit to its steps takes care of.
 *
 * The locks are fewer than the buckets: buckets with equal low bits share one.
 * The order of the pass puts a few of these behind each other, so that one
 * hold of the lock serves them all; a locked instruction is dear.
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
 * These four were chosen by sweeps of the benchmark, which sets them from
 * outside; around these values a factor of two either way changes little.
 */

/* Chains read ahead side by side: as many as a core keeps misses in flight. */
#ifndef WALK_WINDOW
#define WALK_WINDOW 16
#endif

/*
 * Buckets that reading ahead is in front of counting. Enough for a chain of
 * three times the average length to be through, few enough to stay in the L2
 * cache until they are counted.
 */
#ifndef WALK_DISTANCE
#define WALK_DISTANCE 48
#endif

/*
 * Buckets with one lock that the order puts behind each other, a power of two:
 * their heads are a page or two apart, and more than eight would drive each other
 * out of the L1 cache. And sockets after which the lock is let go, at the end of
 * their chain.
 */
#ifndef WALK_BATCH
#define WALK_BATCH 8
#endif
#ifndef WALK_HOLD
#define WALK_HOLD 64
#endif

/*
 * Steps of reading ahead in one chain. Chains this long are no hash table any
 * more; what is behind is counted at the speed of the misses.
 */
#define WALK_DEPTH 64

/*
 * Buckets and sockets after which the RCU read lock is let go and the scheduler
 * asked: some 100 us of work, which a server does not notice, and many times
 * what filling the window anew costs. The chains that wait in the queue then are
 * counted still, and a chain is never counted in parts: it would not be exact.
 */
#define WALK_SECTION_BUCKETS 8192
#define WALK_SECTION_SOCKETS 4096

/* Room for the distance and for what a round of the window adds. */
#define WALK_QUEUE 128

/* A chain that is read ahead: the next socket's node, and steps left. */
struct walk_slot {
	const struct hlist_nulls_node *node;
	unsigned int left;
};

/*
 * @next, @end:	of the pass: the next bucket to be read ahead, and the first
 *		that this section leaves to the one after it
 * @batch_mask, @lock_mask, @lock_bits: see bucket_at()
 * @head, @tail: of the queue; they count on, and are reduced to its size
 * @sockets:	counted in this section
 * @queue:	buckets that are read ahead and wait to be counted
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
 * The bucket at a position of the pass. The bits of a position are, from high
 * to low, rest, lock, batch; those of a bucket rest, batch, lock.
 */
static unsigned int bucket_at(const struct walk *walk, unsigned long position)
{
	unsigned long batch = position & walk->batch_mask;
	unsigned long lock = position >> walk->batch_bits & walk->lock_mask;
	unsigned int bits = walk->batch_bits + walk->lock_bits;

	return position >> bits << bits | batch << walk->lock_bits | lock;
}

/* The state that netstat and ss show for a socket of any of the three kinds. */
static unsigned int shown_state(const struct sock *sk)
{
	unsigned int state = READ_ONCE(sk->sk_state);

	if (state == TCP_TIME_WAIT)
		return READ_ONCE(inet_twsk(sk)->tw_substate);
	if (state == TCP_NEW_SYN_RECV)
		return TCP_SYN_RECV;
	return state;
}

/* Counts a bucket, of which the caller holds the lock. */
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

/* Counts the bucket that waits longest, and those after it with its lock. */
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

/* The line with state, family and namespace, and the one with the node. */
static void prefetch_socket(const struct hlist_nulls_node *node)
{
	prefetch(node);
	prefetch(hlist_nulls_entry(node, struct sock, sk_nulls_node));
}

/*
 * Are all buckets of the batch that begins at a position empty? End markers are
 * odd, pointers are not.
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
 * Finds the next bucket that is not empty, queues it to be counted, and puts
 * its chain into a slot of the window. False where the section has no more.
 */
static bool enter_chain(struct walk *walk, struct walk_slot *slot)
{
	const struct inet_ehash_bucket *ehash = walk->hashinfo->ehash;
	unsigned long position = walk->next, end = walk->end;

	while (position < end) {
		const struct hlist_nulls_node *node;
		unsigned int bucket;

		/* So that a large table costs little while it is empty. */
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

/* One step along the chain in a slot. False where it is at its end. */
static bool follow_chain(struct walk_slot *slot)
{
	const struct sock *sk = hlist_nulls_entry(slot->node, struct sock,
						  sk_nulls_node);

	/*
	 * A third line, which only time-wait minisocks are counted by. Whatever
	 * the memory is being made into, this is but a hint.
	 */
	if (data_race(sk->sk_state) == TCP_TIME_WAIT)
		prefetch((const void *)&inet_twsk(sk)->tw_substate);

	slot->node = READ_ONCE(slot->node->next);
	if (is_a_nulls(slot->node) || !--slot->left)
		return false;
	prefetch_socket(slot->node);
	return true;
}

/* One section of the pass, from walk->next on; moves it on. */
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

	/* Both masks are those of powers of two; no more locks than buckets. */
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
