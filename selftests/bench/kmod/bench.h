/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h - the interface of the files of the bench's module
 *
 * /proc/tcpstates_bench/sockets	write "KIND NUMBER" to make sockets instead of
 *					those that are there, "more NUMBER" beside
 * /proc/tcpstates_bench/read		open, read and close /proc/tcpstates
 * /proc/tcpstates_bench/plain		one walk under RCU per read
 * /proc/tcpstates_bench/read_cold,
 * /proc/tcpstates_bench/plain_cold	the same after cold_mib of memory, a parameter
 *					of the module, were read
 * /proc/tcpstates_bench/listeners	the same of the table of listeners
 * /proc/tcpstates_bench/locked		the same under each bucket's lock
 * /proc/tcpstates_bench/memoryN	touch the sockets in random order, each
 *					prefetched N ahead
 * /proc/tcpstates_bench/connect	connections over loopback for a second
 * /proc/tcpstates_bench/latency	how long softirqs wait on the reader's CPU,
 *					for five seconds
 *
 * A read of connect prints "ns N connections N", one of latency "waits N p999_us
 * N max_ns N": how often it measured, the wait that one in a thousand exceeds,
 * and the longest. The others print "ns N
 * sockets N established N time_wait N": the time measured in the kernel, the sockets
 * visited, and some of the counts.
 */
#ifndef BENCH_H
#define BENCH_H

#include <linux/types.h>

#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>
#include <net/tcp.h>
#include <net/tcp_states.h>
#include <net/transp_v6.h>

/**
 * struct bench_tuple - the two ends of connection number @i, of either family
 * @family:	AF_INET or AF_INET6
 * @local:	IPv4 address of this end
 * @remote:	IPv4 address of the other end
 * @local6:	the same for IPv6
 * @remote6:	the same for IPv6
 * @lport:	port of this end
 * @rport:	port of the other end
 */
struct bench_tuple {
	unsigned short family;
	__be32 local;
	__be32 remote;
	struct in6_addr local6;
	struct in6_addr remote6;
	u16 lport;
	u16 rport;
};

/* The counts of a walk, the same as those of tcpstates. */
struct bench_counts {
	unsigned long sockets[TCP_MAX_STATES][2];
	unsigned long met;
};

/**
 * bench_count() - count a socket if it belongs to the namespace
 * @net:	the namespace
 * @sk:		a full socket, a request socket or a time-wait minisock
 * @counts:	where to add it
 */
static inline void bench_count(const struct net *net, const struct sock *sk,
			       struct bench_counts *counts)
{
	unsigned int state = READ_ONCE(sk->sk_state);

	counts->met++;
	if (!net_eq(sock_net(sk), net))
		return;
	if (state == TCP_TIME_WAIT)
		state = READ_ONCE(inet_twsk(sk)->tw_substate);
	else if (state == TCP_NEW_SYN_RECV)
		state = TCP_SYN_RECV;
	if (state >= TCP_MAX_STATES)
		state = 0;
	counts->sockets[state][sk->sk_family == AF_INET6]++;
}

/*
 * What is measured. bench_memory() uses @distance and sets only @met, bench_read()
 * sets nothing. They return 0 or a negative errno.
 */
typedef int bench_walk(const struct net *net, unsigned int distance,
			struct bench_counts *counts);

bench_walk bench_read, bench_plain, bench_listeners, bench_locked, bench_memory;

/* Add one socket to the tables, or remove it; all of these may sleep. */
struct sock *bench_full(struct net *net, const struct bench_tuple *tuple,
			int state);
void bench_full_free(struct sock *sk);
struct sock *bench_timewait(struct net *net, const struct bench_tuple *tuple,
			    int substate);
void bench_timewait_free(struct sock *sk);

/* The same for memory of a socket's size that is in no table. */
struct sock *bench_object(void);
void bench_object_free(struct sock *sk);
void bench_objects_exit(void);

/* The sockets in random order; the mutex guards them. */
extern struct mutex bench_mutex;
extern struct sock **bench_sockets;
extern unsigned int bench_nr_sockets;

/**
 * bench_make() - replace all sockets of the bench
 * @net:	the namespace for the new ones
 * @kind:	"established", "time_wait", "mix", or "objects": no sockets, only
 *		memory for bench_memory()
 * @nr:		how many
 *
 * Context: process context, may sleep; the caller holds the mutex.
 * Return: 0 or a negative errno; on failure no socket is left.
 */
int bench_make(struct net *net, const char *kind, unsigned int nr);

/**
 * bench_connect() - connect, accept and close over loopback for a second
 * @net:	the namespace
 * @ns:		set to the time it took
 *
 * Context: process context, sleeps.
 * Return: the number of connections, or a negative errno.
 */
int bench_connect(struct net *net, s64 *ns);

/**
 * struct bench_latency - how long softirqs waited
 * @nr:		the number of waits measured
 * @p999_us:	the wait in microseconds that one in a thousand exceeds
 * @max_ns:	the longest wait in nanoseconds
 */
struct bench_latency {
	u64 nr;
	u32 p999_us;
	s64 max_ns;
};

/**
 * bench_latency() - measure how long softirqs wait on this CPU
 * @result:	set to what was measured
 *
 * Context: process context on one CPU only, sleeps for some seconds.
 * Return: 0 or a negative errno.
 */
int bench_latency(struct bench_latency *result);

#endif /* BENCH_H */
