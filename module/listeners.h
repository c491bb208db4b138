/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listeners.h - counting the listening sockets of a namespace
 */
#ifndef TCPSTATES_LISTENERS_H
#define TCPSTATES_LISTENERS_H

struct net;
struct tcpstates_counts;

/**
 * tcpstates_listeners() - count a namespace's listening TCP sockets
 * @net:	the namespace; the caller keeps it alive
 * @counts:	the counts to add to, those of accept queues included
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINTR if a fatal signal ended the pass early.
 */
int tcpstates_listeners(const struct net *net, struct tcpstates_counts *counts);

#endif /* TCPSTATES_LISTENERS_H */
