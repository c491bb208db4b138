/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file.h - proc files that show snapshots of a network namespace
 */
#ifndef TCPSTATES_FILE_H
#define TCPSTATES_FILE_H

#include <linux/proc_fs.h>
#include <linux/seq_buf.h>

struct net;

/**
 * struct tcpstates_file - a file in /proc/net
 * @name:	its name
 * @mode:	its permissions
 * @take:	takes a snapshot of the namespace: at the first read, and at each
 *		read at offset 0. All other reads show the last one. Returns 0;
 *		-EINTR after a fatal signal; -ENOMEM. Then the old text stays.
 */
struct tcpstates_file {
	const char *name;
	umode_t mode;
	int (*take)(struct net *net, struct seq_buf *text);
};

/*
 * The data of such a file is its struct tcpstates_file, that of the folder the
 * namespace. Each open file holds a reference to the namespace.
 */
extern const struct proc_ops tcpstates_proc_ops;

/*
 * Begins a new text of less than @size bytes. -ENOMEM if there is no memory; then
 * the old text is still there.
 */
int tcpstates_text_begin(struct seq_buf *text, size_t size);

int tcpstates_totals(struct net *net, struct seq_buf *text);
int tcpstates_ports(struct net *net, struct seq_buf *text);
int tcpstates_netns(struct net *net, struct seq_buf *text);

#endif /* TCPSTATES_FILE_H */
