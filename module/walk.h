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
 * @net:	the namespace, which must not go away meanwhile
 * @counts:	what is found is added here
 *
 * Counts connections, request sockets (as SYN_RECV) and time-wait minisocks
 * (as FIN_WAIT2 or TIME_WAIT, whichever they stand for): all that is in the
 * table of established sockets.
 *
 * Context: process context, may sleep; holds no lock while it does.
 * Return: 0, or -EINTR when a fatal signal ended the walk early.
 */
int tcpstates_walk(const struct net *net, struct tcpstates_counts *counts);

#endif /* TCPSTATES_WALK_H */
