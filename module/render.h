/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * render.h - the proc file: its text, opening and reading it
 */
#ifndef TCPSTATES_RENDER_H
#define TCPSTATES_RENDER_H

#include <linux/proc_fs.h>

/**
 * tcpstates_proc_ops - the operations of a namespace's file
 *
 * Its data, as given to proc_create_data(), is the namespace; it need not be
 * kept alive, but the file must be removed before it is freed. Each open file
 * holds a reference to it.
 *
 * The first read takes a snapshot, and so does each read at offset 0. All other
 * reads show the last one. A read fails with -EINTR if a fatal signal ended
 * it, and with -ENOMEM if there is no memory for the walk.
 */
extern const struct proc_ops tcpstates_proc_ops;

#endif /* TCPSTATES_RENDER_H */
