/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verbose.h - how much the proc file tells
 */
#ifndef TCPSTATES_VERBOSE_H
#define TCPSTATES_VERBOSE_H

/*
 * The columns STATE to IPV6 are there at each level, so that turning the
 * verbosity breaks no parser.
 */
enum tcpstates_verbose {
	TCPSTATES_NUMBERS,	/* the four columns */
	TCPSTATES_DESCRIBED,	/* and each state's description */
	TCPSTATES_DETAILED,	/* and lines about the walk and the listeners */
};

/**
 * tcpstates_verbose() - the level that is set
 *
 * It may be set anew at any time: read it once for one answer.
 *
 * Context: any.
 * Return: the level.
 */
enum tcpstates_verbose tcpstates_verbose(void);

#endif /* TCPSTATES_VERBOSE_H */
