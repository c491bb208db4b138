/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * states.h - what the module and the command-line tool share
 *
 * The rows and the name of the proc file, and the range of its verbosity level.
 * Plain C without an include, so that it compiles in the kernel and in user
 * space.
 */
#ifndef TCPSTATES_STATES_H
#define TCPSTATES_STATES_H

/* The name of the module and of its file in /proc and in /proc/net. */
#define TCPSTATES_NAME "tcpstates"

/* Its other files in /proc/net: by service, by cgroup, by network namespace. */
#define TCPSTATES_PORTS "tcpstates_ports"
#define TCPSTATES_CGROUPS "tcpstates_cgroups"
#define TCPSTATES_NETNS "tcpstates_netns"

/* The module parameter that sets the verbosity level, and its range. */
#define TCPSTATES_VERBOSE "verbose"
#define TCPSTATES_VERBOSE_MAX 2
#define TCPSTATES_VERBOSE_DEFAULT 1

/*
 * The number of rows: TCP's eleven states and UNKNOWN. All state numbers are
 * smaller, so a state number can index an array of this size.
 */
#define TCPSTATES_ROWS 12

/* The state number that stands for all states without a row of their own. */
#define TCPSTATES_UNKNOWN 0

/**
 * struct tcpstates_state - one row of the proc file
 * @number:	the kernel's number of the state (include/net/tcp_states.h and
 *		<netinet/tcp.h>), or %TCPSTATES_UNKNOWN
 * @name:	the state as netstat spells it
 * @description: one plain-ASCII phrase of at most 44 columns, with which the
 *		tool's table fits on a terminal of 80 columns
 */
struct tcpstates_state {
	unsigned char number;
	const char *name;
	const char *description;
};

/* All rows in the order they are printed: the kernel's, then UNKNOWN. */
extern const struct tcpstates_state tcpstates_states[TCPSTATES_ROWS];

#endif /* TCPSTATES_STATES_H */
