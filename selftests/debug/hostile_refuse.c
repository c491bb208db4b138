// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls on the file that must be refused
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hostile.h"
#include "procfile.h"

static unsigned long refused;
static char buffer[PROCFILE_SIZE];

static void refuse(const char *what, long ret, int err)
{
	if (ret != -1 || errno != err)
		wrong("%s: not %s but %ld, %s", what, strerror(err), ret,
		      strerror(errno));
	refused++;
}

static void refuse_reads(int fd)
{
	struct iovec bad = { buffer, SIZE_MAX };
	struct iovec many[IOV_MAX + 1] = { { buffer, 1 } };

	refuse("pread at -1", pread(fd, buffer, 1, -1), EINVAL);
	refuse("pread at the least offset", pread(fd, buffer, 1, LLONG_MIN),
	       EINVAL);
	refuse("pread beyond the last offset", pread(fd, buffer, 2, LLONG_MAX),
	       EINVAL);
	/* By number: the compiler warns of such arguments. */
	refuse("pread of too much", syscall(SYS_pread64, fd, buffer, -1L, 1L),
	       EFAULT);
	refuse("preadv at -1", preadv(fd, many, 1, -1), EINVAL);
	refuse("preadv2 at -2", preadv2(fd, many, 1, -2, 0), EINVAL);
	refuse("preadv of a part too large", preadv(fd, &bad, 1, 1), EINVAL);
	refuse("preadv of too many parts", preadv(fd, many, IOV_MAX + 1, 1),
	       EINVAL);
	refuse("preadv of -1 parts", syscall(SYS_preadv, fd, many, -1L, 1L, 0L),
	       EINVAL);
	refuse("RWF_NOWAIT", preadv2(fd, many, 1, 1, RWF_NOWAIT), EOPNOTSUPP);
	refuse("unknown flag", preadv2(fd, many, 1, 1, 1 << 30), EOPNOTSUPP);
}

static void refuse_seeks(int fd)
{
	static const int whence[] = {
		SEEK_END, SEEK_DATA, SEEK_HOLE, SEEK_HOLE + 1, -1,
	};
	size_t i;

	lseek(fd, 100, SEEK_SET);
	for (i = 0; i < ARRAY_SIZE(whence); i++)
		refuse("lseek", lseek(fd, 0, whence[i]), EINVAL);
	refuse("lseek to -1", lseek(fd, -1, SEEK_SET), EINVAL);
	refuse("lseek to before 0", lseek(fd, -101, SEEK_CUR), EINVAL);
	refuse("lseek beyond", lseek(fd, LLONG_MAX, SEEK_CUR), EINVAL);
	if (lseek(fd, 0, SEEK_CUR) != 100)
		wrong("a refused lseek has changed the position");
}

static void refuse_calls(int fd)
{
	char *const arguments[] = { "program", NULL };

	refuse("write", write(fd, "x", 1), EBADF);
	refuse("pwrite", pwrite(fd, "x", 1, 0), EBADF);
	refuse("sendfile into it", sendfile(fd, fd, NULL, 1), EBADF);
	refuse("ftruncate", ftruncate(fd, 0), EINVAL);
	refuse("fallocate", fallocate(fd, 0, 0, 1), EBADF);
	refuse("fsync", fsync(fd), EINVAL);
	refuse("ioctl", ioctl(fd, 0x1234, buffer), ENOTTY);
	refuse("getdents", syscall(SYS_getdents64, fd, buffer, 1000), ENOTDIR);
	refuse("fchdir", fchdir(fd), ENOTDIR);
	refuse("mmap", (long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0),
	       EIO);
	refuse("mmap to share",
	       (long)mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0), EIO);
	refuse("execve", execve(PROCFILE, arguments, arguments + 1), EACCES);
}

static void refuse_opens(void)
{
	static const struct {
		const char *what;
		int flags;
		int err;
	} opens[] = {
		{ "open for writing", O_WRONLY, EACCES },
		{ "open for both", O_RDWR, EACCES },
		{ "open for both with O_TRUNC", O_RDWR | O_TRUNC, EACCES },
		{ "open with O_DIRECT", O_RDONLY | O_DIRECT, EINVAL },
		{ "open as a directory", O_RDONLY | O_DIRECTORY, ENOTDIR },
		{ "open not a link", O_RDONLY | O_NOFOLLOW, ELOOP },
		{ "open a new one", O_RDONLY | O_CREAT | O_EXCL, EEXIST },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(opens); i++)
		refuse(opens[i].what, open(PROCFILE, opens[i].flags, 0600),
		       opens[i].err);
}

unsigned long hostile_refuse(int fd)
{
	refuse_reads(fd);
	refuse_seeks(fd);
	refuse_calls(fd);
	refuse_opens();
	return refused;
}
