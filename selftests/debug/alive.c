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

/* Far more than a guest has memory for. */
#define MOST 4096

/*
 * Within so many looks, ten in a second, some have to be gone. The kernel removes
 * all that are dead at one time together: hundreds take a minute.
 */
#define PATIENCE 600

/* Whether one more can be made, in a process of its own. */
static bool one_more(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(unshare(CLONE_NEWNET) ? errno : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

/*
 * Whether there are at most so many, as the limit is then not yet reached. Makes
 * no namespace if there are more.
 */
static bool at_most(int number)
{
	const int limit = sysctl_read(NAMESPACES_LIMIT);
	bool few = limit >= 0 &&
		   !sysctl_write(NAMESPACES_LIMIT, number + 1) && one_more();

	if (limit >= 0)
		sysctl_write(NAMESPACES_LIMIT, limit);
	return few;
}

int namespaces_alive(void)
{
	int alive;

	for (alive = 0; alive < MOST; alive++)
		if (at_most(alive))
			return alive;
	return -1;
}

bool namespaces_alive_soon(int number)
{
	int before = MOST, looks, alive;

	for (looks = 1; !at_most(number); looks++) {
		if (looks % PATIENCE == 0) {
			alive = namespaces_alive();
			if (alive < 0 || alive >= before)
				return false;
			before = alive;
		}
		usleep(100000);
	}
	return true;
}
