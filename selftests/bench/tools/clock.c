// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - measures readers: best and median of several readings
 *
 *	clock TIMES READER...
 *
 * The readers take turns, so that other load on the machine affects them all.
 * Before the first turn, each file is read once without being timed. Prints one
 * line for each reader: both figures, in ns. A file that begins with "ns N" has
 * measured itself.
 */
#include <stdlib.h>
#include <time.h>

#include "reader.h"

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

static void print(long long *took, int times)
{
	qsort(took, times, sizeof(*took), compare);
	printf("%lld %lld\n", took[0],
	       (took[(times - 1) / 2] + took[times / 2]) / 2);
}

int main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[1]) : 0;
	int readers = argc - 2;
	long long *took;
	int i, r;

	if (times <= 0 || readers <= 0)
		wrong_usage("clock TIMES READER...");
	took = calloc((size_t)times * readers, sizeof(*took));
	if (!took)
		die("memory");

	for (r = 0; r < readers; r++)
		if (reader_is_file(argv[2 + r]))
			reader_once(argv[2 + r]);
	for (i = 0; i < times; i++) {
		for (r = 0; r < readers; r++) {
			long long start = now();
			long long ns = reader_once(argv[2 + r]);

			took[r * times + i] = ns ? ns : now() - start;
		}
	}
	for (r = 0; r < readers; r++)
		print(took + r * times, times);
	return 0;
}
