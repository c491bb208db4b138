// SPDX-License-Identifier: GPL-2.0-only
/*
 * listeners.c - counting the listening sockets of a namespace
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
#include "counts.h"
#include "listeners.h"

/* Buckets between two checks for rescheduling and for signals. */
#define BUCKETS_PER_ROUND 1024

/* Two cache lines; like the number of buckets, a power of two. */
#define BUCKETS_AT_ONCE 8

static void count_listener(const struct sock *sk,
			   struct tcpstates_counts *counts)
{
	tcpstates_count(counts, READ_ONCE(sk->sk_state),
			READ_ONCE(sk->sk_family));
	counts->queued += READ_ONCE(sk->sk_ack_backlog);
	counts->full += sk_acceptq_is_full(sk);
}

static void count_bucket(const struct net *net,
			 struct inet_listen_hashbucket *ilb,
			 struct tcpstates_counts *counts)
{
	const struct sock *sk;

	spin_lock(&ilb->lock);
	for (sk = tcpstates_first_listener(ilb); sk;
	     sk = tcpstates_next_listener(sk)) {
		counts->met++;
		if (net_eq(sock_net(sk), net))
			count_listener(sk, counts);
	}
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

static void count_buckets(const struct net *net,
			  struct inet_listen_hashbucket *ilb, unsigned int nr,
			  struct tcpstates_counts *counts)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!tcpstates_no_listener(&ilb[i]))
			count_bucket(net, &ilb[i], counts);
}

int tcpstates_listeners(const struct net *net, struct tcpstates_counts *counts)
{
	const struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	unsigned int buckets = hashinfo->lhash2_mask + 1;
	unsigned int nr = min_t(unsigned int, buckets, BUCKETS_AT_ONCE);
	unsigned int i;

	for (i = 0; i < buckets; i += nr) {
		struct inet_listen_hashbucket *ilb = &hashinfo->lhash2[i];

		if (nr < BUCKETS_AT_ONCE || !no_listeners(ilb))
			count_buckets(net, ilb, nr, counts);
		if (i % BUCKETS_PER_ROUND)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	counts->buckets += buckets;
	return 0;
}
