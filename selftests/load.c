// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads and unloads the module
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "load.h"
#include "procfile.h"

bool load_is_loaded(void)
{
	return !access("/sys/module/tcpstates", F_OK) &&
	       !faccessat(AT_FDCWD, PROCFILE, F_OK, AT_SYMLINK_NOFOLLOW);
}

const char *load_file(void)
{
	const char *file = getenv("TCPSTATES_KO");

	return file && *file ? file : NULL;
}

/* modprobe returns no errno, so every failure is EINVAL. */
static int load_by_modprobe(const char *options)
{
	char command[256];

	snprintf(command, sizeof(command),
		 "modprobe tcpstates %s >/dev/null 2>&1", options);
	return system(command) ? EINVAL : 0;
}

int load_module(const char *options)
{
	int fd, err;

	if (!load_file())
		return load_by_modprobe(options);
	fd = open(load_file(), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = syscall(SYS_finit_module, fd, options, 0) ? errno : 0;
	close(fd);
	return err;
}

int unload_module(void)
{
	return syscall(SYS_delete_module, "tcpstates", O_NONBLOCK) ? errno : 0;
}
