/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Real TCP sockets in any wanted state, over loopback
 *
 * The sockets are made in the network namespace of the caller, with ordinary
 * socket calls, without a firewall and without privileges (except for a sysctl
 * that Fast Open needs). Steps that the kernel finishes later are polled for,
 * without a fixed sleep.
 *
 * The peer of a socket is removed silently once it is no longer needed. So N
 * sockets of a kind are N sockets in the tables, with one exception: sockets in
 * SYN_RECV need a listener, which is counted, too. The tally in struct sockets
 * is exactly what the tables hold.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>
#include <stddef.h>

#include "tally.h"

/* MAPPED: IPv4 addresses on AF_INET6 sockets. */
enum sockets_domain { SOCKETS_IPV4, SOCKETS_IPV6, SOCKETS_MAPPED };

/* The states, some of which exist in two forms. */
enum sockets_kind {
	SOCKETS_ESTABLISHED,
	SOCKETS_SYN_SENT,
	SOCKETS_SYN_RECV,		/* a request socket */
	SOCKETS_SYN_RECV_FULL,		/* a full socket, from Fast Open */
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
 * struct sockets - the sockets made so far; zero it before the first use
 * @tally:	what the tables hold because of them
 * @served:	the local ports of listeners, also of those that have gone
 * @failed:	the step that failed last; errno has the reason
 * @fds:	the open sockets
 * @count:	their number
 */
struct sockets {
	struct tally tally;
	bool served[65536];
	const char *failed;
	int *fds;
	size_t count;
};

/* Returns the name of a kind in lower case, or NULL. */
const char *sockets_name(enum sockets_kind kind);

/* Returns the family in which sockets of a domain are counted. */
enum tally_family sockets_family(enum sockets_domain domain);

/* Adds @n sockets of a kind; returns 0, or -1 with errno and @s->failed. */
int sockets_put(struct sockets *s, enum sockets_domain domain,
		enum sockets_kind kind, unsigned int n);

/* Adds @first sockets of the first kind, one more of the second, and so on. */
int sockets_put_each(struct sockets *s, enum sockets_domain domain,
		     unsigned int first);

/* Adds a listener and returns its fd. */
int sockets_put_listener(struct sockets *s, enum sockets_domain domain,
			 int backlog);

/* Adds the two ends of a connection. */
int sockets_put_pair(struct sockets *s, enum sockets_domain domain,
		     int ends[2]);

/*
 * Adds @n connections to the accept queue of @listener, which is from
 * sockets_put_listener(): each is two sockets in ESTABLISHED.
 */
int sockets_put_queued(struct sockets *s, enum sockets_domain domain,
		       int listener, unsigned int n);

/* Waits until TCP_INFO reports a state; returns 0, or -1 with errno. */
int sockets_await(int fd, int state);

/* Closes all; time-wait minisocks stay until the kernel frees them. */
void sockets_close(struct sockets *s);

#endif /* SOCKETS_H */
