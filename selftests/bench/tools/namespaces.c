// SPDX-License-Identifier: GPL-2.0-only
/*
 * namespaces.c - makes network namespaces, with a listening socket in each
 *
 *	namespaces N
 *
 * Prints a line when they are there; they stay until the program is killed.
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reader.h"

int main(int argc, char **argv)
{
	const struct rlimit many = { 65536, 65536 };
	int n = argc == 2 ? atoi(argv[1]) : 0;
	int fd;

	if (n <= 0)
		wrong_usage("namespaces N");
	setrlimit(RLIMIT_NOFILE, &many);
	while (n--) {
		if (unshare(CLONE_NEWNET))
			die("unshare");
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0 || listen(fd, 1))
			die("listen");
	}
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
