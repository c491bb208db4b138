/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file.h - proc files that show snapshots of a network namespace
 */
#ifndef TCPSTATES_FILE_H
#define TCPSTATES_FILE_H

#include <linux/proc_fs.h>

struct iov_iter;
struct net;

/**
 * struct tcpstates_file - a file in /proc/net
 * @name:	its name
 * @mode:	its permissions
 * @take:	takes a snapshot of the namespace: at the first read, and at each
 *		read at offset 0. All other reads show the last one. Returns
 *		memory for kvfree(); -EINTR after a fatal signal; -ENOMEM.
 * @show:	copies the text of a snapshot from a position on, which moves.
 *		Returns the number of characters, 0 at the end; -EFAULT; -ENOMEM.
 *		The caller prevents that two calls show a snapshot at once.
 */
struct tcpstates_file {
	const char *name;
	umode_t mode;
	void *(*take)(struct net *net);
	ssize_t (*show)(void *snapshot, loff_t *pos, struct iov_iter *to);
};

/*
 * The data of such a file is its struct tcpstates_file, that of the folder the
 * namespace. Each open file holds a reference to the namespace.
 */
extern const struct proc_ops tcpstates_proc_ops;

void *tcpstates_totals(struct net *net);
ssize_t tcpstates_totals_show(void *snapshot, loff_t *pos, struct iov_iter *to);
void *tcpstates_ports(struct net *net);
void *tcpstates_netns(struct net *net);
void *tcpstates_cgroups(struct net *net);

#endif /* TCPSTATES_FILE_H */
