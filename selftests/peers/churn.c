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
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback.h"

struct connection {
	int client;
	int server;
};

static noreturn void die(const char *what)
{
	fprintf(stderr, "churn: %s: %s\n", what, strerror(errno));
	exit(1);
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
	fd = loopback_listener(family, SOMAXCONN, &address);
	if (fd < 0)
		die("listen");
	for (;; made++) {
		c = &open[random() % connections];
		if (c->client && made % 2) {
			loopback_close(c->client, true);
			close(c->server);
		} else if (c->client) {
			close_by_fin(c);
		}
		c->client = socket(family, SOCK_STREAM, 0);
		if (connect(c->client, (struct sockaddr *)&address,
			    sizeof(address)))
			die("connect");
		c->server = accept(fd, NULL, NULL);
		if (c->server < 0)
			die("accept");
	}
}
