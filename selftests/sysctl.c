// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers in /proc/sys
 */
#include <stdio.h>

#include "sysctl.h"

int sysctl_read(const char *path)
{
	FILE *file = fopen(path, "re");
	int value;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &value) != 1)
		value = -1;
	fclose(file);
	return value;
}

int sysctl_write(const char *path, int value)
{
	FILE *file = fopen(path, "we");
	int err;

	if (!file)
		return -1;
	err = fprintf(file, "%d\n", value) < 0;
	return fclose(file) || err ? -1 : 0;
}
