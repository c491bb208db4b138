// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many network namespaces there are
 *
 * The kernel does not tell, but refuses to make more than a limit.
 */
#include <errno.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alive.h"
#include "sysctl.h"

#define LIMIT "/proc/sys/user/max_net_namespaces"

/* Far more than a guest has memory for. */
#define MOST 4096

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
	const int limit = sysctl_read(LIMIT);
	int alive = -1;
	int i;

	for (i = 0; limit >= 0 && alive < 0 && i < MOST; i++) {
		if (sysctl_write(LIMIT, i + 1))
			break;
		if (one_more())
			alive = i;
	}
	if (limit >= 0)
		sysctl_write(LIMIT, limit);
	return alive;
}

bool namespaces_alive_soon(int number)
{
	const int limit = sysctl_read(LIMIT);
	bool few = false;
	int looks;

	for (looks = 0; limit >= 0 && !few && looks < 600; looks++) {
		if (looks)
			usleep(100000);
		few = !sysctl_write(LIMIT, number + 1) && one_more();
	}
	if (limit >= 0)
		sysctl_write(LIMIT, limit);
	return few;
}
