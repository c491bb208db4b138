// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tool says of itself
 */
#include <stdio.h>

#include "commands.h"
#include "help.h"
#include "states.h"

static const char options[] =
	"  -4, -6                 only IPv4, only IPv6\n"
	"  -s, --state LIST       only these states, separated by commas\n"
	"  -l, --listening        only LISTEN\n"
	"  -a, -n, -t             nothing: accepted for fingers used to netstat\n"
	"  -z, --non-zero         leave out rows that are 0\n"
	"  -J, --json             print JSON\n"
	"  -r, --raw              print words separated by one blank, not aligned\n"
	"  -m, --metrics          print what Prometheus reads\n"
	"  -c, --continuous SEC   print again every SEC seconds\n"
	"  --count N              with -c: N times\n"
	"  -N, --netns NAME       another network namespace, by its ip-netns(8) name\n"
	"  --pid PID              the network namespace of a process\n"
	"  -f, --file PATH        a saved copy, - for standard input\n"
	"  --color[=WHEN]         auto, always or never\n"
	"  -h, --help             print this and exit (-V, --version: the version)\n";

void help_print(void)
{
	printf("Usage: %s [COMMAND] [OPTIONS], more in %s(8)\n"
	       "Commands:\n", TCPSTATES_NAME, TCPSTATES_NAME);
	list_commands();
	printf("\nOptions of show:\n%s", options);
}

void help_print_version(void)
{
	printf("%s %s\n", TCPSTATES_NAME, TCPSTATES_VERSION);
}
