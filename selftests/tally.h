/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The number of TCP sockets in each state, by family
 */
#ifndef TALLY_H
#define TALLY_H

enum tally_family { TALLY_IPV4, TALLY_IPV6, TALLY_FAMILIES };

/* The kernel's state numbers are 1 to 11 (<netinet/tcp.h>); 0 is UNKNOWN. */
#define TALLY_UNKNOWN 0
#define TALLY_STATES 12

struct tally {
	unsigned long sockets[TALLY_FAMILIES][TALLY_STATES];
};

static inline unsigned long tally_sum(const struct tally *tally)
{
	const unsigned long *v = &tally->sockets[0][0];
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < TALLY_FAMILIES * TALLY_STATES; i++)
		sum += v[i];
	return sum;
}

#endif /* TALLY_H */
