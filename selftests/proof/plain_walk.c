// SPDX-License-Identifier: GPL-2.0-only
/*
 * A walk with the interface of module/walk.c, but under RCU alone: chain after
 * chain, and again if it ended in another chain. It is not exact: the socket it
 * has reached may be freed and reused in the same chain. The proof and the
 * stress test must detect that.
 */
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include <net/inet_timewait_sock.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "counts.h"
#include "walk.h"

/* Buckets after which the RCU read lock is released. */
#define BUCKETS_PER_SECTION 256

/* The most walks of one chain; the last one is used in any case. */
#define TRIES 8

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

static bool walk_chain(const struct net *net,
		       const struct hlist_nulls_head *chain,
		       unsigned long slot, struct tcpstates_counts *counts)
{
	const struct hlist_nulls_node *node;
	const struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, chain) {
		counts->met++;
		if (net_eq(sock_net(sk), net))
			tcpstates_count(counts, shown_state(sk),
					READ_ONCE(sk->sk_family));
	}
	return get_nulls_value(node) == slot;
}

static void walk_bucket(const struct net *net,
			const struct inet_hashinfo *hashinfo,
			unsigned long slot, struct tcpstates_counts *counts)
{
	const struct tcpstates_counts before = *counts;
	unsigned int tries = TRIES;

	while (!walk_chain(net, &hashinfo->ehash[slot].chain, slot, counts) &&
	       --tries)
		*counts = before;
}

int tcpstates_walk(const struct net *net, struct tcpstates_counts *counts)
{
	const struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	unsigned long buckets = hashinfo->ehash_mask + 1UL;
	unsigned long slot = 0;

	while (slot < buckets) {
		unsigned long end = min(buckets, slot + BUCKETS_PER_SECTION);

		rcu_read_lock();
		for (; slot < end; slot++)
			if (!hlist_nulls_empty(&hashinfo->ehash[slot].chain))
				walk_bucket(net, hashinfo, slot, counts);
		rcu_read_unlock();

		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	counts->buckets += buckets;
	return 0;
}
