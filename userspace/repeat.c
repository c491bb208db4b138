// SPDX-License-Identifier: GPL-2.0-only
/*
 * Do something again and again
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "repeat.h"

static const long long second = 1000000000;

static long long now(void)
{
	struct timespec time = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * second + time.tv_nsec;
}

/* Between two steps nothing is left to write, and within one nobody wants it. */
static void end(int number)
{
	(void)number;
	_exit(STATUS_FINE);
}

/* Only errors and a reader that left end this before its time. */
static int reader_left(long long until)
{
	struct pollfd output = { .fd = STDOUT_FILENO };
	int ready = -1;

	while (ready < 0) {
		const long long left = until - now();
		struct timespec time;

		if (left <= 0)
			return 0;
		time = (struct timespec){ left / second, left % second };
		ready = ppoll(&output, 1, &time, NULL);
		if (ready < 0 && errno != EINTR)
			return 1;
	}
	return ready > 0;
}

/* Sends a step on its way. Gives whether there is no use in another one. */
static int flush(enum status *status)
{
	if (!fflush(stdout))
		return *status != STATUS_FINE;
	if (errno != EPIPE) {
		*status = fail(STATUS_FAILED, "standard output: %s",
			       strerror(errno));
		return 1;
	}
	/* finish() would report a reader that has left as an error. */
	clearerr(stdout);
	return 1;
}

enum status repeat(long long interval, unsigned long count,
		   enum status (*step)(void *data), void *data)
{
	long long next = now();
	unsigned long done;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, end);
	for (done = 1;; done++) {
		enum status status = step(data);

		if (flush(&status) || done == count)
			return status;
		/* What is late, be it after a suspend, is not made up for. */
		next += interval;
		if (next < now())
			next = now();
		if (reader_left(next))
			return STATUS_FINE;
	}
}
