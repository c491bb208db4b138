/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * states.h - what module and command-line tool share
 *
 * The rows of the proc file, where the file and its knob are found, and the
 * range of the knob. Plain C without an include, so that it compiles in the
 * kernel and in user space.
 */
#ifndef TCPSTATES_STATES_H
#define TCPSTATES_STATES_H

/* The module's name, and that of its file in /proc and in /proc/net. */
#define TCPSTATES_NAME "tcpstates"

/* The module parameter that chooses how much the file tells, and its range. */
#define TCPSTATES_VERBOSE "verbose"
#define TCPSTATES_VERBOSE_MAX 2
#define TCPSTATES_VERBOSE_DEFAULT 1

/*
 * How many rows there are: TCP's eleven states and UNKNOWN. State numbers are
 * below this too, so that an array of this size can be indexed by either.
 */
#define TCPSTATES_ROWS 12

/* The number of the row for sockets in a state that has no row of its own. */
#define TCPSTATES_UNKNOWN 0

/**
 * struct tcpstates_state - one row of the proc file
 * @number:	the kernel's number of the state (include/net/tcp_states.h; the
 *		same as in <netinet/tcp.h>), or %TCPSTATES_UNKNOWN
 * @name:	the state as netstat spells it
 * @description: one plain-ASCII phrase of at most 44 columns, so that the tool's
 *		table shows it whole on a terminal of 80 columns
 */
struct tcpstates_state {
	unsigned char number;
	const char *name;
	const char *description;
};

/* All rows in the order in which they are printed: the kernel's, then UNKNOWN. */
extern const struct tcpstates_state tcpstates_states[TCPSTATES_ROWS];

#endif /* TCPSTATES_STATES_H */
