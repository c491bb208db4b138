// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain.c - reference: chain after chain, under RCU alone
 *
 * The obvious way, used by the kernel's lookups as well: follow a chain to its
 * end, and walk it again if the end marker is that of another chain. The table
 * of listeners is walked apart.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "bench.h"

#define BUCKETS_PER_SECTION 256
#define TRIES 8

static bool walk_chain(const struct net *net,
		       const struct hlist_nulls_head *chain,
		       unsigned long slot, struct bench_counts *counts)
{
	const struct hlist_nulls_node *node;
	const struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, chain)
		bench_count(net, sk, counts);
	return get_nulls_value(node) == slot;
}

static void walk_bucket(const struct net *net,
			const struct hlist_nulls_head *chain,
			unsigned long slot, struct bench_counts *counts)
{
	const struct bench_counts before = *counts;
	unsigned int tries = TRIES;

	while (!walk_chain(net, chain, slot, counts) && --tries)
		*counts = before;
}

int bench_plain(const struct net *net, unsigned int distance,
		struct bench_counts *counts)
{
	const struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	unsigned long slot;

	rcu_read_lock();
	for (slot = 0; slot <= hashinfo->ehash_mask; slot++) {
		const struct hlist_nulls_head *chain;

		if (slot && slot % BUCKETS_PER_SECTION == 0) {
			rcu_read_unlock();
			cond_resched();
			rcu_read_lock();
		}
		chain = &hashinfo->ehash[slot].chain;
		if (!hlist_nulls_empty(chain))
			walk_bucket(net, chain, slot, counts);
	}
	rcu_read_unlock();
	return 0;
}

int bench_listeners(const struct net *net, unsigned int distance,
		    struct bench_counts *counts)
{
	const struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	const struct hlist_nulls_node *node;
	const struct sock *sk;
	unsigned long slot;

	rcu_read_lock();
	for (slot = 0; slot <= hashinfo->lhash2_mask; slot++)
		sk_nulls_for_each_rcu(sk, node,
				      &hashinfo->lhash2[slot].nulls_head)
			bench_count(net, sk, counts);
	rcu_read_unlock();
	return 0;
}
