// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an ordinary user can do: read, and change nothing; nor can the root of a
 * user namespace
 *
 * In a user namespace, its root owns /proc/net of the network namespaces made
 * there, as the kernel has it for all files in there, and may change their mode.
 * The module's file cannot be opened for writing for all that.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "namespace.h"
#include "procfile.h"

#define NET_FILE "/proc/net/tcpstates"

#define OURS 7
#define THEIRS 3

/* The counter is shared by the users. */
static unsigned long *refused;

static void refuse(const char *who, const char *what, const char *path, int ret,
		   int err)
{
	if (ret != -1 || errno != err)
		wrong("%s: %s %s: %s instead of %s", who, what, path,
		      ret == -1 ? strerror(errno) : "done", strerror(err));
	++*refused;
}

static int open_with(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0666);

	if (fd >= 0)
		close(fd);
	return fd;
}

/* What the mode of the file decides, and what its owner. */
static void refuse_file(const char *who, const char *path)
{
	static const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	char *const arguments[] = { "program", NULL };

	refuse(who, "open to write", path, open_with(path, O_WRONLY), EACCES);
	refuse(who, "open for both", path, open_with(path, O_RDWR), EACCES);
	refuse(who, "open to append", path,
	       open_with(path, O_WRONLY | O_APPEND), EACCES);
	refuse(who, "open to cut", path,
	       open_with(path, O_RDONLY | O_TRUNC), EACCES);
	refuse(who, "open or create", path,
	       open_with(path, O_WRONLY | O_CREAT), EACCES);
	refuse(who, "truncate", path, truncate(path, 0), EACCES);
	refuse(who, "access to write", path, access(path, W_OK), EACCES);
	refuse(who, "touch", path, utimensat(AT_FDCWD, path, NULL, 0), EACCES);
	refuse(who, "set times of", path, utimensat(AT_FDCWD, path, times, 0),
	       EPERM);
	refuse(who, "chmod", path, chmod(path, 0666), EPERM);
	refuse(who, "chmod to none", path, chmod(path, 0), EPERM);
	refuse(who, "execute", path,
	       execve(path, arguments, arguments + 1), EACCES);
}

/* Not to another owner; nor to oneself. */
static void refuse_owner(const char *who, const char *path)
{
	refuse(who, "chown", path, chown(path, getuid(), -1), EPERM);
	refuse(who, "chgrp", path, chown(path, -1, getgid()), EPERM);
	refuse(who, "lchown", path, lchown(path, getuid(), getgid()), EPERM);
}

/* In a folder that belongs to root, to another file of that folder. */
static void refuse_name(const char *who, const char *path, const char *other)
{
	refuse(who, "unlink", path, unlink(path), EACCES);
	refuse(who, "rename", path, rename(path, other), EACCES);
	refuse(who, "rename to", path, rename(other, path), EACCES);
	refuse(who, "symlink to", path, symlink("/", path), EEXIST);
	refuse(who, "mkdir", path, mkdir(path, 0777), EEXIST);
}

/* On an open file. */
static void refuse_open_file(const char *who, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		wrong("%s: cannot read %s: %s", who, path, strerror(errno));
		return;
	}
	refuse(who, "write to", path, write(fd, "0", 1), EBADF);
	refuse(who, "ftruncate", path, ftruncate(fd, 0), EINVAL);
	refuse(who, "fallocate", path, fallocate(fd, 0, 0, 1), EBADF);
	refuse(who, "fchmod", path, fchmod(fd, 0666), EPERM);
	refuse(who, "fchown", path, fchown(fd, getuid(), getgid()), EPERM);
	close(fd);
}

static void refuse_changes(const char *who, const char *path)
{
	refuse_file(who, path);
	refuse_owner(who, path);
	refuse_open_file(who, path);
}

/* With the file of the namespace that the test began in. */
static void refuse_all(const char *who, const char *net_file)
{
	const int level = knob_get();
	int i, err;

	refuse_changes(who, net_file);
	refuse_changes(who, KNOB);
	refuse(who, "lchown", PROCFILE, lchown(PROCFILE, getuid(), -1), EPERM);
	refuse_name(who, PROCFILE, "/proc/uptime");
	refuse_name(who, KNOB, "/sys/module/tcpstates/refcnt");
	for (i = 0; i <= KNOB_MAX; i++) {
		err = knob_set(i);
		errno = err;
		refuse(who, "set the level", KNOB, err ? -1 : 0, EACCES);
	}
	if (knob_get() != level)
		wrong("%s has changed the level", who);
}

static void become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		broken("becoming nobody");
	/* Else /proc/self belongs to root. */
	prctl(PR_SET_DUMPABLE, 1);
}

