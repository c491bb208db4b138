// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of show
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "options.h"

/* Those without a letter, past all letters. */
enum { OPTION_COLOR = UCHAR_MAX + 1, OPTION_COUNT, OPTION_PID };

static const char short_options[] = ":46s:lantzJrmc:N:f:hV";

static const struct option long_options[] = {
	{ "state", required_argument, NULL, 's' },
	{ "listening", no_argument, NULL, 'l' },
	{ "non-zero", no_argument, NULL, 'z' },
	{ "json", no_argument, NULL, 'J' },
	{ "raw", no_argument, NULL, 'r' },
	{ "metrics", no_argument, NULL, 'm' },
	{ "continuous", required_argument, NULL, 'c' },
	{ "count", required_argument, NULL, OPTION_COUNT },
	{ "netns", required_argument, NULL, 'N' },
	{ "pid", required_argument, NULL, OPTION_PID },
	{ "file", required_argument, NULL, 'f' },
	{ "color", optional_argument, NULL, OPTION_COLOR },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static enum status add_states(struct view *view, const char *list)
{
	size_t length;

	for (;; list += length + 1) {
		int row;

		length = strcspn(list, ",");
		row = state_row(list, length);
		if (row < 0)
			return fail(STATUS_USAGE, "\"%.*s\": unknown state",
				    (int)length, list);
		view->rows |= 1U << row;
		if (!list[length])
			return STATUS_FINE;
	}
}

static enum status set_format(struct view *view, enum view_format format)
{
	if (view->format != VIEW_TABLE && view->format != format)
		return fail(STATUS_USAGE, "-J, -r, -m: only one of these");
	view->format = format;
	return STATUS_FINE;
}

static enum status set_color(struct view *view, const char *when)
{
	if (!when || !strcmp(when, "always"))
		view->color = COLOR_ALWAYS;
	else if (!strcmp(when, "auto"))
		view->color = COLOR_AUTO;
	else if (!strcmp(when, "never"))
		view->color = COLOR_NEVER;
	else
		return fail(STATUS_USAGE,
			    "--color %s: not auto, always or never", when);
	return STATUS_FINE;
}

/* Gives 0 for what is no whole number from 1 to @most. */
static unsigned long whole_number(const char *text, unsigned long most)
{
	unsigned long number;

	if (!*text || text[strspn(text, "0123456789")])
		return 0;
	errno = 0;
	number = strtoul(text, NULL, 10);
	return errno || number > most ? 0 : number;
}

static enum status set_interval(struct options *options, const char *text)
{
	static const double least = 0.001;
	static const double most = 1e8;
	double seconds = 0;
	char *end = NULL;

	/* strtod() alone would take signs, exponents and infinity. */
	if (!text[strspn(text, "0123456789.")])
		seconds = strtod(text, &end);
	if (!end || *end || seconds < least || seconds > most)
		return fail(STATUS_USAGE, "-c %s: not a number of seconds, at"
			    " least 0.001", text);
	options->interval = (long long)(seconds * 1e9);
	return STATUS_FINE;
}

static enum status set_count(struct options *options, const char *text)
{
	options->count = whole_number(text, ULONG_MAX);
	if (!options->count)
		return fail(STATUS_USAGE, "--count %s: not a number above 0",
			    text);
	return STATUS_FINE;
}

static enum status set_process(struct options *options, const char *text)
{
	options->process = (int)whole_number(text, INT_MAX);
	if (!options->process)
		return fail(STATUS_USAGE, "--pid %s: not a process ID", text);
	return STATUS_FINE;
}

static enum status take_view_option(struct view *view, int option)
{
	switch (option) {
	case '4':
		view->ipv4 = true;
		return STATUS_FINE;
	case '6':
		view->ipv6 = true;
		return STATUS_FINE;
	case 's':
		return add_states(view, optarg);
	case 'l':
		return add_states(view, "LISTEN");
	case 'z':
		view->non_zero = true;
		return STATUS_FINE;
	case 'J':
		return set_format(view, VIEW_JSON);
	case 'r':
		return set_format(view, VIEW_RAW);
	case 'm':
		return set_format(view, VIEW_METRICS);
	case OPTION_COLOR:
		return set_color(view, optarg);
	default:	/* -a, -n, -t */
		return STATUS_FINE;
	}
}

static enum status take_option(struct options *options, int option)
{
	switch (option) {
	case 'c':
		return set_interval(options, optarg);
	case OPTION_COUNT:
		return set_count(options, optarg);
	case 'N':
		options->netns = optarg;
		return STATUS_FINE;
	case OPTION_PID:
		return set_process(options, optarg);
	case 'f':
		options->path = optarg;
		return STATUS_FINE;
	case 'h':
		options->action = DO_HELP;
		return STATUS_FINE;
	case 'V':
		options->action = DO_VERSION;
		return STATUS_FINE;
	default:
		return take_view_option(&options->view, option);
	}
}

/*
 * What getopt_long() did not like, read off what it leaves behind; @last is the
 * argument it went past last.
 */
static enum status refuse(const char *last, int result)
{
	if (result == ':')
		return fail(STATUS_USAGE, "%s: needs an argument", last);
	if (!optopt)
		return fail(STATUS_USAGE, "%s: unknown option", last);
	/* A letter it knows can only be wrong as a long option with "=". */
	if (optopt != ':' && strchr(short_options, optopt))
		return fail(STATUS_USAGE, "%s: takes no argument", last);
	return fail(STATUS_USAGE, "-%c: unknown option", optopt);
}

/* What is wrong only together. */
static enum status check(const struct options *options)
{
	if (!!options->path + !!options->netns + !!options->process > 1)
		return fail(STATUS_USAGE, "-N, --pid, -f: only one of these");
	if (options->count && !options->interval)
		return fail(STATUS_USAGE, "--count: only with -c");
	if (options->interval && options->path && !strcmp(options->path, "-"))
		return fail(STATUS_USAGE,
			    "-c: standard input can be read only once");
	return STATUS_FINE;
}

enum status options_parse(struct options *options, int argc, char *argv[])
{
	enum status status = STATUS_FINE;

	*options = (struct options){ 0 };
	opterr = 0;
	while (status == STATUS_FINE) {
		const int option = getopt_long(argc, argv, short_options,
					       long_options, NULL);

		if (option < 0)
			break;
		if (option == '?' || option == ':')
			return refuse(argv[optind - 1], option);
		status = take_option(options, option);
	}
	if (status != STATUS_FINE)
		return status;
	if (optind < argc)
		return fail(STATUS_USAGE, "%s: one argument too many",
			    argv[optind]);
	return check(options);
}
