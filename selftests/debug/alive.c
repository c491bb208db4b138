// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many network namespaces there are
 *
 * The kernel does not tell, but refuses to make more than a limit.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alive.h"

#define LIMIT "/proc/sys/user/max_net_namespaces"

/* Far more than a guest has memory for. */
#define MOST 4096

static int set_limit(int limit)
{
	FILE *file = fopen(LIMIT, "we");
	int err;

	if (!file)
		return -1;
	fprintf(file, "%d\n", limit);
	err = fclose(file);
	return err;
}

static int get_limit(void)
{
	FILE *file = fopen(LIMIT, "re");
	int limit;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &limit) != 1)
		limit = -1;
	fclose(file);
	return limit;
}

/* Whether one more can be made, in a process of its own. */
static bool one_more(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(unshare(CLONE_NEWNET) ? errno : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

int namespaces_alive(void)
{
	const int limit = get_limit();
	int alive = -1;
	int i;

	for (i = 0; limit >= 0 && alive < 0 && i < MOST; i++) {
		if (set_limit(i + 1))
			break;
		if (one_more())
			alive = i;
	}
	if (limit >= 0)
		set_limit(limit);
	return alive;
}

bool namespaces_alive_soon(int number)
{
	const int limit = get_limit();
	bool few = false;
	int looks;

	for (looks = 0; limit >= 0 && !few && looks < 600; looks++) {
		if (looks)
			usleep(100000);
		few = !set_limit(number + 1) && one_more();
	}
	if (limit >= 0)
		set_limit(limit);
	return few;
}
