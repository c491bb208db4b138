/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chain.h - counting the sockets of one bucket
 */
#ifndef TCPSTATES_CHAIN_H
#define TCPSTATES_CHAIN_H

#include <linux/compiler.h>
#include <linux/kcsan-checks.h>

#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/tcp_states.h>

#include "counts.h"

/**
 * tcpstates_count_node() - count a socket in its chain
 * @counts:	the counts to add to
 * @net:	the namespace; a socket of another one is only met
 * @node:	of a full socket, a request socket or a time-wait minisock
 *
 * Counts the state that netstat and ss show for each of the three kinds.
 *
 * Context: the caller holds the lock of the chain. In kernels with KCSAN it is
 * checked that nobody changes the chain meanwhile; others compile nothing of this.
 */
static inline void tcpstates_count_node(struct tcpstates_counts *counts,
					const struct net *net,
					const struct hlist_nulls_node *node)
{
	const struct sock *sk = hlist_nulls_entry(node, struct sock,
						  sk_nulls_node);
	unsigned int state = READ_ONCE(sk->sk_state);

	ASSERT_EXCLUSIVE_WRITER(*node);
	counts->met++;
	if (!net_eq(sock_net(sk), net))
		return;
	if (state == TCP_TIME_WAIT)
		state = READ_ONCE(inet_twsk(sk)->tw_substate);
	else if (state == TCP_NEW_SYN_RECV)
		state = TCP_SYN_RECV;
	tcpstates_count(counts, state, READ_ONCE(sk->sk_family));
}

/**
 * tcpstates_chain() - count a chain, in holds of its lock of bounded length
 * @net:	the namespace whose sockets are counted
 * @hashinfo:	the tables
 * @slot:	the bucket
 * @counts:	the counts to add to
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINTR if a fatal signal came before the end of the chain.
 */
int tcpstates_chain(const struct net *net, struct inet_hashinfo *hashinfo,
		    unsigned int slot, struct tcpstates_counts *counts);

#endif /* TCPSTATES_CHAIN_H */