static unsigned long established(const char *who, const char *path)
{
	struct procfile pf;
	const char *why = procfile_read(path, &pf);

	if (why) {
		wrong("%s: %s: %s", who, path, why);
		return -1;
	}
	return pf.tally.sockets[TALLY_IPV4][TCP_ESTABLISHED];
}

static void as_nobody(void)
{
	become_nobody();
	if (established("nobody", PROCFILE) != OURS ||
	    established("nobody", NET_FILE) != OURS)
		wrong("nobody sees other sockets");
	refuse_all("nobody", NET_FILE);
	refuse_changes("nobody", PROCFILE);
	refuse_name("nobody", NET_FILE, "/proc/net/tcp");
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		broken(path);
	close(fd);
}

/* First the user namespace, with its users; then the files belong to its root. */
static void become_namespace_root(void)
{
	char map[32];

	become_nobody();
	if (unshare(CLONE_NEWUSER))
		broken("new user namespace");
	put("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %d 1", NOBODY);
	put("/proc/self/uid_map", map);
	put("/proc/self/gid_map", map);
	if (getuid() || namespace_enter())
		broken("new network namespace");
}

/* Its root may do to the mode what it may do to that of /proc/net/tcp. */
static void own_file(const char *who)
{
	static const mode_t modes[] = { 0444, 0666, 0222 };
	char before[PROCFILE_SIZE], after[PROCFILE_SIZE];
	size_t i;

	if (procfile_text(NET_FILE, before) < 0)
		broken(NET_FILE);
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		chmod(NET_FILE, modes[i]);
		refuse(who, "open to write", NET_FILE,
		       open_with(NET_FILE, O_WRONLY), EACCES);
		refuse(who, "open for both", NET_FILE,
		       open_with(NET_FILE, O_RDWR | O_TRUNC), EACCES);
	}
	chmod(NET_FILE, 0444);
	if (truncate(NET_FILE, 0) && errno != EACCES)
		wrong("%s: truncate: %s", who, strerror(errno));
	refuse(who, "unlink", NET_FILE, unlink(NET_FILE), EPERM);
	refuse(who, "rename", NET_FILE, rename(NET_FILE, "/proc/net/tcp"),
	       EPERM);
	if (procfile_text(NET_FILE, after) < 0 || strcmp(before, after))
		wrong("%s has changed the text", who);
}

static void as_namespace_root(pid_t outside)
{
	const char *who = "root of a user namespace";
	char path[64];

	become_namespace_root();
	snprintf(path, sizeof(path), "/proc/%d/net/tcpstates", outside);
	open_halves(AF_INET, THEIRS);
	if (established(who, PROCFILE) != THEIRS)
		wrong("%s sees sockets of others", who);
	refuse_all(who, path);
	own_file(who);
}

static void in_child(void (*user)(pid_t outside), pid_t outside)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		user(outside);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		wrong("the user's process was killed");
}

static void nobody(pid_t outside)
{
	(void)outside;
	as_nobody();
}

struct inodes {
	struct stat file, link, knob;
};

static void look(struct inodes *inodes)
{
	if (stat(NET_FILE, &inodes->file) || lstat(PROCFILE, &inodes->link) ||
	    stat(KNOB, &inodes->knob))
		broken("stat");
}

static bool changed(const struct stat *a, const struct stat *b)
{
	return a->st_ino != b->st_ino || a->st_mode != b->st_mode ||
	       a->st_uid != b->st_uid || a->st_gid != b->st_gid ||
	       a->st_size != b->st_size;
}

void hostile_user(void)
{
	char before[PROCFILE_SIZE], after[PROCFILE_SIZE];
	struct inodes old, new;
	unsigned long by_nobody;

	refused = shared(sizeof(*refused));
	if (knob_set(1) || namespace_enter())
		broken("getting ready");
	open_halves(AF_INET, OURS);
	look(&old);
	procfile_text(PROCFILE, before);
	in_child(nobody, 0);
	by_nobody = *refused;
	in_child(as_namespace_root, getpid());
	look(&new);
	if (changed(&old.file, &new.file) || changed(&old.link, &new.link) ||
	    changed(&old.knob, &new.knob))
		wrong("a user has changed an owner or a mode");
	if (procfile_text(PROCFILE, after) < 0 || strcmp(before, after))
		wrong("a user has changed the text");
	if (!by_nobody || *refused == by_nobody)
		wrong("nothing was tried");
	tell("nobody reads both files; as root of a user namespace it sees ");
	tell("its own %d sockets and not the other %d; ", THEIRS, OURS);
	tell("%s and %s calls to change the files, the symlink, the level, ",
	     commas(by_nobody), commas(*refused - by_nobody));
	tell("their owner or mode refused with the right error");
}
