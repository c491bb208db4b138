// SPDX-License-Identifier: GPL-2.0-only
/*
 * listeners.c - counting the listening sockets of a namespace
 *
 * All listeners are in a table of their own, lhash2, hashed by port and
 * address. Each non-empty bucket is counted under its lock, as ss and
 * /proc/net/tcp do: there are few listeners, and only listen() and close()
 * take the lock, never a packet. Bottom halves stay enabled, because no softirq
 * takes the lock.
 */
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "compat.h"
#include "counts.h"
#include "listeners.h"

/* Buckets between two checks for rescheduling and for signals. */
#define BUCKETS_PER_ROUND 1024

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

int tcpstates_listeners(const struct net *net, struct tcpstates_counts *counts)
{
	const struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	unsigned long buckets = hashinfo->lhash2_mask + 1UL;
	unsigned long i;

	for (i = 0; i < buckets; i++) {
		if (tcpstates_first_listener(&hashinfo->lhash2[i]))
			count_bucket(net, &hashinfo->lhash2[i], counts);
		if (i % BUCKETS_PER_ROUND)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	counts->buckets += buckets;
	return 0;
}
