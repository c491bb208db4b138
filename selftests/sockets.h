/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Real TCP sockets in any wanted state, over loopback
 *
 * The sockets are made in the network namespace of the caller, by the plain
 * socket calls, without a firewall and without privilege (but for a Fast Open
 * server, whose sysctl has to be on). Each step that the kernel finishes in
 * its own time is awaited by looking, never by sleeping.
 *
 * A socket in a state needs no other one to stay there: its peer is taken
 * away without a word once it is no longer needed. So N sockets of a kind are
 * N sockets in the tables, with one exception: connections in SYN_RECV hang
 * from a listener, which is counted too. What is to be seen in the tables is
 * in struct sockets, exactly.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>
#include <stddef.h>

#include "tally.h"

/* Where a socket's address is from. MAPPED: IPv4 on AF_INET6 sockets. */
enum sockets_domain { SOCKETS_IPV4, SOCKETS_IPV6, SOCKETS_MAPPED };

/* The states, some of which exist in two forms. */
enum sockets_kind {
	SOCKETS_ESTABLISHED,
	SOCKETS_SYN_SENT,
	SOCKETS_SYN_RECV,		/* a request socket */
	SOCKETS_SYN_RECV_FULL,		/* a full one, as Fast Open makes it */
	SOCKETS_FIN_WAIT1,
	SOCKETS_FIN_WAIT2,		/* a full socket */
	SOCKETS_FIN_WAIT2_MINI,		/* a time-wait minisock */
	SOCKETS_TIME_WAIT,
	SOCKETS_CLOSE_WAIT,
	SOCKETS_LAST_ACK,
	SOCKETS_LISTEN,
	SOCKETS_CLOSING,
	SOCKETS_KINDS
};

/**
 * struct sockets - sockets that were made, to be zeroed at first
 * @tally:	what is in the tables because of them
 * @failed:	the step that failed last; errno says why
 * @fds:	the open ones
 * @count:	how many of them
 */
struct sockets {
	struct tally tally;
	const char *failed;
	int *fds;
	size_t count;
};

/* The kind's name, lower case; NULL for none. */
const char *sockets_name(enum sockets_kind kind);

/* The family in which the kernel counts sockets of a domain. */
enum tally_family sockets_family(enum sockets_domain domain);

/* Adds @n sockets of a kind: 0, or -1 with errno and @s->failed. */
int sockets_put(struct sockets *s, enum sockets_domain domain,
		enum sockets_kind kind, unsigned int n);

/* Adds a listener, or the two ends of a connection, and tells their fds. */
int sockets_put_listener(struct sockets *s, enum sockets_domain domain,
			 int backlog);
int sockets_put_pair(struct sockets *s, enum sockets_domain domain,
		     int ends[2]);

/*
 * Adds @n connections that wait in the accept queue of @listener, which is
 * one of sockets_put_listener(): each is two sockets, both ESTABLISHED.
 */
int sockets_put_queued(struct sockets *s, enum sockets_domain domain,
		       int listener, unsigned int n);

/* Waits until TCP_INFO tells of a state: 0, or -1 with errno. */
int sockets_await(int fd, int state);

/* Closes all. Time-wait minisocks stay until the kernel drops them. */
void sockets_close(struct sockets *s);

#endif /* SOCKETS_H */
