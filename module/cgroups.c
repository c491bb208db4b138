// SPDX-License-Identifier: GPL-2.0-only
/*
 * cgroups.c - /proc/net/tcpstates_cgroups: the sockets of a namespace by cgroup
 *
 * A socket has the cgroup of the process that called socket(), an accepted one
 * that of its listener. It holds a reference to it until it has left its chain,
 * and a request socket to its listener. Time-wait minisocks have no cgroup.
 * docs/walk.md says why these can be read.
 */
#include <linux/cgroup.h>
#include <linux/stddef.h>

#include <net/net_namespace.h>
#include <net/request_sock.h>
#include <net/sock.h>

#include "compat.h"
#include "file.h"
#include "listeners.h"
#include "rows.h"
#include "walk.h"

/* As inet_diag's INET_DIAG_CGROUP_ID; 0 for none. */
static u64 key_of(const struct sock *sk)
{
	switch (READ_ONCE(sk->sk_state)) {
	case TCP_TIME_WAIT:
		return 0;
	case TCP_NEW_SYN_RECV:
		sk = inet_reqsk(sk)->rsk_listener;
	}
	return cgroup_id(sock_cgroup_ptr((void *)&sk->sk_cgrp_data));
}

static void count(struct tcpstates_tally *tally, struct tcpstates_batch batch)
{
	struct tcpstates_rows *rows =
		container_of(tally, struct tcpstates_rows, tally);
	const struct sock *sk;

	while ((sk = tcpstates_next_socket(&batch)))
		if (net_eq(sock_net(sk), rows->net))
			tcpstates_rows_count(rows, key_of(sk), sk,
					     tcpstates_state_of(sk));
}

static int pass(struct tcpstates_rows *rows)
{
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(rows->net);

	rows->tally.line = offsetof(struct sock, sk_cgrp_data);
	return tcpstates_walk(hashinfo, &rows->tally) ?:
	       tcpstates_listeners(hashinfo, &rows->tally);
}

static void print_key(char *text, u64 key)
{
	tcpstates_put_number(text + 20, key);
}

void *tcpstates_cgroups(struct net *net)
{
	static const struct tcpstates_rows_kind kind = {
		.size		= sizeof(struct tcpstates_rows),
		.count		= count,
		.pass		= pass,
		.header		= "CGROUP",
		.width		= 20,
		.print_key	= print_key,
		.queues		= true,
	};

	return tcpstates_rows_take(&kind, net);
}
