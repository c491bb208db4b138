// SPDX-License-Identifier: GPL-2.0-only
/*
 * connect.c - connections over loopback, one after another
 *
 * This is in the kernel because system calls are many times slower in User Mode
 * Linux than elsewhere and would hide what is measured.
 *
 * Each connection takes the buckets' locks to enter the tables and to leave
 * them. The accepted end is reset and not closed, so that no time-wait minisock
 * keeps the port, and the tables are the same before and after.
 */
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/net.h>
#include <linux/sched/signal.h>

#include "bench.h"

#define BACKLOG 16

static int tcp_socket(struct net *net, struct socket **sock)
{
	return sock_create_kern(net, AF_INET, SOCK_STREAM, IPPROTO_TCP, sock);
}

static int listener(struct net *net, struct socket **sock,
		    struct sockaddr_in *addr)
{
	int err = tcp_socket(net, sock);

	if (err)
		return err;
	addr->sin_family = AF_INET;
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	err = kernel_bind(*sock, (struct sockaddr_unsized *)addr,
			  sizeof(*addr));
	if (!err)
		err = kernel_listen(*sock, BACKLOG);
	if (!err)
		err = kernel_getsockname(*sock, (struct sockaddr *)addr);
	if (err < 0) {
		sock_release(*sock);
		return err;
	}
	return 0;
}

static int connection(struct net *net, struct socket *listening,
		      struct sockaddr_in *addr)
{
	struct socket *to, *from;
	int err = tcp_socket(net, &to);

	if (err)
		return err;
	err = kernel_connect(to, (struct sockaddr_unsized *)addr, sizeof(*addr),
			     0);
	if (!err)
		err = kernel_accept(listening, &from, 0);
	if (!err) {
		sock_no_linger(from->sk);
		sock_release(from);
	}
	sock_release(to);
	return err;
}

int bench_connect(struct net *net, s64 *ns)
{
	struct sockaddr_in addr = {};
	ktime_t start = ktime_get();
	struct socket *listening;
	int nr = 0;
	int err;

	err = listener(net, &listening, &addr);
	if (err)
		return err;
	do {
		err = connection(net, listening, &addr);
		nr += !err;
		*ns = ktime_to_ns(ktime_sub(ktime_get(), start));
		cond_resched();
	} while (!err && *ns < NSEC_PER_SEC && !signal_pending(current));
	sock_release(listening);
	return err ?: nr;
}
