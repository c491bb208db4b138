// SPDX-License-Identifier: GPL-2.0-only
/*
 * New network namespaces
 */
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "namespace.h"
#include "sysctl.h"

int namespace_enter(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd, err;

	if (unshare(CLONE_NEWNET))
		return -1;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	err = ioctl(fd, SIOCSIFFLAGS, &lo);
	close(fd);
	return err;
}

int namespace_own_tables(int buckets)
{
	return sysctl_write("/proc/sys/net/ipv4/tcp_child_ehash_entries",
			    buckets);
}
