/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses, listeners and connections without a peer on loopback
 */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Like a family: IPv4 addresses on AF_INET6 sockets. */
#define LOOPBACK_MAPPED AF_MAX

/* Sets the interface up, which it is not in a new namespace; returns 0 or -1. */
static inline int loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -1;
	err = ioctl(fd, SIOCGIFFLAGS, &lo);
	if (!err && !(lo.ifr_flags & IFF_UP)) {
		lo.ifr_flags |= IFF_UP;
		err = ioctl(fd, SIOCSIFFLAGS, &lo);
	}
	close(fd);
	return err;
}

/* Sets @address to @port on loopback; 0 lets the kernel choose one. */
static inline void loopback(int family, struct sockaddr_storage *address,
			    int port)
{
	static const struct in6_addr mapped = {
		.s6_addr = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 },
	};
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
	struct sockaddr_in *in = (struct sockaddr_in *)address;

	memset(address, 0, sizeof(*address));
	if (family == AF_INET) {
		in->sin_family = AF_INET;
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		in->sin_port = htons(port);
	} else {
		in6->sin6_family = AF_INET6;
		in6->sin6_addr = family == AF_INET6 ? in6addr_loopback : mapped;
		in6->sin6_port = htons(port);
	}
}

static inline int loopback_socket(int family)
{
	return socket(family == AF_INET ? AF_INET : AF_INET6, SOCK_STREAM, 0);
}

/* Returns the port of a socket; both families have it in the same place. */
static inline int loopback_port(int fd)
{
	struct sockaddr_in6 in6;
	socklen_t size = sizeof(in6);

	if (getsockname(fd, (struct sockaddr *)&in6, &size))
		return -1;
	return ntohs(in6.sin6_port);
}

/* Returns the fd of a listener and sets @address to its address, or -1. */
static inline int loopback_listener(int family, int backlog,
				    struct sockaddr_storage *address)
{
	socklen_t size = sizeof(*address);
	int fd = loopback_socket(family);

	loopback(family, address, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)address, size) ||
	    listen(fd, backlog) ||
	    getsockname(fd, (struct sockaddr *)address, &size))
		return -1;
	return fd;
}

/*
 * Returns the fd of a connection without a peer to @port, or -1. In the tables it
 * is like any other, but opening and closing it takes no packet and is much faster.
 */
static inline int loopback_half_to(int family, int port)
{
	struct sockaddr_storage address;
	const int on = 1;
	int fd = loopback_socket(family);

	loopback(family, &address, port);
	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on)) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd;
}

/* The same to any port: only its local port is its own. */
static inline int loopback_half(int family)
{
	return loopback_half_to(family, 1 + random() % 60000);
}

/*
 * Closes an end of a connection. A reset frees both ends at once; a FIN leaves a
 * time-wait minisock in place of this end.
 */
static inline void loopback_close(int fd, bool reset)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	if (reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

#endif /* LOOPBACK_H */
