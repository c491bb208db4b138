// SPDX-License-Identifier: GPL-2.0-only
/*
 * render.c - the proc file: its text, opening and reading it
 *
 * An open file holds the text of one snapshot. It is not a seq_file: seq_file
 * starts over after each seek, whether or not the next read is at offset 0.
 */
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include <net/net_namespace.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "counts.h"
#include "listeners.h"
#include "render.h"
#include "verbose.h"
#include "walk.h"

/*
 * The longest text has 1695 bytes: a header of 59, twelve rows of 121 and two
 * lines of 92, with all numbers of 20 digits and descriptions of 44 characters.
 */
#define TEXT_SIZE 1792

struct open_file {
	struct net *net;	/* holds a reference */
	struct mutex lock;	/* protects len and text */
	size_t len;		/* 0 before the first snapshot */
	char text[TEXT_SIZE];
};

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
		       sockets[TCPSTATES_IPV4] + sockets[TCPSTATES_IPV6],
		       sockets[TCPSTATES_IPV4], sockets[TCPSTATES_IPV6]);
	if (level >= TCPSTATES_DESCRIBED)
		seq_buf_printf(s, "  %s", state->description);
	seq_buf_printf(s, "\n");
}

static unsigned long sum_of(const struct tcpstates_counts *counts)
{
	unsigned long sum = 0;
	unsigned int state;

	for (state = 0; state < TCPSTATES_ROWS; state++)
		sum += counts->sockets[state][TCPSTATES_IPV4] +
		       counts->sockets[state][TCPSTATES_IPV6];
	return sum;
}

/* Only the initial namespace may know how many sockets others have. */
static void print_details(struct seq_buf *s, const struct net *net,
			  const struct tcpstates_counts *counts, s64 usecs)
{
	const unsigned long *listen = counts->sockets[TCP_LISTEN];

	seq_buf_printf(s, "# walk buckets %lu sockets %lu usecs %lld\n",
		       counts->buckets,
		       net_eq(net, &init_net) ? counts->met : sum_of(counts),
		       usecs);
	seq_buf_printf(s, "# listen sockets %lu queued %lu full %lu\n",
		       listen[TCPSTATES_IPV4] + listen[TCPSTATES_IPV6],
		       counts->queued, counts->full);
}

/* Counts, then replaces the text. If counting fails, the text stays. */
static int take_snapshot(struct open_file *of)
{
	const enum tcpstates_verbose level = tcpstates_verbose();
	struct tcpstates_counts counts = {};
	ktime_t start = ktime_get();
	struct seq_buf s;
	unsigned int row;
	s64 usecs;
	int err;

	err = tcpstates_walk(of->net, &counts);
	if (!err)
		err = tcpstates_listeners(of->net, &counts);
	if (err)
		return err;
	usecs = ktime_us_delta(ktime_get(), start);

	seq_buf_init(&s, of->text, sizeof(of->text));
	print_header(&s, level);
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct tcpstates_state *state = &tcpstates_states[row];

		print_state(&s, level, state, counts.sockets[state->number]);
	}
	if (level >= TCPSTATES_DETAILED)
		print_details(&s, of->net, &counts, usecs);
	WARN_ON_ONCE(seq_buf_has_overflowed(&s));
	of->len = seq_buf_used(&s);
	return 0;
}

static ssize_t file_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct open_file *of = iocb->ki_filp->private_data;
	size_t copied;
	ssize_t ret;

	if (!iov_iter_count(to))
		return 0;
	ret = mutex_lock_killable(&of->lock);
	if (ret)
		return ret;
	if (!iocb->ki_pos || !of->len)
		ret = take_snapshot(of);
	if (!ret && iocb->ki_pos < of->len) {
		copied = copy_to_iter(of->text + iocb->ki_pos,
				      of->len - iocb->ki_pos, to);
		iocb->ki_pos += copied;
		ret = copied ?: -EFAULT;
	}
	mutex_unlock(&of->lock);
	return ret;
}

static int file_open(struct inode *inode, struct file *file)
{
	struct open_file *of;
	struct net *net;

	if (file->f_mode & FMODE_WRITE)
		return -EACCES;
	net = maybe_get_net(tcpstates_proc_data(inode));
	if (!net)
		return -ENXIO;
	of = kmalloc(sizeof(*of), GFP_KERNEL_ACCOUNT);
	if (!of) {
		put_net(net);
		return -ENOMEM;
	}
	of->net = net;
	mutex_init(&of->lock);
	of->len = 0;
	file->private_data = of;
	return 0;
}

static int file_release(struct inode *inode, struct file *file)
{
	struct open_file *of = file->private_data;

	put_net(of->net);
	kfree(of);
	return 0;
}

const struct proc_ops tcpstates_proc_ops = {
	.proc_open	= file_open,
	.proc_read_iter	= file_read_iter,
	.proc_lseek	= no_seek_end_llseek,
	.proc_release	= file_release,
};
