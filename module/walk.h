/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.h - a pass over a table of connections
 */
#ifndef TCPSTATES_WALK_H
#define TCPSTATES_WALK_H

struct inet_hashinfo;
struct tcpstates_tally;

/**
 * tcpstates_walk() - have all sockets counted that do not listen
 * @hashinfo:	the tables; the caller keeps a namespace alive that has them
 * @tally:	what counts
 *
 * Hands out all that is in the table of established sockets: full sockets,
 * request sockets and time-wait minisocks.
 *
 * Context: process context, may sleep.
 * Return: 0; -EAGAIN if the pass must be begun again, with @tally->tries one
 * higher; -EINTR if a fatal signal ended it early; -ENOMEM; an error of the tally.
 */
int tcpstates_walk(struct inet_hashinfo *hashinfo,
		   struct tcpstates_tally *tally);

#endif /* TCPSTATES_WALK_H */
