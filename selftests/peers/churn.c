// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens and closes connections over loopback, until it is killed
 *
 *	churn {4|6} CONNECTIONS
 *
 * Keeps so many open, and replaces one at random again and again. None is ever
 * in CLOSING, so sockets in that state can be told from these: one end sends its
 * FIN only after it has received that of the other.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
	int client;
	int server;
};

static noreturn void die(const char *what)
{
	fprintf(stderr, "churn: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int listener(int family, struct sockaddr_storage *address,
		    socklen_t *size)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
	struct sockaddr_in *in = (struct sockaddr_in *)address;
	const int fd = socket(family, SOCK_STREAM, 0);

	memset(address, 0, *size);
	address->ss_family = family;
	if (family == AF_INET6)
		in6->sin6_addr = in6addr_loopback;
	else
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)address, *size) ||
	    listen(fd, SOMAXCONN) ||
	    getsockname(fd, (struct sockaddr *)address, size))
		die("listen");
	return fd;
}

/* A reset frees both ends at once. */
static void close_by_reset(const struct connection *c)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c->client, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(c->client);
	close(c->server);
}

/* Leaves a minisock in TIME_WAIT. */
static void close_by_fin(const struct connection *c)
{
	char buf[16];

	shutdown(c->client, SHUT_WR);
	if (read(c->server, buf, sizeof(buf)))
		die("read");
	close(c->server);
	if (read(c->client, buf, sizeof(buf)))
		die("read");
	close(c->client);
}

int main(int argc, char **argv)
{
	const int family = argc > 1 && *argv[1] == '6' ? AF_INET6 : AF_INET;
	const int connections = argc == 3 ? atoi(argv[2]) : 0;
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	struct connection *open, *c;
	unsigned int made = 0;
	int fd;

	if (connections <= 0) {
		fprintf(stderr, "usage: churn {4|6} CONNECTIONS\n");
		return 2;
	}
	open = calloc(connections, sizeof(*open));
	if (!open)
		die("calloc");
	fd = listener(family, &address, &size);
	for (;; made++) {
		c = &open[random() % connections];
		if (c->client && made % 2)
			close_by_reset(c);
		else if (c->client)
			close_by_fin(c);
		c->client = socket(family, SOCK_STREAM, 0);
		if (connect(c->client, (struct sockaddr *)&address, size))
			die("connect");
		c->server = accept(fd, NULL, NULL);
		if (c->server < 0)
			die("accept");
	}
}
