// SPDX-License-Identifier: GPL-2.0-only
/*
 * locked.c - reference: chain after chain, each under its bucket's lock, as for
 * ss and /proc/net/tcp
 */
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "bench.h"

#define BUCKETS_PER_ROUND 256

int bench_locked(const struct net *net, unsigned int distance,
		 struct bench_counts *counts)
{
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	unsigned long slot;

	for (slot = 0; slot <= hashinfo->ehash_mask; slot++) {
		const struct hlist_nulls_head *chain;
		const struct hlist_nulls_node *node;
		const struct sock *sk;

		if (slot % BUCKETS_PER_ROUND == 0)
			cond_resched();
		chain = &hashinfo->ehash[slot].chain;
		if (hlist_nulls_empty(chain))
			continue;
		spin_lock_bh(inet_ehash_lockp(hashinfo, slot));
		sk_nulls_for_each(sk, node, chain)
			bench_count(net, sk, counts);
		spin_unlock_bh(inet_ehash_lockp(hashinfo, slot));
	}
	return 0;
}
