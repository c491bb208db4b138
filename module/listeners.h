/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listeners.h - a pass over the table of listening sockets
 */
#ifndef TCPSTATES_LISTENERS_H
#define TCPSTATES_LISTENERS_H

struct inet_hashinfo;
struct tcpstates_tally;

/**
 * tcpstates_listeners() - have all listening TCP sockets counted
 * @hashinfo:	the tables. That of listeners is the same for all namespaces,
 *		also for those with a table of connections of their own.
 * @tally:	what counts
 *
 * Context: process context, may sleep.
 * Return: 0; -EAGAIN if the pass must be begun again, with @tally->tries one
 * higher; -EINTR if a fatal signal ended it early; an error of the tally.
 */
int tcpstates_listeners(struct inet_hashinfo *hashinfo,
			struct tcpstates_tally *tally);

#endif /* TCPSTATES_LISTENERS_H */
