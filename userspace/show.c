// SPDX-License-Identifier: GPL-2.0-only
/*
 * show.c - count the sockets in each state, once or at an interval
 */
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "tcpst.h"

static const long long second = 1000000000;

static long long now(void)
{
	struct timespec time = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * second + time.tv_nsec;
}

/* Waits; returns whether the reader of standard output went away meanwhile. */
static bool reader_gone(long long until)
{
	/* Without events, poll() reports only errors and hang-ups. */
	struct pollfd output = { .fd = STDOUT_FILENO };
	const long long left = until - now();
	const struct timespec time = { left / second, left % second };

	return left > 0 && ppoll(&output, 1, &time, NULL) > 0;
}

/* Between two readings nothing is left to write; in one nobody wants it. */
static void end(int number)
{
	(void)number;
	_exit(STATUS_OK);
}

static enum status show(const struct options *options, struct series *series)
{
	struct procfile file;
	enum status status = procfile_read(&file, &options->source, NULL);

	if (status == STATUS_OK)
		status = table_print(&file, options, series);
	return status;
}

static enum status repeat(const struct options *options, struct series *series)
{
	long long next = now();
	unsigned long done;

	(void)signal(SIGPIPE, end);
	(void)signal(SIGINT, end);
	for (done = 1;; done++) {
		enum status status = show(options, series);

		if (status == STATUS_OK)
			status = flush_output();
		if (status != STATUS_OK || done == options->count)
			return status;
		/* A reading that is late, as after a suspend, is left out. */
		next += options->interval;
		if (next < now())
			next = now();
		if (reader_gone(next))
			return STATUS_OK;
	}
}

enum status show_main(const struct options *options)
{
	struct series series = { 0 };

	if (!options->interval)
		return show(options, NULL);
	return repeat(options, options->format == FORMAT_TABLE && terminal() ?
			       &series : NULL);
}
