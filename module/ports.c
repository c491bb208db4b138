// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c - /proc/net/tcpstates_ports: the sockets of a namespace by service
 *
 * A connection has two ports, and one of them is the service's: the local one if
 * the connection was accepted here, the remote one if this end called connect().
 * docs/walk.md says how that is told.
 */
#include <linux/bitmap.h>
#include <linux/string.h>

#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "file.h"
#include "listeners.h"
#include "rows.h"
#include "walk.h"

#define PORTS 65536

/* Key order is print order. */
#define KEY_IN(port) (0ULL + (port))
#define KEY_OUT(port) (0ULL + PORTS + (port))

/* The key of a connection that may be either: it has both ports. */
#define KEY_EITHER(local, remote) (1ULL << 32 | (local) << 16 | (remote))

/* Which end opened the connection. */
enum side { IN, OUT, EITHER };

/**
 * struct ports - the sockets of a namespace by service
 * @rows:	by KEY_IN(), KEY_OUT() or KEY_EITHER()
 * @low:	the first local port that the kernel takes by itself
 * @high:	the last one
 * @listening:	the ports that somebody listens on
 * @accepted:	other ports on which a connection was accepted
 */
struct ports {
	struct tcpstates_rows rows;
	int low;
	int high;
	DECLARE_BITMAP(listening, PORTS);
	DECLARE_BITMAP(accepted, PORTS);
};

/*
 * A socket that called bind() with a port has a lock on it. One that was accepted
 * has none, and its listener's backlog, which may be 0.
 */
static enum side side_of(const struct sock *sk)
{
	switch (READ_ONCE(sk->sk_state)) {
	case TCP_NEW_SYN_RECV:
		return IN;
	case TCP_SYN_SENT:
		return OUT;
	case TCP_TIME_WAIT:
		return tcpstates_port_by_connect(sk) ? OUT : EITHER;
	}
	/* Other bits change under the lock of the socket. */
	if (data_race(sk->sk_userlocks & SOCK_BINDPORT_LOCK) ||
	    tcpstates_port_by_connect(sk))
		return OUT;
	return READ_ONCE(sk->sk_max_ack_backlog) ? IN : EITHER;
}

/* Would the kernel take the port by itself for a client? */
static bool is_ephemeral(const struct ports *ports, u16 port)
{
	return port >= ports->low && port <= ports->high &&
	       !inet_is_local_reserved_port(ports->rows.net, port);
}

static u64 key_of(const struct ports *ports, const struct sock *sk,
		  enum side side)
{
	u16 local = READ_ONCE(sk->sk_num);
	u16 remote = ntohs(READ_ONCE(sk->sk_dport));

	if (side == OUT)
		return KEY_OUT(remote);
	if (side == IN || !is_ephemeral(ports, local))
		return KEY_IN(local);
	return KEY_EITHER((u64)local, remote);
}

/* Listeners come first, so that connections to them are known. */
static void count_one(struct ports *ports, const struct sock *sk)
{
	const unsigned int state = tcpstates_state_of(sk);
	u16 port = READ_ONCE(sk->sk_num);
	enum side side = IN;

	if (state == TCP_LISTEN) {
		__set_bit(port, ports->listening);
	} else if (!test_bit(port, ports->listening)) {
		side = side_of(sk);
		if (side == IN)
			__set_bit(port, ports->accepted);
	}
	tcpstates_rows_count(&ports->rows, key_of(ports, sk, side), sk, state);
}

static void count(struct tcpstates_tally *tally, struct tcpstates_batch batch)
{
	struct ports *ports = container_of(tally, struct ports, rows.tally);
	const struct sock *sk;

	while ((sk = tcpstates_next_socket(&batch)))
		if (net_eq(sock_net(sk), ports->rows.net))
			count_one(ports, sk);
}

static int pass(struct tcpstates_rows *rows)
{
	struct ports *ports = container_of(rows, struct ports, rows);
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(rows->net);

	bitmap_zero(ports->listening, PORTS);
	bitmap_zero(ports->accepted, PORTS);
	inet_get_local_port_range(rows->net, &ports->low, &ports->high);
	rows->tally.line = TCPSTATES_SIDE_LINE;
	rows->tally.known = ports->listening;
	return tcpstates_listeners(hashinfo, &rows->tally) ?:
	       tcpstates_walk(hashinfo, &rows->tally);
}

/* Who shares a port with accepted connections was accepted as well. */
static u64 settle(const struct tcpstates_rows *rows, u64 key)
{
	const struct ports *ports = container_of(rows, struct ports, rows);
	u16 local = key >> 16, remote = key;

	if (key < KEY_EITHER(0ULL, 0))
		return key;
	return test_bit(local, ports->accepted) ? KEY_IN(local) :
						  KEY_OUT(remote);
}

static void print_key(char *text, u64 key)
{
	bool out = key >= KEY_OUT(0);

	memcpy(text, out ? "out" : "in ", 3);
	tcpstates_put_number(text + 10, key % PORTS);
}

void *tcpstates_ports(struct net *net)
{
	static const struct tcpstates_rows_kind kind = {
		.size		= sizeof(struct ports),
		.count		= count,
		.pass		= pass,
		.settle		= settle,
		.header		= "SIDE  PORT",
		.width		= 10,
		.print_key	= print_key,
		.queues		= true,
	};

	return tcpstates_rows_take(&kind, net);
}
