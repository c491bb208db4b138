// SPDX-License-Identifier: GPL-2.0-only
/*
 * chain.c - counting the sockets of one bucket
 *
 * A long chain is cut: after CHAIN_HOLD sockets the lock is released for a
 * moment, with a reference to the socket at the cut. New sockets enter at the
 * head, so if that socket has stayed, all that follows it has not been counted.
 * Otherwise the chain is begun again, at last in one hold. Why this is exact,
 * and how a socket that stayed is told from one that left and came back, is
 * argued in docs/walk.md.
 */
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include <net/sock.h>

#include "chain.h"

/* Sockets after which the lock is released. */
#define CHAIN_HOLD 128

/* How often a chain is begun before it is counted in one hold. */
#define CHAIN_TRIES 8

/**
 * struct cut - where a chain was left
 * @sk:		the last socket counted, with a reference; NULL at the end
 * @hash:	its hash: its bucket, among others
 * @txhash:	a random number that each connect() sets; full sockets only
 */
struct cut {
	struct sock *sk;
	u32 hash;
	u32 txhash;
};

/*
 * Is the socket in the middle of connect()? There it enters the table, in
 * SYN_SENT, before it gets its txhash, and is owned meanwhile.
 */
static bool connecting(const struct sock *sk)
{
	/* Pairs with the release in tcp_set_state(): owned is read after it. */
	return smp_load_acquire(&sk->sk_state) == TCP_SYN_SENT &&
	       sock_owned_by_user_nocheck(sk);
}

/* False for a socket that is being made: it may have no reference yet. */
static bool cut_at(struct cut *cut, struct sock *sk)
{
	if (connecting(sk) || !refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	cut->sk = sk;
	cut->hash = READ_ONCE(sk->sk_hash);
	/* A smaller socket has no such member. */
	cut->txhash = sk_fullsock(sk) ? READ_ONCE(sk->sk_txhash) : 0;
	return true;
}

/*
 * Has the socket been in its chain since the cut? The caller holds the lock. A
 * full socket may have left and come back to the head, by connect(); or listen,
 * in another table.
 */
static bool stayed(const struct cut *cut)
{
	const struct sock *sk = cut->sk;
	unsigned int state;

	if (!sk_hashed(sk) || READ_ONCE(sk->sk_hash) != cut->hash)
		return false;
	if (!sk_fullsock(sk))
		return true;
	/* The state is stored before the socket is hashed. */
	smp_rmb();
	state = READ_ONCE(sk->sk_state);
	if (state == TCP_LISTEN || state == TCP_CLOSE || connecting(sk))
		return false;
	/* txhash is stored before the socket is no longer owned. */
	smp_rmb();
	return READ_ONCE(sk->sk_txhash) == cut->txhash;
}

/* Counts from @node on, until the end of the chain or a cut. */
static void count_hold(const struct net *net,
		       const struct hlist_nulls_node *node, unsigned long hold,
		       struct cut *cut, struct tcpstates_counts *counts)
{
	const unsigned long limit = counts->met + hold;

	cut->sk = NULL;
	while (!is_a_nulls(node)) {
		tcpstates_count_node(counts, net, node);
		if (counts->met >= limit &&
		    cut_at(cut, hlist_nulls_entry(node, struct sock,
						  sk_nulls_node)))
			return;
		node = READ_ONCE(node->next);
	}
}

/* Counts a chain. -EAGAIN if the socket at a cut has left. */
static int count_in_holds(const struct net *net, struct inet_hashinfo *hashinfo,
			  unsigned int slot, unsigned long hold,
			  struct tcpstates_counts *counts)
{
	spinlock_t *lock = inet_ehash_lockp(hashinfo, slot);
	const struct hlist_nulls_node *node;
	struct cut cut = {}, last;
	int err = 0;

	do {
		last = cut;
		spin_lock_bh(lock);
		if (last.sk && !stayed(&last)) {
			err = -EAGAIN;
		} else {
			node = last.sk ? READ_ONCE(last.sk->sk_nulls_node.next) :
			       READ_ONCE(hashinfo->ehash[slot].chain.first);
			count_hold(net, node, hold, &cut, counts);
		}
		spin_unlock_bh(lock);
		/* The last reference: freeing takes other locks. */
		if (last.sk)
			sock_gen_put(last.sk);
		if (!err && cut.sk && fatal_signal_pending(current)) {
			sock_gen_put(cut.sk);
			return -EINTR;
		}
		cond_resched();
	} while (!err && cut.sk);
	return err;
}

int tcpstates_chain(const struct net *net, struct inet_hashinfo *hashinfo,
		    unsigned int slot, struct tcpstates_counts *counts)
{
	const struct tcpstates_counts before = *counts;
	unsigned int tries;
	int err;

	for (tries = 0; tries < CHAIN_TRIES; tries++) {
		err = count_in_holds(net, hashinfo, slot, CHAIN_HOLD, counts);
		if (err != -EAGAIN)
			return err;
		*counts = before;
	}
	return count_in_holds(net, hashinfo, slot, ULONG_MAX / 2, counts);
}
