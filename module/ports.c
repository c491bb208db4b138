// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c - /proc/net/tcpstates_ports: the sockets of a namespace by service
 *
 * A connection has two ports, and one of them is the service's. It is the local
 * one if somebody listens on it, or if it is not one that the kernel takes by
 * itself for a connection. Otherwise it is the remote one.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "listeners.h"
#include "table.h"
#include "walk.h"

#define PORTS 65536

/* Keys are not 0, and in the order of the lines. */
#define KEY_IN(port) (1U + (port))
#define KEY_OUT(port) (1U + PORTS + (port))

/**
 * struct ports - the sockets of a namespace by service
 * @table:	by KEY_IN() or KEY_OUT()
 * @net:	the namespace
 * @low:	the first local port that the kernel takes by itself
 * @high:	the last one
 * @listening:	the ports that somebody listens on
 */
struct ports {
	struct tcpstates_table table;
	struct net *net;
	int low;
	int high;
	DECLARE_BITMAP(listening, PORTS);
};

static u32 key_of(struct ports *ports, const struct sock *sk,
		  unsigned int state)
{
	u16 port = READ_ONCE(sk->sk_num);

	if (state == TCP_LISTEN)
		__set_bit(port, ports->listening);
	if (port < ports->low || port > ports->high ||
	    inet_is_local_reserved_port(ports->net, port) ||
	    test_bit(port, ports->listening))
		return KEY_IN(port);
	return KEY_OUT(ntohs(READ_ONCE(sk->sk_dport)));
}

static void count(struct tcpstates_tally *tally,
		  const struct hlist_nulls_node *const nodes[],
		  const u16 order[], unsigned int nr)
{
	struct ports *ports = container_of(tally, struct ports, table.tally);
	unsigned int i, state;

	for (i = 0; i < nr; i++) {
		const struct sock *sk = tcpstates_socket(nodes[order[i]]);

		if (!net_eq(sock_net(sk), ports->net))
			continue;
		state = tcpstates_state_of(sk);
		tcpstates_table_count(&ports->table, key_of(ports, sk, state),
				      sk, state);
	}
}

static int pass(struct tcpstates_table *table)
{
	struct ports *ports = container_of(table, struct ports, table);
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(ports->net);

	bitmap_zero(ports->listening, PORTS);
	inet_get_local_port_range(ports->net, &ports->low, &ports->high);
	return tcpstates_listeners(hashinfo, &table->tally) ?:
	       tcpstates_walk(hashinfo, &table->tally);
}

static void print_key(struct seq_buf *s, u32 key)
{
	if (key < KEY_OUT(0))
		seq_buf_printf(s, "in   %5u", key - KEY_IN(0));
	else
		seq_buf_printf(s, "out  %5u", key - KEY_OUT(0));
}

int tcpstates_ports(struct net *net, struct seq_buf *text)
{
	static const struct tcpstates_table_kind kind = {
		.count		= count,
		.pass		= pass,
		.header		= "SIDE  PORT",
		.print_key	= print_key,
		.queues		= true,
	};
	struct ports *ports = kvmalloc(sizeof(*ports), GFP_KERNEL_ACCOUNT);
	int err;

	if (!ports)
		return -ENOMEM;
	ports->net = net;
	err = tcpstates_table_take(&ports->table, &kind, text);
	kvfree(ports);
	return err;
}
