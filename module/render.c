// SPDX-License-Identifier: GPL-2.0-only
/*
 * render.c - the text of the proc file
 *
 * The whole text is smaller than a page, which is seq_file's first buffer.
 * Otherwise seq_file would call tcpstates_show() again with a larger one, and
 * one read would walk the tables twice.
 */
#include <linux/ktime.h>
#include <linux/seq_file.h>
#include <linux/seq_file_net.h>

#include <net/tcp_states.h>

#include "counts.h"
#include "listeners.h"
#include "render.h"
#include "verbose.h"
#include "walk.h"

static void show_header(struct seq_file *m, enum tcpstates_verbose level)
{
	seq_printf(m, "%-11s %10s %10s %10s", "STATE", "TOTAL", "IPV4", "IPV6");
	seq_puts(m, level >= TCPSTATES_DESCRIBED ? "  DESCRIPTION\n" : "\n");
}

static void show_state(struct seq_file *m, enum tcpstates_verbose level,
		       const struct tcpstates_state *state,
		       const unsigned long *sockets)
{
	seq_printf(m, "%-11s %10lu %10lu %10lu", state->name,
		   sockets[TCPSTATES_IPV4] + sockets[TCPSTATES_IPV6],
		   sockets[TCPSTATES_IPV4], sockets[TCPSTATES_IPV6]);
	if (level >= TCPSTATES_DESCRIBED)
		seq_printf(m, "  %s", state->description);
	seq_putc(m, '\n');
}

static void show_details(struct seq_file *m,
			 const struct tcpstates_counts *counts, s64 usecs)
{
	const unsigned long *listen = counts->sockets[TCP_LISTEN];

	seq_printf(m, "# walk buckets %lu sockets %lu usecs %lld\n",
		   counts->buckets, counts->met, usecs);
	seq_printf(m, "# listen sockets %lu queued %lu full %lu\n",
		   listen[TCPSTATES_IPV4] + listen[TCPSTATES_IPV6],
		   counts->queued, counts->full);
}

int tcpstates_show(struct seq_file *m, void *v)
{
	const enum tcpstates_verbose level = tcpstates_verbose();
	const struct net *net = seq_file_single_net(m);
	struct tcpstates_counts counts = {};
	ktime_t start = ktime_get();
	unsigned int row;
	s64 usecs;
	int err;

	err = tcpstates_walk(net, &counts);
	if (!err)
		err = tcpstates_listeners(net, &counts);
	if (err)
		return err;
	usecs = ktime_us_delta(ktime_get(), start);

	show_header(m, level);
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct tcpstates_state *state = &tcpstates_states[row];

		show_state(m, level, state, counts.sockets[state->number]);
	}
	if (level >= TCPSTATES_DETAILED)
		show_details(m, &counts, usecs);
	return 0;
}
