// SPDX-License-Identifier: GPL-2.0-only
/*
 * totals.c - /proc/net/tcpstates: the sockets of a namespace by state
 */
#include <linux/ktime.h>

#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "file.h"
#include "listeners.h"
#include "tally.h"
#include "verbose.h"
#include "walk.h"

/*
 * The longest text has 1695 bytes: a header of 59, twelve rows of 121 and two
 * lines of 92, with all numbers of 20 digits and descriptions of 44 characters.
 */
#define TEXT_SIZE 1792

enum family { IPV4, IPV6, FAMILIES };

/**
 * struct counts - the sockets of a namespace
 * @tally:	for the pass
 * @net:	the namespace
 * @sockets:	by state number, then by family
 * @queued:	connections waiting in accept queues
 * @full:	listeners whose accept queue is full
 */
struct counts {
	struct tcpstates_tally tally;
	const struct net *net;
	unsigned long sockets[TCPSTATES_ROWS][FAMILIES];
	unsigned long queued;
	unsigned long full;
};

/* All but AF_INET6 counts as IPv4. */
static void count(struct tcpstates_tally *tally,
		  const struct hlist_nulls_node *const nodes[],
		  const u16 order[], unsigned int nr)
{
	struct counts *counts = container_of(tally, struct counts, tally);
	unsigned int i, state;

	for (i = 0; i < nr; i++) {
		const struct sock *sk = tcpstates_socket(nodes[order[i]]);

		if (!net_eq(sock_net(sk), counts->net))
			continue;
		state = tcpstates_state_of(sk);
		counts->sockets[state][READ_ONCE(sk->sk_family) == AF_INET6 ?
				       IPV6 : IPV4]++;
		if (state == TCP_LISTEN) {
			counts->queued += READ_ONCE(sk->sk_ack_backlog);
			counts->full += sk_acceptq_is_full(sk);
		}
	}
}

static void print_header(struct seq_buf *s, enum tcpstates_verbose level)
{
	seq_buf_printf(s, "%-11s %10s %10s %10s%s\n", "STATE", "TOTAL", "IPV4",
		       "IPV6",
		       level >= TCPSTATES_DESCRIBED ? "  DESCRIPTION" : "");
}

static void print_state(struct seq_buf *s, enum tcpstates_verbose level,
			const struct tcpstates_state *state,
			const unsigned long *sockets)
{
	seq_buf_printf(s, "%-11s %10lu %10lu %10lu", state->name,
		       sockets[IPV4] + sockets[IPV6],
		       sockets[IPV4], sockets[IPV6]);
	if (level >= TCPSTATES_DESCRIBED)
		seq_buf_printf(s, "  %s", state->description);
	seq_buf_printf(s, "\n");
}

static unsigned long sum_of(const struct counts *counts)
{
	unsigned long sum = 0;
	unsigned int state;

	for (state = 0; state < TCPSTATES_ROWS; state++)
		sum += counts->sockets[state][IPV4] +
		       counts->sockets[state][IPV6];
	return sum;
}

/* Only the initial namespace may know how many sockets others have. */
static void print_details(struct seq_buf *s,
			  const struct counts *counts, s64 usecs)
{
	const unsigned long *listen = counts->sockets[TCP_LISTEN];

	seq_buf_printf(s, "# walk buckets %lu sockets %lu usecs %lld\n",
		       counts->tally.buckets,
		       net_eq(counts->net, &init_net) ? counts->tally.met :
							sum_of(counts),
		       usecs);
	seq_buf_printf(s, "# listen sockets %lu queued %lu full %lu\n",
		       listen[IPV4] + listen[IPV6],
		       counts->queued, counts->full);
}

int tcpstates_totals(struct net *net, struct seq_buf *text)
{
	const enum tcpstates_verbose level = tcpstates_verbose();
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	ktime_t start = ktime_get();
	unsigned int tries = 0;
	struct counts counts;
	unsigned int row;
	s64 usecs;
	int err;

	do {
		counts = (struct counts) {
			.tally.count = count,
			.tally.tries = tries++,
			.net = net,
		};
		err = tcpstates_walk(hashinfo, &counts.tally) ?:
		      tcpstates_listeners(hashinfo, &counts.tally);
	} while (err == -EAGAIN);
	usecs = ktime_us_delta(ktime_get(), start);
	if (!err)
		err = tcpstates_text_begin(text, TEXT_SIZE);
	if (err)
		return err;

	print_header(text, level);
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct tcpstates_state *state = &tcpstates_states[row];

		print_state(text, level, state, counts.sockets[state->number]);
	}
	if (level >= TCPSTATES_DETAILED)
		print_details(text, &counts, usecs);
	return 0;
}
