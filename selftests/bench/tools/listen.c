// SPDX-License-Identifier: GPL-2.0-only
/*
 * listen.c - how long listen() takes in a bucket with many listeners
 *
 *	listen N
 *
 * Opens N listeners on one port, half of them bound to the loopback device: a group
 * of SO_REUSEPORT may have 32,768. Prints a line when they are there. Then, for each
 * line of standard input, calls listen() on one more socket for five seconds, and
 * prints how often, and, in us, the time that one call in a thousand exceeds and the
 * longest.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "reader.h"

#define PORT 7000
#define SECONDS 5
#define MOST 10000000

static unsigned int took[MOST];

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int open_listener(bool on_device)
{
	const struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	const int on = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
	    (on_device &&
	     setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3)) ||
	    bind(fd, (const struct sockaddr *)&any, sizeof(any)) ||
	    listen(fd, 1))
		die("opening a listener");
	return fd;
}

static int compare(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void measure(int fd)
{
	const long long end = now_ns() + SECONDS * 1000000000LL;
	long long start;
	size_t n = 0;

	do {
		if (shutdown(fd, SHUT_RD))
			die("shutdown");
		start = now_ns();
		if (listen(fd, 1))
			die("listen");
		took[n++] = now_ns() - start;
	} while (start < end && n < MOST);
	qsort(took, n, sizeof(*took), compare);
	printf("%zu %u %u\n", n, took[n - 1 - n / 1000] / 1000,
	       took[n - 1] / 1000);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const struct rlimit many = { 100000, 100000 };
	int n = argc == 2 ? atoi(argv[1]) : 0;
	int i, fd;

	if (n <= 0)
		wrong_usage("listen N");
	setrlimit(RLIMIT_NOFILE, &many);
	/* The last one is the one that is measured: it leaves its group room. */
	for (i = 0; i < n; i++)
		fd = open_listener(i % 2);
	puts("ready");
	fflush(stdout);
	while (getchar() == '\n')
		measure(fd);
	return 0;
}
