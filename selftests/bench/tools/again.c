// SPDX-License-Identifier: GPL-2.0-only
/*
 * again.c - one reader over and over, until told to end by SIGTERM
 *
 *	again READER
 *
 * Prints how often, at the end.
 */
#include <signal.h>

#include "reader.h"

static bool told_to_end(void)
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
	/* Blocked, to be looked for between one reading and the next. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	for (; !told_to_end(); times++)
		reader_once(argv[1]);
	printf("%lu\n", times);
	return 0;
}
