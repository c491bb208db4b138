// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - the limit: how fast memory can deliver the sockets
 *
 * Loads the same two cache lines of each socket as a walk, but finds sockets in
 * an array: no load waits for another, and each socket is prefetched well ahead
 * of its use. No walk along chains can be faster.
 */
#include <linux/prefetch.h>

#include "bench.h"

static void prefetch_socket(const struct sock *sk)
{
	prefetch(&sk->sk_family);
	prefetch(&sk->sk_nulls_node);
}

static unsigned long touch(const struct sock *sk)
{
	return READ_ONCE(sk->sk_family) + (unsigned long)
	       READ_ONCE(sk->sk_nulls_node.next);
}

void bench_memory(const struct net *net, unsigned int distance,
		  struct bench_counts *counts)
{
	const unsigned int ahead = min(distance, bench_nr_sockets);
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < ahead; i++)
		prefetch_socket(bench_sockets[i]);
	for (i = 0; i < bench_nr_sockets - ahead; i++) {
		prefetch_socket(bench_sockets[i + ahead]);
		sum += touch(bench_sockets[i]);
	}
	for (; i < bench_nr_sockets; i++)
		sum += touch(bench_sockets[i]);

	/* Keeps the compiler from dropping the unused sum. */
	OPTIMIZER_HIDE_VAR(sum);
	counts->met = bench_nr_sockets;
}
