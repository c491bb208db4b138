// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcpst.c - the commands, the usage text and the options
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcpst.h"

#define OF_LISTS " -s, -S, --top, -z, -n, -J, -r, -m, --noheadings"

static const struct command {
	const char *name;
	enum status (*main)(const struct options *options, char *arguments[]);
	int most;		/* arguments */
	const char *takes;	/* the options, a space before each */
} commands[] = {
	{ "ports", ports_main, 0, OF_LISTS ", -f, -N and --pid" },
	{ "units", units_main, 0, OF_LISTS ", -f, -N and --pid" },
	{ "netns", netns_main, 0, OF_LISTS " and -f" },
	{ "who", who_main, 1, " -s, --top, --noheadings, -J, -r, -N and --pid" },
	{ "verbose", verbose_main, 1, "" },
	{ "explain", explain_main, INT_MAX, " -f, -N, --pid and --color" },
	{ "diagram", diagram_main, 0, " -f, -N, --pid and --color" },
};

static const char usage[] =
"Usage: tcpst [OPTIONS]                 count the TCP sockets in each state\n"
"       tcpst ports|units|netns         count by port, unit or network namespace\n"
"       tcpst who STATE [-s PORT]       list the programs with sockets in a state\n"
"       tcpst verbose [0|1|2|toggle]    print or set the verbosity level\n"
"       tcpst explain [STATE|STORY]...  explain states; stories: open, close,\n"
"                                       simultaneous-close, listen\n"
"       tcpst diagram                   draw the states and transitions\n"
"Options:\n"
"  -4, -6                 only IPv4 or only IPv6 sockets\n"
"  -s, --state LIST       only these states, separated by commas\n"
"  -l, --listening        only LISTEN (-a, --all: all states)\n"
"  -z, --non-zero         leave out zeros (--noheadings: the header line)\n"
"  -S, --sort STATE       ports, units, netns: most first (--top N: only N)\n"
"  -J, --json             JSON (-r, --raw: plain; -m, --metrics: Prometheus)\n"
"  -c, --continuous SEC   print again every SEC seconds (--count N: N times)\n"
"  -N, --netns NAME       another network namespace (--pid PID: of a process)\n"
"  -f, --file PATH        a saved copy, - for standard input\n"
"      --color[=WHEN]     auto, always or never\n"
"  -n                     ports, units, netns: no names (else ignored, as -t)\n"
"  -h, --help             print this and exit (-V, --version: the version)\n"
"States: ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT\n"
"        CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING UNKNOWN\n";

/* Options without a letter; above all letters. */
enum {
	OPT_COLOR = UCHAR_MAX + 1, OPT_COUNT, OPT_NOHEADINGS, OPT_PID, OPT_TOP,
	OPTIONS
};

static const char short_options[] = ":46s:S:lantzJrmc:N:f:hV";

static const struct option long_options[] = {
	{ "state", required_argument, NULL, 's' },
	{ "sort", required_argument, NULL, 'S' },
	{ "listening", no_argument, NULL, 'l' },
	{ "all", no_argument, NULL, 'a' },
	{ "non-zero", no_argument, NULL, 'z' },
	{ "noheadings", no_argument, NULL, OPT_NOHEADINGS },
	{ "top", required_argument, NULL, OPT_TOP },
	{ "json", no_argument, NULL, 'J' },
	{ "raw", no_argument, NULL, 'r' },
	{ "metrics", no_argument, NULL, 'm' },
	{ "continuous", required_argument, NULL, 'c' },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "netns", required_argument, NULL, 'N' },
	{ "pid", required_argument, NULL, OPT_PID },
	{ "file", required_argument, NULL, 'f' },
	{ "color", optional_argument, NULL, OPT_COLOR },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static enum status add_states(struct options *options, const char *list)
{
	size_t length;

	for (;; list += length + 1) {
		int row;

		length = strcspn(list, ",");
		row = find_state(list, length);
		if (row < 0)
			return fail(STATUS_USAGE, "\"%.*s\": unknown state",
				    (int)length, list);
		options->rows |= 1U << row;
		if (!list[length])
			return STATUS_OK;
	}
}

static enum status set_color(struct options *options, const char *when)
{
	if (!when || !strcmp(when, "always"))
		options->color = COLOR_ALWAYS;
	else if (!strcmp(when, "auto"))
		options->color = COLOR_AUTO;
	else if (!strcmp(when, "never"))
		options->color = COLOR_NEVER;
	else
		return fail(STATUS_USAGE,
			    "--color %s: not auto, always or never", when);
	return STATUS_OK;
}

/* A whole number from 1 to @most; 0 if it is not, with a message. */
static unsigned long whole_number(const char *option, const char *text,
				  unsigned long most)
{
	unsigned long number = 0;

	errno = 0;
	if (*text && !text[strspn(text, "0123456789")])
		number = strtoul(text, NULL, 10);
	if (!number || errno || number > most) {
		(void)fail(STATUS_USAGE, "%s %s: not a whole number from 1 to"
			   " %lu", option, text, most);
		return 0;
	}
	return number;
}

static enum status set_interval(struct options *options, const char *text)
{
	double seconds = 0;
	char *end = NULL;

	/* strtod() alone would accept signs, exponents and infinity. */
	if (!text[strspn(text, "0123456789.")])
		seconds = strtod(text, &end);
	if (!end || *end || seconds < 0.001 || seconds > 1e8)
		return fail(STATUS_USAGE, "-c %s: not a number of seconds, at"
			    " least 0.001", text);
	options->interval = (long long)(seconds * 1e9);
	return STATUS_OK;
}

