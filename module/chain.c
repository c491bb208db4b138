// SPDX-License-Identifier: GPL-2.0-only
/*
 * chain.c - handing out the sockets of one bucket
 *
 * A long chain is cut: after CHAIN_HOLD sockets the lock is released for a
 * moment, with a reference to the socket at the cut. New sockets enter at the
 * head or in the place of another one, so if that socket has stayed, all that
 * follows it has not been counted. Otherwise the pass is begun again, at last
 * without cuts. docs/walk.md has the argument, and how a socket that stayed is
 * told from one that left and came back.
 */
#include <linux/bottom_half.h>
#include <linux/kcsan-checks.h>
#include <linux/limits.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include <net/sock.h>

#include "chain.h"
#include "tally.h"

/* Sockets after which the lock is released. */
#define CHAIN_HOLD 128

/**
 * struct cut - where a chain was left
 * @sk:		the last socket counted, with a reference; NULL at the end
 * @hash:	its sk_hash; a socket with another one has moved
 * @txhash:	its sk_txhash, a random number that each connect() sets; 0 for
 *		request sockets and time-wait minisocks, which have none
 */
struct cut {
	struct sock *sk;
	u32 hash;
	u32 txhash;
};

/*
 * False for a socket that is just being added, and may have no reference yet,
 * or that is owned by a process, which may be connecting it.
 */
static bool cut_at(struct cut *cut, struct sock *sk)
{
	if (sk_fullsock(sk) && sock_owned_by_user_nocheck(sk))
		return false;
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	cut->sk = sk;
	cut->hash = READ_ONCE(sk->sk_hash);
	cut->txhash = sk_fullsock(sk) ? READ_ONCE(sk->sk_txhash) : 0;
	return true;
}

/*
 * Has the socket been in its chain since the cut? The caller holds the lock of
 * the chain and that of the socket. A full socket may have left and come back
 * to the head, or listen, in another table.
 */
static bool stayed(const struct cut *cut)
{
	const struct sock *sk = cut->sk;

	if (!sk_hashed(sk) || READ_ONCE(sk->sk_hash) != cut->hash)
		return false;
	if (!sk_fullsock(sk))
		return true;
	return !sock_owned_by_user_nocheck(sk) &&
	       READ_ONCE(sk->sk_state) != TCP_LISTEN &&
	       READ_ONCE(sk->sk_txhash) == cut->txhash;
}

/*
 * Takes the lock of a chain. False if the socket at the cut has left it. A full
 * socket moves only locked or owned, so lock it first.
 */
static bool lock_chain(spinlock_t *lock, const struct cut *cut)
	__acquires(lock)
{
	struct sock *sk = cut->sk;
	bool there;

	local_bh_disable();
	if (!sk || !sk_fullsock(sk)) {
		spin_lock(lock);
		return !sk || stayed(cut);
	}
	bh_lock_sock(sk);
	spin_lock(lock);
	there = stayed(cut);
	bh_unlock_sock(sk);
	return there;
}

static void unlock_chain(spinlock_t *lock)
	__releases(lock)
{
	spin_unlock(lock);
	local_bh_enable();
}

/* Hands out from @node on, until the end of the chain or a cut. */
static void count_hold(const struct hlist_nulls_node *node, unsigned long hold,
		       struct cut *cut, struct tcpstates_tally *tally)
{
	const unsigned long limit = tally->met + hold;

	while (!is_a_nulls(node)) {
		struct sock *sk = hlist_nulls_entry(node, struct sock,
						    sk_nulls_node);

		ASSERT_EXCLUSIVE_WRITER(*node);
		tcpstates_hand_out_one(tally, node);
		node = READ_ONCE(node->next);
		if (tally->met >= limit && !is_a_nulls(node) && cut_at(cut, sk))
			return;
	}
}

int tcpstates_chain(struct inet_hashinfo *hashinfo, unsigned int slot,
		    struct tcpstates_tally *tally)
{
	const struct hlist_nulls_head *head = &hashinfo->ehash[slot].chain;
	unsigned long hold = tally->tries < TCPSTATES_TRIES ? CHAIN_HOLD : LONG_MAX;
	spinlock_t *lock = inet_ehash_lockp(hashinfo, slot);
	struct cut cut = {}, last;
	int err = 0;

	do {
		last = cut;
		cut.sk = NULL;
		if (!lock_chain(lock, &last))
			err = -EAGAIN;
		else
			count_hold(last.sk ?
				   READ_ONCE(last.sk->sk_nulls_node.next) :
				   READ_ONCE(head->first), hold, &cut, tally);
		unlock_chain(lock);
		/* If it is the last reference, freeing takes other locks. */
		if (last.sk)
			sock_gen_put(last.sk);
		cond_resched();
	} while (cut.sk && !fatal_signal_pending(current));
	if (cut.sk) {
		sock_gen_put(cut.sk);
		err = -EINTR;
	}
	return err;
}
