// SPDX-License-Identifier: GPL-2.0-only
/*
 * listeners.c - a pass over the table of listening sockets
 *
 * All listeners are in a table of their own, lhash2, hashed by port and
 * address. Each non-empty bucket is counted under its lock. Others that take the
 * lock are listen(), close() and other readers (ss, /proc/net/tcp, BPF
 * iterators; on 5.10 these use another table). No softirq does, so bottom halves
 * stay enabled.
 *
 * A long bucket is cut as a chain is (chain.c): after LISTENERS_HOLD sockets the
 * lock is released for a moment, with a reference to the last one. If that has
 * left, the pass is begun again.
 */
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/tcp.h>

#include <net/sock.h>

#include "compat.h"
#include "listeners.h"
#include "tally.h"

/* Buckets between two checks for rescheduling and for signals. */
#define BUCKETS_PER_ROUND 1024

/* Two cache lines; like the number of buckets, a power of two. */
#define BUCKETS_AT_ONCE 8

/* Sockets after which the lock is released. */
#define LISTENERS_HOLD 128

/**
 * struct cut - where a bucket was left
 * @sk:		the last socket counted, with a reference; NULL at the end
 * @seq:	its write_seq. A listener leaves its bucket for good, or by
 *		tcp_disconnect(), which changes it.
 */
struct cut {
	struct sock *sk;
	u32 seq;
};

/* Has the socket been in its bucket since the cut? The caller holds the lock. */
static bool stayed(const struct cut *cut)
{
	if (!tcpstates_is_listener(cut->sk))
		return false;
	/* If it is in another bucket now, that has another lock. */
	smp_rmb();
	return READ_ONCE(tcp_sk(cut->sk)->write_seq) == cut->seq;
}

/* Hands out from @sk on, until the end of the bucket or a cut. */
static void count_hold(struct sock *sk, unsigned long hold, struct cut *cut,
		       struct tcpstates_tally *tally)
{
	struct sock *next;

	for (; sk; sk = next) {
		tcpstates_hand_out_one(tally, &sk->sk_nulls_node);
		next = tcpstates_next_listener(sk);
		if (!next || --hold)
			continue;
		sock_hold(sk);
		cut->sk = sk;
		cut->seq = READ_ONCE(tcp_sk(sk)->write_seq);
		return;
	}
}

static int count_bucket(struct inet_listen_hashbucket *ilb,
			struct tcpstates_tally *tally)
{
	unsigned long hold = tally->tries < TCPSTATES_TRIES ? LISTENERS_HOLD :
							      LONG_MAX;
	struct cut cut = {}, last;
	int err = 0;

	do {
		last = cut;
		cut.sk = NULL;
		spin_lock(&ilb->lock);
		if (last.sk && !stayed(&last))
			err = -EAGAIN;
		else
			count_hold(last.sk ? tcpstates_next_listener(last.sk) :
					     tcpstates_first_listener(ilb),
				   hold, &cut, tally);
		spin_unlock(&ilb->lock);
		if (last.sk)
			sock_put(last.sk);
		cond_resched();
	} while (cut.sk && !fatal_signal_pending(current));
	if (cut.sk) {
		sock_put(cut.sk);
		err = -EINTR;
	}
	return err;
}

/* Tests eight buckets with one branch; nearly all are empty. */
static bool no_listeners(const struct inet_listen_hashbucket *ilb)
{
	bool none = true;
	unsigned int i;

#pragma GCC unroll 8
	for (i = 0; i < BUCKETS_AT_ONCE; i++)
		none &= tcpstates_no_listener(&ilb[i]);
	return none;
}

static int count_buckets(struct inet_listen_hashbucket *ilb, unsigned int nr,
			 struct tcpstates_tally *tally)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < nr; i++)
		if (!tcpstates_no_listener(&ilb[i]))
			err = count_bucket(&ilb[i], tally);
	return err;
}

int tcpstates_listeners(struct inet_hashinfo *hashinfo,
			struct tcpstates_tally *tally)
{
	unsigned int buckets = hashinfo->lhash2_mask + 1;
	unsigned int nr = min_t(unsigned int, buckets, BUCKETS_AT_ONCE);
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < buckets; i += nr) {
		struct inet_listen_hashbucket *ilb = &hashinfo->lhash2[i];

		if (nr < BUCKETS_AT_ONCE || !no_listeners(ilb))
			err = count_buckets(ilb, nr, tally) ?: tally->err;
		if (i % BUCKETS_PER_ROUND)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	tally->buckets += buckets;
	return err;
}
