/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.h - counting the connections of a namespace
 */
#ifndef TCPSTATES_WALK_H
#define TCPSTATES_WALK_H

struct net;
struct tcpstates_counts;

/**
 * tcpstates_walk() - count a namespace's TCP sockets that do not listen
 * @net:	the namespace; the caller keeps it alive
 * @counts:	the counts to add to
 *
 * Counts all that is in the table of established sockets: full sockets, request
 * sockets (as SYN_RECV) and time-wait minisocks (as FIN_WAIT2 or TIME_WAIT,
 * whichever they stand for).
 *
 * Context: process context, may sleep.
 * Return: 0; -EINTR if a fatal signal ended the pass early; -ENOMEM.
 */
int tcpstates_walk(const struct net *net, struct tcpstates_counts *counts);

#endif /* TCPSTATES_WALK_H */
