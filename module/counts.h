/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counts.h - the result of one pass over the tables
 */
#ifndef TCPSTATES_COUNTS_H
#define TCPSTATES_COUNTS_H

#include <linux/socket.h>
#include <linux/types.h>

#include "states.h"

enum tcpstates_family {
	TCPSTATES_IPV4,
	TCPSTATES_IPV6,
	TCPSTATES_FAMILIES,
};

/**
 * struct tcpstates_counts - the counts of one namespace
 * @sockets:	sockets by state number, then by family
 * @queued:	connections waiting in accept queues
 * @full:	listeners whose accept queue is full
 * @buckets:	hash buckets visited, in both tables
 * @met:	sockets visited, including those of other namespaces
 */
struct tcpstates_counts {
	unsigned long sockets[TCPSTATES_ROWS][TCPSTATES_FAMILIES];
	unsigned long queued;
	unsigned long full;
	unsigned long buckets;
	unsigned long met;
};

/**
 * tcpstates_count() - count one socket
 * @counts:	where to add it
 * @state:	its state number; a state without a row counts as UNKNOWN
 * @family:	its address family; all but AF_INET6 counts as IPv4
 */
static inline void tcpstates_count(struct tcpstates_counts *counts,
				   unsigned int state, unsigned short family)
{
	if (state >= TCPSTATES_ROWS)
		state = TCPSTATES_UNKNOWN;
	counts->sockets[state][family == AF_INET6 ? TCPSTATES_IPV6 :
						    TCPSTATES_IPV4]++;
}

#endif /* TCPSTATES_COUNTS_H */
