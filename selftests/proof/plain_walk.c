// SPDX-License-Identifier: GPL-2.0-only
/*
 * A walk with the interface of module/walk.c, but under RCU alone: chain after
 * chain, and all again, a few times, if it ended in another chain. It is not exact: the socket it
 * has reached may be freed and reused in the same chain. The proof and the
 * stress test must detect that.
 */
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "compat.h"
#include "tally.h"
#include "walk.h"

/* Buckets after which the RCU read lock is released. */
#define BUCKETS_PER_SECTION 256

static bool walk_chain(const struct hlist_nulls_head *chain, unsigned long slot,
		       struct tcpstates_tally *tally)
{
	const struct hlist_nulls_node *node;
	const struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, chain)
		tcpstates_hand_out_one(tally, node);
	return get_nulls_value(node) == slot;
}

int tcpstates_walk(struct inet_hashinfo *hashinfo,
		   struct tcpstates_tally *tally)
{
	unsigned long buckets = hashinfo->ehash_mask + 1UL;
	unsigned long slot = 0;
	int err = 0;

	while (!err && slot < buckets) {
		unsigned long end = min(buckets, slot + BUCKETS_PER_SECTION);

		rcu_read_lock();
		for (; slot < end; slot++)
			if (!walk_chain(&hashinfo->ehash[slot].chain, slot,
					tally) && tally->tries < TCPSTATES_TRIES)
				err = -EAGAIN;
		rcu_read_unlock();

		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	tally->buckets += buckets;
	return err;
}
