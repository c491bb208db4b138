/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tally.h - what counts the sockets that a pass over the tables meets
 */
#ifndef TCPSTATES_TALLY_H
#define TCPSTATES_TALLY_H

#include <linux/compiler.h>
#include <linux/types.h>

#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/tcp_states.h>

#include "states.h"

/* Passes that are tried before one that cuts no long list. */
#define TCPSTATES_TRIES 8

/**
 * struct tcpstates_batch - sockets that are handed out together
 * @nodes:	nodes of sockets
 * @order:	which of them, as indices: of those that are left
 * @nr:		how many are left
 */
struct tcpstates_batch {
	const struct hlist_nulls_node *const *nodes;
	const u16 *order;
	unsigned int nr;
};

/**
 * struct tcpstates_tally - what counts the sockets of a pass
 * @count:	counts a batch; the caller holds the lock of its chains
 * @line:	offset of a member of full sockets that @count reads, or 0. The
 *		walk also prefetches its cache line.
 * @known:	local ports whose sockets @count needs no such member of, or NULL
 * @tries:	passes that ended with -EAGAIN before this one
 * @buckets:	hash buckets visited
 * @met:	sockets handed to @count
 * @err:	set by @count if it cannot go on; then the pass ends with it
 */
struct tcpstates_tally {
	void (*count)(struct tcpstates_tally *tally,
		      struct tcpstates_batch batch);
	size_t line;
	const unsigned long *known;
	unsigned int tries;
	unsigned long buckets;
	unsigned long met;
	int err;
};

/*
 * A full socket, a request socket or a time-wait minisock. Their common part has
 * the family, the ports and the namespace.
 */
static inline const struct sock *
tcpstates_socket(const struct hlist_nulls_node *node)
{
	return hlist_nulls_entry(node, struct sock, sk_nulls_node);
}

/* Takes a socket from a batch; returns NULL at its end. */
static inline const struct sock *
tcpstates_next_socket(struct tcpstates_batch *batch)
{
	if (!batch->nr)
		return NULL;
	batch->nr--;
	return tcpstates_socket(batch->nodes[*batch->order++]);
}

/* Many at a time: an indirect call for each socket would take too long. */
static inline void tcpstates_hand_out(struct tcpstates_tally *tally,
				      struct tcpstates_batch batch)
{
	tally->met += batch.nr;
	tally->count(tally, batch);
}

/* The same for one socket. */
static inline void
tcpstates_hand_out_one(struct tcpstates_tally *tally,
		       const struct hlist_nulls_node *node)
{
	static const u16 first;

	tcpstates_hand_out(tally, (struct tcpstates_batch) {
		.nodes = &node,
		.order = &first,
		.nr = 1,
	});
}

/* The state that netstat and ss show for each of the three kinds. */
static inline unsigned int tcpstates_state_of(const struct sock *sk)
{
	unsigned int state = READ_ONCE(sk->sk_state);

	if (state == TCP_TIME_WAIT)
		state = READ_ONCE(inet_twsk(sk)->tw_substate);
	else if (state == TCP_NEW_SYN_RECV)
		state = TCP_SYN_RECV;
	return state < TCPSTATES_ROWS ? state : TCPSTATES_UNKNOWN;
}

#endif /* TCPSTATES_TALLY_H */
