// SPDX-License-Identifier: GPL-2.0-only
/*
 * socket_set.c - any number of sockets, without a system call for each
 *
 * They look like those of a server: one local address and port with a listener,
 * many client addresses; those of the kind "services" like those of a client, to
 * all ports. The kernel's own hash function puts them into buckets.
 */
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "bench.h"

#define LOCAL 0xc6120001	/* 198.18.0.1: reserved for benchmarks */
#define REMOTE 0x0a000000	/* 10.0.0.0/8 */
#define LPORT 443
#define FIRST_PORT 32768	/* ephemeral ports */
#define PORTS 28232

/* Guards the array against being replaced while it is used. */
DEFINE_MUTEX(bench_mutex);
struct sock **bench_sockets;
unsigned int bench_nr_sockets;
static struct sock *listener;
static bool objects_only;

/* PORTIONS sockets in turn, so that the mix is the same at any size. */
#define PORTIONS 20
struct portion {
	unsigned short family;
	unsigned char state;
	bool timewait;
};

static struct portion portion(const char *kind, unsigned int i)
{
	static const struct portion established = {
		AF_INET, TCP_ESTABLISHED, false
	};
	static const struct portion time_wait = {
		AF_INET, TCP_TIME_WAIT, true
	};
	static const struct portion others[] = {
		{ AF_INET6, TCP_ESTABLISHED, false },
		{ AF_INET6, TCP_ESTABLISHED, false },
		{ AF_INET6, TCP_ESTABLISHED, false },
		{ AF_INET6, TCP_TIME_WAIT, true },
		{ AF_INET, TCP_FIN_WAIT2, true },
		{ AF_INET, TCP_CLOSE_WAIT, false },
	};

	if (!strcmp(kind, "established") || !strcmp(kind, "services") ||
	    !strcmp(kind, "more"))
		return established;
	if (!strcmp(kind, "time_wait"))
		return time_wait;
	/* The six above, five in TIME_WAIT, nine in ESTABLISHED. */
	i %= PORTIONS;
	if (i < ARRAY_SIZE(others))
		return others[i];
	return i < ARRAY_SIZE(others) + 5 ? time_wait : established;
}

static struct bench_tuple tuple(unsigned short family, u32 i)
{
	/* The factor is odd: numbers below 1 << 24 get different addresses. */
	u32 client = (i * GOLDEN_RATIO_32) & 0xffffff;
	struct bench_tuple tuple = {
		.family = family,
		.local = htonl(LOCAL),
		.remote = htonl(REMOTE | client),
		.local6.s6_addr32 = { htonl(0x20010002), 0, 0, htonl(1) },
		.remote6.s6_addr32 = { htonl(0x20010002), 0, htonl(client),
				       htonl(2) },
		.lport = LPORT,
		.rport = FIRST_PORT + hash_32(~i, 32) % PORTS,
	};

	return tuple;
}

static struct sock *make(struct net *net, const char *kind, unsigned int i)
{
	const struct portion p = portion(kind, i);
	struct bench_tuple t = tuple(p.family, i);
	struct sock *sk;

	if (objects_only)
		return bench_object();
	if (p.timewait)
		return bench_timewait(net, &t, p.state);
	if (strcmp(kind, "services") != 0)
		return bench_full(net, &t, p.state);
	t.lport = t.rport;
	t.rport = i;
	sk = bench_full(net, &t, p.state);
	/* As after connect() */
	if (sk)
		sk->sk_userlocks |= SOCK_CONNECT_BIND;
	return sk;
}

static void remove_all(void)
{
	unsigned int i;

	for (i = 0; i < bench_nr_sockets; i++) {
		struct sock *sk = bench_sockets[i];

		if (objects_only)
			bench_object_free(sk);
		else if (sk->sk_state == TCP_TIME_WAIT)
			bench_timewait_free(sk);
		else
			bench_full_free(sk);
		cond_resched();
	}
	bench_nr_sockets = 0;
	if (listener)
		bench_full_free(listener);
	listener = NULL;
	kvfree(bench_sockets);
	bench_sockets = NULL;
}

/* For bench_memory(): an order unrelated to that of allocation. */
static void shuffle(void)
{
	unsigned int i;

	for (i = bench_nr_sockets; i > 1; i--) {
		unsigned int other = get_random_u32_below(i);

		swap(bench_sockets[i - 1], bench_sockets[other]);
		cond_resched();
	}
}

/* Makes room for so many sockets. */
static int enlarge(unsigned int nr)
{
	struct sock **sockets = kvmalloc_array(nr, sizeof(*sockets),
					       GFP_KERNEL);

	if (!sockets)
		return -ENOMEM;
	if (bench_nr_sockets)
		memcpy(sockets, bench_sockets,
		       array_size(bench_nr_sockets, sizeof(*sockets)));
	kvfree(bench_sockets);
	bench_sockets = sockets;
	return 0;
}

static void listen(struct net *net)
{
	const struct bench_tuple any = { .family = AF_INET, .lport = LPORT };

	if (!listener)
		listener = bench_full(net, &any, TCP_LISTEN);
}

int bench_make(struct net *net, const char *kind, unsigned int nr)
{
	if (strcmp(kind, "more") != 0) {
		remove_all();
		objects_only = !strcmp(kind, "objects");
	}
	if (!nr)
		return 0;
	nr += bench_nr_sockets;
	if (enlarge(nr))
		return -ENOMEM;
	listen(net);

	for (; bench_nr_sockets < nr; bench_nr_sockets++) {
		struct sock *sk = make(net, kind, bench_nr_sockets);

		if (!sk) {
			remove_all();
			return -ENOMEM;
		}
		bench_sockets[bench_nr_sockets] = sk;
		cond_resched();
	}
	shuffle();
	return 0;
}
