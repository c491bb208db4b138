/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * render.h - the text of the proc file
 */
#ifndef TCPSTATES_RENDER_H
#define TCPSTATES_RENDER_H

struct seq_file;

/**
 * tcpstates_show() - walk the tables and print the counts
 * @m:	a file made by proc_create_net_single()
 * @v:	not used
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINTR if a fatal signal ended the walk.
 */
int tcpstates_show(struct seq_file *m, void *v);

#endif /* TCPSTATES_RENDER_H */
