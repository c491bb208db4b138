// SPDX-License-Identifier: GPL-2.0-only
/*
 * again.c - runs one reader over and over, until SIGTERM
 *
 *	again READER
 *
 * Prints the number of runs at the end.
 */
#include <signal.h>

#include "reader.h"

static bool term_pending(void)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, SIGTERM);
}

int main(int argc, char **argv)
{
	unsigned long times = 0;
	sigset_t term;

	if (argc != 2)
		wrong_usage("again READER");
	/* Blocked: the loop checks for it between two readings. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	for (; !term_pending(); times++)
		reader_once(argv[1]);
	printf("%lu\n", times);
	return 0;
}
