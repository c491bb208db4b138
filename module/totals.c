// SPDX-License-Identifier: GPL-2.0-only
/*
 * totals.c - /proc/net/tcpstates: the sockets of a namespace by state
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>

#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "file.h"
#include "listeners.h"
#include "tally.h"
#include "walk.h"

/*
 * The longest text has 1695 bytes: a header of 59, twelve rows of 121 and two
 * lines of 92, with all numbers of 20 digits and descriptions of 44 characters.
 */
#define TEXT_SIZE 1792

/*
 * The verbosity level. The first four columns are the same at every level, so
 * that changing it breaks no parser.
 */
enum verbose {
	NUMBERS,	/* STATE, TOTAL, IPV4 and IPV6 */
	DESCRIBED,	/* plus what each state means */
	DETAILED,	/* plus lines about walk and listeners */
};

static unsigned int verbose = TCPSTATES_VERBOSE_DEFAULT;

static int set_verbose(const char *val, const struct kernel_param *kp)
{
	unsigned int level;
	int err = kstrtouint(val, 0, &level);

	if (err || level > TCPSTATES_VERBOSE_MAX)
		return -EINVAL;
	WRITE_ONCE(verbose, level);
	return 0;
}

static const struct kernel_param_ops verbose_ops = {
	.set = set_verbose,
	.get = param_get_uint,
};

module_param_cb(verbose, &verbose_ops, &verbose, 0644);
MODULE_PARM_DESC(verbose,
		 "Verbosity level: 0 numbers, 1 also descriptions, 2 also details of the walk and the listeners (default 1)");

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
static void count(struct tcpstates_tally *tally, struct tcpstates_batch batch)
{
	struct counts *counts = container_of(tally, struct counts, tally);
	const struct sock *sk;
	unsigned int state;

	while ((sk = tcpstates_next_socket(&batch))) {
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

static void print_header(struct seq_buf *s, enum verbose level)
{
	seq_buf_printf(s, "%-11s %10s %10s %10s%s\n", "STATE", "TOTAL", "IPV4",
		       "IPV6",
		       level >= DESCRIBED ? "  DESCRIPTION" : "");
}

static void print_state(struct seq_buf *s, enum verbose level,
			const struct tcpstates_state *state,
			const unsigned long *sockets)
{
	seq_buf_printf(s, "%-11s %10lu %10lu %10lu", state->name,
		       sockets[IPV4] + sockets[IPV6],
		       sockets[IPV4], sockets[IPV6]);
	if (level >= DESCRIBED)
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

static void print(struct seq_buf *s, const struct counts *counts, s64 usecs)
{
	const enum verbose level = READ_ONCE(verbose);
	unsigned int row;

	print_header(s, level);
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct tcpstates_state *state = &tcpstates_states[row];

		print_state(s, level, state, counts->sockets[state->number]);
	}
	if (level >= DETAILED)
		print_details(s, counts, usecs);
	WARN_ON_ONCE(seq_buf_has_overflowed(s));
}

/* The snapshot is the text. */
void *tcpstates_totals(struct net *net)
{
	struct inet_hashinfo *hashinfo = tcpstates_hashinfo(net);
	ktime_t start = ktime_get();
	unsigned int tries = 0;
	struct counts counts;
	struct seq_buf s;
	char *text;
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
	if (err)
		return ERR_PTR(err);
	text = kzalloc(TEXT_SIZE, GFP_KERNEL_ACCOUNT);
	if (!text)
		return ERR_PTR(-ENOMEM);
	seq_buf_init(&s, text, TEXT_SIZE - 1);
	print(&s, &counts, ktime_us_delta(ktime_get(), start));
	return text;
}

ssize_t tcpstates_totals_show(void *snapshot, loff_t *pos, struct iov_iter *to)
{
	const char *text = snapshot;
	const size_t length = strlen(text);
	size_t copied;

	if (*pos >= length)
		return 0;
	copied = copy_to_iter(text + *pos, length - *pos, to);
	*pos += copied;
	return copied ?: -EFAULT;
}
