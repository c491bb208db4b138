// SPDX-License-Identifier: GPL-2.0-only
/*
 * file.c - opening and reading proc files that show snapshots
 *
 * An open file holds one snapshot. It is not a seq_file: seq_file starts over
 * after each seek, whether or not the next read is at offset 0.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include <net/net_namespace.h>

#include "compat.h"
#include "file.h"

struct open_file {
	struct net *net;	/* holds a reference */
	const struct tcpstates_file *file;
	struct mutex lock;	/* protects the snapshot */
	void *snapshot;		/* NULL before the first one */
};

static int take(struct open_file *of)
{
	void *snapshot = of->file->take(of->net);

	if (IS_ERR(snapshot))
		return PTR_ERR(snapshot);
	kvfree(of->snapshot);
	of->snapshot = snapshot;
	return 0;
}

static ssize_t read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct open_file *of = iocb->ki_filp->private_data;
	ssize_t ret;

	if (!iov_iter_count(to))
		return 0;
	ret = mutex_lock_killable(&of->lock);
	if (ret)
		return ret;
	if (!iocb->ki_pos || !of->snapshot)
		ret = take(of);
	if (!ret)
		ret = of->file->show(of->snapshot, &iocb->ki_pos, to);
	mutex_unlock(&of->lock);
	return ret;
}

static int open_file(struct inode *inode, struct file *file)
{
	struct net *net = proc_get_parent_data(inode);
	struct open_file *of;

	if (file->f_mode & FMODE_WRITE)
		return -EACCES;
	/* The namespace may be going away. */
	if (!maybe_get_net(net))
		return -ENXIO;
	of = kzalloc(sizeof(*of), GFP_KERNEL_ACCOUNT);
	if (!of) {
		put_net(net);
		return -ENOMEM;
	}
	of->net = net;
	of->file = tcpstates_proc_data(inode);
	mutex_init(&of->lock);
	file->private_data = of;
	return 0;
}

static int release_file(struct inode *inode, struct file *file)
{
	struct open_file *of = file->private_data;

	put_net(of->net);
	kvfree(of->snapshot);
	kfree(of);
	return 0;
}

const struct proc_ops tcpstates_proc_ops = {
	.proc_open	= open_file,
	.proc_read_iter	= read_iter,
	.proc_lseek	= no_seek_end_llseek,
	.proc_release	= release_file,
};
