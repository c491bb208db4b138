// SPDX-License-Identifier: GPL-2.0-only
/*
 * file.c - opening and reading proc files that show snapshots
 *
 * An open file holds the text of one snapshot. It is not a seq_file: seq_file
 * starts over after each seek, whether or not the next read is at offset 0.
 */
#include <linux/bug.h>
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
	struct mutex lock;	/* protects the text */
	struct seq_buf text;	/* empty before the first snapshot */
};

int tcpstates_text_begin(struct seq_buf *text, size_t size)
{
	char *buffer;

	if (size > text->size) {
		buffer = kvmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!buffer)
			return -ENOMEM;
		kvfree(text->buffer);
		text->buffer = buffer;
		text->size = size;
	}
	seq_buf_clear(text);
	return 0;
}

static ssize_t read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct open_file *of = iocb->ki_filp->private_data;
	struct seq_buf *text = &of->text;
	size_t copied;
	ssize_t ret;

	if (!iov_iter_count(to))
		return 0;
	ret = mutex_lock_killable(&of->lock);
	if (ret)
		return ret;
	if (!iocb->ki_pos || !text->len)
		ret = of->file->take(of->net, text);
	WARN_ON_ONCE(seq_buf_has_overflowed(text));
	if (!ret && iocb->ki_pos < seq_buf_used(text)) {
		copied = copy_to_iter(text->buffer + iocb->ki_pos,
				      seq_buf_used(text) - iocb->ki_pos, to);
		iocb->ki_pos += copied;
		ret = copied ?: -EFAULT;
	}
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
	kvfree(of->text.buffer);
	kfree(of);
	return 0;
}

const struct proc_ops tcpstates_proc_ops = {
	.proc_open	= open_file,
	.proc_read_iter	= read_iter,
	.proc_lseek	= no_seek_end_llseek,
	.proc_release	= release_file,
};
