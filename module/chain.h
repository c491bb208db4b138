/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chain.h - handing out the sockets of one bucket
 */
#ifndef TCPSTATES_CHAIN_H
#define TCPSTATES_CHAIN_H

struct inet_hashinfo;
struct tcpstates_tally;

/**
 * tcpstates_chain() - hand out a chain, in holds of its lock of bounded length
 * @hashinfo:	the tables
 * @slot:	the bucket
 * @tally:	what counts
 *
 * Context: process context, may sleep.
 * Return: 0; -EAGAIN if a socket at a cut has left: the pass must be begun
 * again; -EINTR if a fatal signal came before the end of the chain.
 */
int tcpstates_chain(struct inet_hashinfo *hashinfo, unsigned int slot,
		    struct tcpstates_tally *tally);

#endif /* TCPSTATES_CHAIN_H */
