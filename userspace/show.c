// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many sockets are in which state
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "names.h"
#include "procfile.h"
#include "table.h"

struct options {
	enum { DO_SHOW, DO_HELP, DO_VERSION } action;
	const char *path;
	struct table_view view;
};

static const char short_options[] = ":46s:lantzJrf:hV";

static const struct option long_options[] = {
	{ "state", required_argument, NULL, 's' },
	{ "listening", no_argument, NULL, 'l' },
	{ "non-zero", no_argument, NULL, 'z' },
	{ "json", no_argument, NULL, 'J' },
	{ "raw", no_argument, NULL, 'r' },
	{ "file", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static const char option_help[] =
	"  -4, -6             only the column of IPv4, only that of IPv6\n"
	"  -s, --state LIST   only these states, separated by commas\n"
	"  -l, --listening    only LISTEN\n"
	"  -a, -n, -t         nothing: accepted for fingers used to netstat\n"
	"  -z, --non-zero     leave out rows that are 0\n"
	"  -J, --json         print JSON\n"
	"  -r, --raw          print words separated by one blank, not aligned\n"
	"  -f, --file PATH    read a saved copy, - for standard input\n"
	"  -h, --help         print this and exit\n"
	"  -V, --version      print the version and exit\n";

static enum status print_help(void)
{
	printf("Usage: %s [show] [OPTIONS]\n"
	       "       %s COMMAND [ARGUMENTS]\n"
	       "\n"
	       "Counts the TCP sockets of this network namespace by state.\n"
	       "\n"
	       "Commands:\n", TCPSTATES_NAME, TCPSTATES_NAME);
	list_commands();
	printf("\nOptions of show:\n%s\nMore in %s(8).\n", option_help,
	       TCPSTATES_NAME);
	return STATUS_FINE;
}

static enum status print_version(void)
{
	printf("%s %s\n", TCPSTATES_NAME, TCPSTATES_VERSION);
	return STATUS_FINE;
}

static enum status add_states(struct table_view *view, const char *list)
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

static enum status set_format(struct table_view *view, enum table_format format)
{
	if (view->format != TABLE_ALIGNED && view->format != format)
		return fail(STATUS_USAGE, "-J, -r: only one of these");
	view->format = format;
	return STATUS_FINE;
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

static enum status take_option(struct options *options, int option)
{
	struct table_view *view = &options->view;

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
		return set_format(view, TABLE_JSON);
	case 'r':
		return set_format(view, TABLE_RAW);
	case 'f':
		options->path = optarg;
		return STATUS_FINE;
	case 'h':
		options->action = DO_HELP;
		return STATUS_FINE;
	case 'V':
		options->action = DO_VERSION;
		return STATUS_FINE;
	default:	/* -a, -n, -t */
		return STATUS_FINE;
	}
}

static enum status parse(int argc, char *argv[], struct options *options)
{
	enum status status = STATUS_FINE;

	opterr = 0;
	while (status == STATUS_FINE) {
		int option;

		option = getopt_long(argc, argv, short_options, long_options,
				     NULL);
		if (option < 0)
			break;
		if (option == '?' || option == ':')
			return refuse(argv[optind - 1], option);
		status = take_option(options, option);
	}
	if (status == STATUS_FINE && optind < argc)
		return fail(STATUS_USAGE, "%s: one argument too many",
			    argv[optind]);
	return status;
}

static enum status show(const struct options *options)
{
	struct procfile file;
	enum status status;

	status = procfile_read(&file, options->path);
	if (status != STATUS_FINE)
		return status;
	return table_print(&file, &options->view);
}

enum status show_main(int argc, char *argv[])
{
	struct options options = { .action = DO_SHOW };
	enum status status;

	status = parse(argc, argv, &options);
	if (status != STATUS_FINE)
		return status;
	switch (options.action) {
	case DO_HELP:
		return print_help();
	case DO_VERSION:
		return print_version();
	default:
		return show(&options);
	}
}
