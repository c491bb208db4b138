// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens many connections without a peer, half of each family
 *
 *	halves NUMBER
 *
 * In the kernel's tables they are like any other in ESTABLISHED. Prints 'ready' and
 * waits for the end of standard input.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback.h"

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
		if (loopback_half(i % 2 ? AF_INET6 : AF_INET) < 0) {
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
