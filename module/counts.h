/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counts.h - the result of one walk over the tables
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
 * struct tcpstates_counts - what one namespace's sockets add up to
 * @sockets:	sockets by state number, then by family
 * @queued:	connections that wait in accept queues
 * @full:	listeners whose accept queue takes no more
 * @buckets:	hash buckets visited, of both tables
 * @met:	sockets met on the way, those of other namespaces included
 * @restarts:	buckets that had to be walked again because they changed
 */
struct tcpstates_counts {
	unsigned long sockets[TCPSTATES_ROWS][TCPSTATES_FAMILIES];
	unsigned long queued;
	unsigned long full;
	unsigned long buckets;
	unsigned long met;
	unsigned long restarts;
};

/**
 * tcpstates_count() - count one socket
 * @counts:	where to
 * @state:	its state number; one without a row goes to UNKNOWN
 * @family:	its address family: AF_INET6, or else IPv4
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
