// SPDX-License-Identifier: GPL-2.0-only
/*
 * read.c - what is compared: opens, reads and closes /proc/tcpstates
 *
 * This is in the kernel because system calls are many times slower in User Mode
 * Linux than elsewhere, and differ from one moment to the next.
 */
#include <linux/err.h>
#include <linux/fs.h>

#include "bench.h"

#define PATH "/proc/tcpstates"

int bench_read(const struct net *net, unsigned int distance,
	       struct bench_counts *counts)
{
	struct file *file = filp_open(PATH, O_RDONLY, 0);
	char text[256];
	loff_t pos = 0;
	ssize_t got;

	if (IS_ERR(file))
		return PTR_ERR(file);
	do {
		got = kernel_read(file, text, sizeof(text), &pos);
	} while (got > 0);
	filp_close(file, NULL);
	return got;
}
