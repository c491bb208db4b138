/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads tcpstates_ports, _cgroups and _netns; says what the first should show
 *
 * The parser is strict: every deviation from the documented format is an error.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "tally.h"

#define ROWS_PORTS "/proc/thread-self/net/tcpstates_ports"
#define ROWS_CGROUPS "/proc/thread-self/net/tcpstates_cgroups"
#define ROWS_NETNS "/proc/thread-self/net/tcpstates_netns"

/* The last from any namespace: process 1 is in the initial one. */
#define ROWS_NETNS_OF_1 "/proc/1/net/tcpstates_netns"

/* Added to a port on side out. */
#define ROWS_OUT 65536

/* No file has more lines, and no line more than 189 characters. */
#define ROWS_MAX (2 * ROWS_OUT)
#define ROWS_TEXT ((ROWS_MAX + 1) * 189 + 1)

/* The numbers of a row: the sockets by state, then these. */
enum { ROWS_QUEUED = TALLY_STATES, ROWS_LIMIT, ROWS_FULL, ROWS_NUMBERS };

/* The key is a port, a cgroup's ID or a namespace's inode number. */
struct row {
	unsigned long long key;
	unsigned int of[ROWS_NUMBERS];
};

/* Behind the last row is one of zeros. Too large for the stack. */
struct rows {
	size_t count;
	struct row row[ROWS_MAX + 1];
};

/* Parses a text of @len characters; returns NULL, or what is wrong. */
const char *rows_parse(const char *text, size_t len, struct rows *rows);

/* Reads an open file from the start; returns NULL, or what is wrong. */
const char *rows_read(int fd, struct rows *rows);

/* The sum of all rows from @first to @last, with the key @first. */
struct row rows_sum(const struct rows *rows, unsigned long long first,
		    unsigned long long last);

/* From a text like "in 80 LISTEN 1 LIMIT 10 out 53 SYN_SENT 2"; returns 0 or -1. */
int rows_write(struct rows *rows, const char *text);

/*
 * What tcpstates_ports should show by /proc/net/tcp{,6}, and by TCP_INFO of the
 * listeners that the caller has open: limits are only there. Connections were
 * accepted on the ports in @served, by listeners with a backlog; all others are of
 * clients that have not called bind(). Returns 0 or -1.
 */
int rows_expect(struct rows *rows, const bool served[ROWS_OUT]);

/* Whether the rows of ports are the same; prints the first two that differ. */
bool rows_same(const struct rows *wanted, const struct rows *seen);

#endif /* ROWS_H */
