// SPDX-License-Identifier: GPL-2.0-only
/*
 * sockets.c - as many sockets as wanted, without a system call for each
 *
 * A server's: one local address and port, clients of many addresses. Which
 * slots of the table they fall in is up to the kernel's own hash of that.
 */
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "bench.h"

#define LOCAL 0xc6120001	/* 198.18.0.1: a network set apart for benches */
#define REMOTE 0x0a000000	/* 10.0.0.0/8 */
#define LPORT 443
#define FIRST_PORT 32768	/* the ephemeral ones */
#define PORTS 28232

/* Guards the array: whoever walks it keeps it from being replaced. */
DEFINE_MUTEX(bench_mutex);
struct sock **bench_sockets;
unsigned int bench_nr_sockets;

/* One of PORTIONS kinds in turn, so that a mix is one at any size. */
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

	if (!strcmp(kind, "established"))
		return established;
	if (!strcmp(kind, "time_wait"))
		return time_wait;
	/* A mix: the six above, five in time-wait, nine established. */
	i %= PORTIONS;
	if (i < ARRAY_SIZE(others))
		return others[i];
	return i < ARRAY_SIZE(others) + 5 ? time_wait : established;
}

static struct bench_tuple tuple(unsigned short family, u32 i)
{
	/* An odd factor: no two numbers below 1 << 24 give the same address. */
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
	const struct bench_tuple t = tuple(p.family, i);

	return p.timewait ? bench_timewait(net, &t, p.state) :
			    bench_full(net, &t, p.state);
}

static void take_away(void)
{
	unsigned int i;

	for (i = 0; i < bench_nr_sockets; i++) {
		struct sock *sk = bench_sockets[i];

		if (sk->sk_state == TCP_TIME_WAIT)
			bench_timewait_free(sk);
		else
			bench_full_free(sk);
		cond_resched();
	}
	bench_nr_sockets = 0;
	kvfree(bench_sockets);
	bench_sockets = NULL;
}

/* The order for those who follow the array instead of the chains. */
static void shuffle(void)
{
	unsigned int i;

	for (i = bench_nr_sockets; i > 1; i--) {
		unsigned int other = get_random_u32_below(i);

		swap(bench_sockets[i - 1], bench_sockets[other]);
		cond_resched();
	}
}

int bench_make(struct net *net, const char *kind, unsigned int nr)
{
	take_away();
	if (!nr)
		return 0;

	bench_sockets = kvmalloc_array(nr, sizeof(*bench_sockets), GFP_KERNEL);
	if (!bench_sockets)
		return -ENOMEM;

	for (; bench_nr_sockets < nr; bench_nr_sockets++) {
		struct sock *sk = make(net, kind, bench_nr_sockets);

		if (!sk) {
			take_away();
			return -ENOMEM;
		}
		bench_sockets[bench_nr_sockets] = sk;
		cond_resched();
	}
	shuffle();
	return 0;
}
