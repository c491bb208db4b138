// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c - compares the file with ss, /proc/net/tcp{,6} and sockstat{,6}, in
 * one namespace while nothing but timers changes its sockets
 *
 *	compare TRIES
 *
 * The file is read before and after the others. If a timer has fired meanwhile,
 * the two readings differ, and the comparison is tried again; if they are the
 * same, so must be what the others show. Prints how many tries it took, then the
 * number of sockets in each state, ESTABLISHED first. Exits with 1 if anything
 * differs, and with 2 if no try found the sockets at rest.
 */
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "procfile.h"

static const struct timespec rest = { .tv_nsec = 500000000 };

enum outcome { SAME, DIFFERENT, CHANGED };

/* The number behind a name in a line of /proc/net/sockstat{,6}, or -1. */
static long sockstat(const char *path, const char *line_start, const char *name)
{
	char line[256], *at;
	long number = -1;
	FILE *file = fopen(path, "re");

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		at = strstr(line, name);
		if (!strncmp(line, line_start, strlen(line_start)) && at)
			number = strtol(at + strlen(name), NULL, 10);
	}
	fclose(file);
	return number;
}

/* Reads what it counts: full sockets and minisocks, but not request sockets. */
static long sockstat_sum(void)
{
	long inuse4 = sockstat("/proc/self/net/sockstat", "TCP:", " inuse ");
	long inuse6 = sockstat("/proc/self/net/sockstat6", "TCP6:", " inuse ");
	long tw = sockstat("/proc/self/net/sockstat", "TCP:", " tw ");

	return inuse4 < 0 || inuse6 < 0 || tw < 0 ? -1 : inuse4 + inuse6 + tw;
}

static bool sockstat_same(const struct tally *wanted, long seen)
{
	long want = tally_sum(wanted) - wanted->sockets[TALLY_IPV4][TCP_SYN_RECV] -
		    wanted->sockets[TALLY_IPV6][TCP_SYN_RECV];

	if (want == seen)
		return true;
	fprintf(stderr, "# sockstat: wanted %ld, seen %ld\n", want, seen);
	return false;
}

static enum outcome compare(struct procfile *before)
{
	struct tally ss, proc_net;
	struct procfile after;
	const char *complaint;
	long in_sockstat;
	bool same;

	complaint = procfile_read(PROCFILE, before);
	if (complaint)
		goto err;
	if (tally_ss(&ss) || tally_proc_net(&proc_net)) {
		complaint = "cannot read ss or /proc/net/tcp";
		goto err;
	}
	in_sockstat = sockstat_sum();
	complaint = procfile_read(PROCFILE, &after);
	if (complaint)
		goto err;
	if (memcmp(&before->tally, &after.tally, sizeof(after.tally)))
		return CHANGED;
	same = tally_same("ss", &before->tally, &ss);
	same &= tally_same("/proc/net/tcp", &before->tally, &proc_net);
	same &= sockstat_same(&before->tally, in_sockstat);
	return same ? SAME : DIFFERENT;

err:
	fprintf(stderr, "# %s\n", complaint);
	return DIFFERENT;
}

int main(int argc, char **argv)
{
	int tries, most = argc == 2 ? atoi(argv[1]) : 0;
	enum outcome outcome = CHANGED;
	struct procfile pf;
	int state;

	if (most < 1) {
		fprintf(stderr, "usage: compare TRIES\n");
		return 2;
	}
	for (tries = 0; tries < most && outcome == CHANGED; tries++) {
		if (tries)
			nanosleep(&rest, NULL);
		outcome = compare(&pf);
	}
	printf("%d", tries);
	for (state = TCP_ESTABLISHED; state < TALLY_STATES; state++)
		printf(" %lu", pf.tally.sockets[TALLY_IPV4][state] +
			       pf.tally.sockets[TALLY_IPV6][state]);
	printf("\n");
	return outcome;
}