/* Of -s: states, or the port of who. No state is a number. */
static enum status set_selection(struct options *options, const char *text)
{
	if (!isdigit((unsigned char)*text))
		return add_states(options, text);
	options->port = (unsigned int)whole_number("-s", text, USHRT_MAX);
	return options->port ? STATUS_OK : STATUS_USAGE;
}

/* Takes the argument of an option, if it has one. */
static enum status take_argument(struct options *options, int option)
{
	switch (option) {
	case 's':
		return set_selection(options, optarg);
	case 'S':
		options->sort = optarg;
		return STATUS_OK;
	case OPT_TOP:
		options->top = whole_number("--top", optarg, INT_MAX);
		return options->top ? STATUS_OK : STATUS_USAGE;
	case 'c':
		return set_interval(options, optarg);
	case OPT_COUNT:
		options->count = whole_number("--count", optarg, ULONG_MAX);
		return options->count ? STATUS_OK : STATUS_USAGE;
	case OPT_PID:
		options->source.pid = (int)whole_number("--pid", optarg,
							INT_MAX);
		return options->source.pid ? STATUS_OK : STATUS_USAGE;
	case OPT_COLOR:
		return set_color(options, optarg);
	case 'N':
		options->source.netns = optarg;
		return STATUS_OK;
	case 'f':
		options->source.path = optarg;
		return STATUS_OK;
	default:
		return STATUS_OK;
	}
}

/* What getopt_long() refused; @last is the argument it looked at last. */
static enum status refuse(const char *last, int result)
{
	if (result == ':')
		return fail(STATUS_USAGE, "%s: requires an argument", last);
	if (!optopt)
		return fail(STATUS_USAGE, "%s: unknown option", last);
	/* A known letter is wrong only as a long option with "=". */
	if (optopt > UCHAR_MAX ||
	    (optopt != ':' && strchr(short_options, optopt)))
		return fail(STATUS_USAGE, "%s: takes no argument", last);
	return fail(STATUS_USAGE, "-%c: unknown option", optopt);
}

/* Takes the options without an argument; checks them all together. */
static enum status take_options(struct options *options, const bool *given)
{
	const char *path = options->source.path;

	if (given['J'] + given['r'] + given['m'] > 1)
		return fail(STATUS_USAGE, "-J, -r, -m: only one of these");
	if (given['N'] + given[OPT_PID] + given['f'] > 1)
		return fail(STATUS_USAGE, "-N, --pid, -f: only one of these");
	if (given[OPT_COUNT] && !given['c'])
		return fail(STATUS_USAGE, "--count: only with -c");
	if (given['c'] && given['m'])
		return fail(STATUS_USAGE, "-c, -m: only one of these");
	if (given['c'] && path && !strcmp(path, "-"))
		return fail(STATUS_USAGE,
			    "-c: standard input can be read only once");

	options->format = given['J'] ? FORMAT_JSON :
			  given['r'] ? FORMAT_RAW :
			  given['m'] ? FORMAT_METRICS : FORMAT_TABLE;
	options->non_zero = given['z'];
	options->noheadings = given[OPT_NOHEADINGS];
	options->numeric = given['n'];
	if (given['4'] != given['6'])
		options->number = given['4'] ? IPV4 : IPV6;
	if (given['l'] && !given['a'])
		return add_states(options, "LISTEN");
	return STATUS_OK;
}

static bool takes_all(const struct command *command, const bool *given)
{
	const struct option *known = long_options;
	char name[] = " -?";
	int i;

	for (i = 0; i <= UCHAR_MAX; i++) {
		name[2] = (char)i;
		if (given[i] && !strstr(command->takes, name))
			return false;
	}
	for (; known->name; known++)
		if (known->val > UCHAR_MAX && given[known->val] &&
		    !strstr(command->takes, known->name))
			return false;
	return true;
}

static enum status run(const struct options *options, const bool *given,
		       char *arguments[])
{
	const char *name = arguments[0];
	size_t i;
	int n;

	if (options->port && (!name || strcmp(name, "who") != 0))
		return fail(STATUS_USAGE, "-s %u: only who takes a port",
			    options->port);
	if (!name && (options->sort || options->top))
		return fail(STATUS_USAGE, "-S, --top: only with ports, units,"
			    " netns or who");
	if (!name)
		return show_main(options);
	if (!strcmp(name, "help")) {
		(void)fputs(usage, stdout);
		return STATUS_OK;
	}
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *command = &commands[i];

		if (strcmp(name, command->name) != 0)
			continue;
		if (!takes_all(command, given))
			return fail(STATUS_USAGE, "%s: takes %s%s", name,
				    *command->takes ? "only" : "no options",
				    command->takes);
		for (n = 0; arguments[n + 1]; n++)
			if (n == command->most)
				return fail(STATUS_USAGE,
					    "%s: unexpected argument",
					    arguments[n + 1]);
		return command->main(options, arguments + 1);
	}
	return fail(STATUS_USAGE, "%s: unknown command", name);
}

static enum status parse_and_run(int argc, char *argv[])
{
	struct options options = { 0 };
	bool given[OPTIONS] = { false };
	enum status status;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, short_options, long_options,
				     NULL)) >= 0) {
		switch (option) {
		case '?':
		case ':':
			return refuse(argv[optind - 1], option);
		case 'h':
			(void)fputs(usage, stdout);
			return STATUS_OK;
		case 'V':
			puts(TCPST " " TCPSTATES_VERSION);
			return STATUS_OK;
		}
		given[option] = true;
		status = take_argument(&options, option);
		if (status != STATUS_OK)
			return status;
	}
	status = take_options(&options, given);
	if (status != STATUS_OK)
		return status;
	return run(&options, given, argv + optind);
}

int main(int argc, char *argv[])
{
	const enum status status = parse_and_run(argc, argv);

	return (int)(status == STATUS_OK ? flush_output() : status);
}
