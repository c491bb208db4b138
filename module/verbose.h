/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verbose.h - the verbosity level of the proc file
 */
#ifndef TCPSTATES_VERBOSE_H
#define TCPSTATES_VERBOSE_H

/*
 * The first four columns are the same at every level, so that changing the
 * level breaks no parser.
 */
enum tcpstates_verbose {
	TCPSTATES_NUMBERS,	/* STATE, TOTAL, IPV4 and IPV6 */
	TCPSTATES_DESCRIBED,	/* plus what each state means */
	TCPSTATES_DETAILED,	/* plus lines about walk and listeners */
};

/**
 * tcpstates_verbose() - the current level
 *
 * It may change at any time: read it once per text.
 *
 * Context: any.
 * Return: the level.
 */
enum tcpstates_verbose tcpstates_verbose(void);

#endif /* TCPSTATES_VERBOSE_H */
