// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - the limit: how fast memory can deliver the sockets
 *
 * Loads the same two cache lines of each socket as a walk, but finds sockets in
 * an array: no load waits for another, and each socket is prefetched well ahead
 * of its use. No walk along chains can be faster.
 *
 * Objects that are not sockets give a second, independent limit: they come from
 * a cache of their own and are in no table.
 */
#include <linux/prefetch.h>
#include <linux/slab.h>

#include "bench.h"

static struct kmem_cache *objects;

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

int bench_memory(const struct net *net, unsigned int distance,
		 struct bench_counts *counts)
{
	unsigned long sum = 0;
	unsigned int ahead, i;

	if (mutex_lock_interruptible(&bench_mutex))
		return -EINTR;
	ahead = min(distance, bench_nr_sockets);
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
	mutex_unlock(&bench_mutex);
	return 0;
}

struct sock *bench_object(void)
{
	if (!objects)
		objects = kmem_cache_create("tcpstates_bench",
					    tcp_prot.obj_size, 0, 0, NULL);
	return objects ? kmem_cache_alloc(objects, GFP_KERNEL | __GFP_ZERO) :
			 NULL;
}

void bench_object_free(struct sock *sk)
{
	kmem_cache_free(objects, sk);
}

void bench_objects_exit(void)
{
	kmem_cache_destroy(objects);
}
