// SPDX-License-Identifier: GPL-2.0-only
/*
 * listeners.c - a pass over the table of listening sockets
 *
 * All listeners are in a table of their own, lhash2, hashed by port and
 * address. Each non-empty bucket is counted under its lock. There are few
 * listeners. Others that take the lock are listen(), close() and other readers
 * (ss, /proc/net/tcp, BPF iterators; on 5.10 these use another table). No
 * softirq does, so bottom halves stay enabled.
 */
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "compat.h"
#include "listeners.h"
#include "tally.h"

/* Buckets between two checks for rescheduling and for signals. */
#define BUCKETS_PER_ROUND 1024

/* Two cache lines; like the number of buckets, a power of two. */
#define BUCKETS_AT_ONCE 8

static void count_bucket(struct inet_listen_hashbucket *ilb,
			 struct tcpstates_tally *tally)
{
	const struct sock *sk;

	spin_lock(&ilb->lock);
	for (sk = tcpstates_first_listener(ilb); sk;
	     sk = tcpstates_next_listener(sk))
		tcpstates_hand_out_one(tally, &sk->sk_nulls_node);
	spin_unlock(&ilb->lock);
}

/* Of some buckets at once: nearly all are empty, and there are up to 65,536. */
static bool no_listeners(const struct inet_listen_hashbucket *ilb)
{
	bool none = true;
	unsigned int i;

#pragma GCC unroll 8
	for (i = 0; i < BUCKETS_AT_ONCE; i++)
		none &= tcpstates_no_listener(&ilb[i]);
	return none;
}

static void count_buckets(struct inet_listen_hashbucket *ilb, unsigned int nr,
			  struct tcpstates_tally *tally)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!tcpstates_no_listener(&ilb[i]))
			count_bucket(&ilb[i], tally);
}

int tcpstates_listeners(struct inet_hashinfo *hashinfo,
			struct tcpstates_tally *tally)
{
	unsigned int buckets = hashinfo->lhash2_mask + 1;
	unsigned int nr = min_t(unsigned int, buckets, BUCKETS_AT_ONCE);
	unsigned int i;

	for (i = 0; i < buckets; i += nr) {
		struct inet_listen_hashbucket *ilb = &hashinfo->lhash2[i];

		if (nr < BUCKETS_AT_ONCE || !no_listeners(ilb))
			count_buckets(ilb, nr, tally);
		if (i % BUCKETS_PER_ROUND)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	tally->buckets += buckets;
	return tally->err;
}
