// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens many connections without a peer, half of each family
 *
 *	halves NUMBER
 *
 * In the kernel's tables they are like any other in ESTABLISHED. To open one takes
 * no packet, and only the address and port of the peer must differ. Prints 'ready'
 * and waits for the end of standard input.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int half(int family)
{
	struct sockaddr_storage address = { .ss_family = family };
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;
	struct sockaddr_in *in = (struct sockaddr_in *)&address;
	const int port = 1 + random() % 60000;
	const int on = 1;
	const int fd = socket(family, SOCK_STREAM, 0);

	if (family == AF_INET6) {
		in6->sin6_addr = in6addr_loopback;
		in6->sin6_port = htons(port);
	} else {
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		in->sin_port = htons(port);
	}
	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on)) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd;
}

int main(int argc, char **argv)
{
	const int number = argc == 2 ? atoi(argv[1]) : 0;
	char buf[16];
	int i;

	if (number <= 0) {
		fprintf(stderr, "usage: halves NUMBER\n");
		return 2;
	}
	for (i = 0; i < number; i++) {
		if (half(i % 2 ? AF_INET6 : AF_INET) < 0) {
			fprintf(stderr, "halves: %d of %d: %s\n", i, number,
				strerror(errno));
			return 1;
		}
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, buf, sizeof(buf)) > 0)
		;
	return 0;
}
