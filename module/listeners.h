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
 * @net:	the namespace, which must not go away meanwhile
 * @counts:	what is found is added here, the accept queues' fill with it
 *
 * Context: process context, may sleep; holds no lock while it does.
 * Return: 0, or -EINTR when a fatal signal ended the walk early.
 */
int tcpstates_listeners(const struct net *net, struct tcpstates_counts *counts);

#endif /* TCPSTATES_LISTENERS_H */
