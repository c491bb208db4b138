// SPDX-License-Identifier: GPL-2.0-only
/*
 * show.c - count the sockets in each state, once or at an interval
 */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "table.h"
#include "tcpst.h"

static const char *const families[NUMBERS] = { NULL, "ipv4", "ipv6" };

static void print_type(const char *name, const char *help)
{
	printf("# HELP " TCPSTATES_NAME "_%s %s\n"
	       "# TYPE " TCPSTATES_NAME "_%s gauge\n", name, help, name);
}

static void print_gauge(const char *name, const char *help,
			unsigned long long value)
{
	print_type(name, help);
	printf(TCPSTATES_NAME "_%s %llu\n", name, value);
}

static void print_metrics(const struct procfile *file,
			  const struct options *options)
{
	unsigned int row;
	enum number i;

	print_type("sockets", "TCP sockets by state and address family.");
	for (row = 0; row < TCPSTATES_ROWS; row++) {
		for (i = IPV4; i < NUMBERS; i++) {
			const char *name = tcpstates_states[row].name;

			if (!row_selected(options, file, row) ||
			    !column_selected(options, i))
				continue;
			(void)fputs(TCPSTATES_NAME "_sockets{state=\"", stdout);
			for (; *name; name++)
				putchar(tolower((unsigned char)*name));
			printf("\",family=\"%s\"} %llu\n", families[i],
			       file->rows[row].sockets[i]);
		}
	}
	if (!file->has_queues)
		return;
	print_gauge("accept_queue_connections",
		    "Connections that wait to be accepted.", file->queued);
	print_gauge("accept_queues_full",
		    "Listening sockets whose accept queue is full.",
		    file->full);
}

/* The time in UTC, as RFC 3339 writes it, with milliseconds. */
static void format_time(char *text, size_t size)
{
	struct timespec now = { 0 };
	size_t length;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	length = strftime(text, size, "%Y-%m-%dT%H:%M:%S",
			  gmtime_r(&now.tv_sec, &tm));
	(void)snprintf(text + length, size - length, ".%03ldZ",
		       now.tv_nsec / 1000000);
}

/* What a reading needs; @series if it takes the place of the one before. */
struct show {
	const struct options *options;
	struct series *series;
};

static enum status print_reading(const struct show *show)
{
	const struct options *options = show->options;
	const bool with_time = options->interval && !show->series;
	struct procfile file;
	enum status status;
	char time[40];

	status = procfile_read(&file, &options->source);
	if (status != STATUS_OK)
		return status;
	if (with_time)
		format_time(time, sizeof(time));
	if (with_time && options->format != FORMAT_JSON)
		printf("# time %s\n", time);
	if (options->format != FORMAT_METRICS)
		return table_print(&file, options, show->series,
				   with_time ? time : NULL);
	print_metrics(&file, options);
	return STATUS_OK;
}

static const long long second = 1000000000;

static long long now(void)
{
	struct timespec time = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * second + time.tv_nsec;
}

/* Between two steps nothing is left to write; in a step nobody wants it. */
static void end(int number)
{
	(void)number;
	_exit(STATUS_OK);
}

/* Waits; whether the reader of standard output went away meanwhile. */
static bool reader_gone(long long until)
{
	/* Without events, poll() reports only errors and hang-ups. */
	struct pollfd output = { .fd = STDOUT_FILENO };

	for (;;) {
		const long long left = until - now();
		const struct timespec time = { left / second, left % second };
		int ready;

		if (left <= 0)
			return false;
		ready = ppoll(&output, 1, &time, NULL);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
	}
}

static enum status repeat(const struct show *show)
{
	long long next = now();
	unsigned long done;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGINT, end);
	for (done = 1;; done++) {
		enum status status = print_reading(show);

		if (fflush(stdout) && errno == EPIPE) {
			/* Or main() would report it as an error. */
			clearerr(stdout);
			return status;
		}
		if (ferror(stdout))
			return fail(STATUS_FAILED, "standard output: %s",
				    strerror(errno));
		if (status != STATUS_OK || done == show->options->count)
			return status;
		/* A reading that is late, as after a suspend, is left out. */
		next += show->options->interval;
		if (next < now())
			next = now();
		if (reader_gone(next))
			return STATUS_OK;
	}
}

enum status show_main(const struct options *options)
{
	struct series series = { 0 };
	struct show show = { .options = options };
	enum status status = procfile_enter(&options->source);

	if (status != STATUS_OK)
		return status;
	if (!options->interval)
		return print_reading(&show);
	if (options->format == FORMAT_TABLE && terminal())
		show.series = &series;
	return repeat(&show);
}
