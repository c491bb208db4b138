// SPDX-License-Identifier: GPL-2.0-only
/*
 * New network namespaces
 */
#include <sched.h>

#include "loopback.h"
#include "namespace.h"
#include "sysctl.h"

int namespace_enter(void)
{
	return unshare(CLONE_NEWNET) ? -1 : loopback_up();
}

int namespace_own_tables(int buckets)
{
	return sysctl_write("/proc/sys/net/ipv4/tcp_child_ehash_entries",
			    buckets);
}
