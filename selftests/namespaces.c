// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each network namespace counts only its own sockets
 *
 *	here		the test's namespace
 *	elsewhere	the namespace of a child process, with other sockets;
 *			seen from here as /proc/PID/net/tcpstates
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>

#include "kselftest_harness.h"

#include "knob.h"
#include "namespace.h"
#include "procfile.h"
#include "sockets.h"
#include "sysctl.h"

FIXTURE(namespaces)
{
	struct sockets made;
	char path[64];
	struct tally theirs;
	pid_t child;
	bool initial;
	int outside;
};

static int put_elsewhere(struct sockets *made)
{
	if (namespace_enter() ||
	    sockets_put(made, SOCKETS_IPV4, SOCKETS_LISTEN, 2) ||
	    sockets_put(made, SOCKETS_IPV6, SOCKETS_TIME_WAIT, 3) ||
	    sockets_put(made, SOCKETS_IPV6, SOCKETS_CLOSE_WAIT, 4))
		return -1;
	return 0;
}

/* The child: writes its tally into the pipe, then waits. */
static void live_elsewhere(int tell)
{
	struct sockets made = {};

	if (put_elsewhere(&made) || !tally_is_shown(PROCFILE, &made.tally))
		_exit(1);
	if (write(tell, &made.tally, sizeof(made.tally)) !=
	    sizeof(made.tally))
		_exit(1);
	close(tell);
	for (;;)
		pause();
}

static pid_t start_elsewhere(struct tally *theirs)
{
	int fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe(fds))
		return -1;
	pid = fork();
	if (!pid)
		live_elsewhere(fds[1]);
	close(fds[1]);
	n = read(fds[0], theirs, sizeof(*theirs));
	close(fds[0]);
	return n == sizeof(*theirs) ? pid : -1;
}

static void stop(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

FIXTURE_SETUP(namespaces)
{
	/* This sysctl is only in the initial namespace. */
	self->initial = !access("/proc/sys/net/core/netdev_budget", F_OK);
	self->outside = open(PROCFILE, O_RDONLY);
	ASSERT_LE(0, self->outside);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4,
				 SOCKETS_ESTABLISHED, 5));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6, SOCKETS_LISTEN, 6));
	self->child = start_elsewhere(&self->theirs);
	ASSERT_LT(0, self->child);
	snprintf(self->path, sizeof(self->path), "/proc/%d/net/tcpstates",
		 self->child);
}

FIXTURE_TEARDOWN(namespaces)
{
	sockets_close(&self->made);
	stop(self->child);
	close(self->outside);
}

TEST_F(namespaces, link)
{
	char target[PATH_MAX] = "";

	ASSERT_LT(0, readlink(PROCFILE, target, sizeof(target) - 1));
	ASSERT_STREQ("self/net/tcpstates", target);
}

TEST_F(namespaces, own_only)
{
	ASSERT_TRUE(tally_is_seen(&self->made.tally));
	ASSERT_TRUE(tally_is_shown("/proc/net/tcpstates", &self->made.tally));
}

TEST_F(namespaces, other_process)
{
	ASSERT_TRUE(tally_is_shown(self->path, &self->theirs));
}

/* Only the initial namespace is told how many sockets are in the tables. */
TEST_F(namespaces, walk_line)
{
	struct procfile here, elsewhere, outside;
	const int level = knob_get();
	char text[PROCFILE_SIZE];
	ssize_t len;

	ASSERT_EQ(0, knob_set(2));
	EXPECT_EQ(NULL, procfile_read(PROCFILE, &here));
	EXPECT_EQ(NULL, procfile_read(self->path, &elsewhere));
	len = procfile_drain(self->outside, text, sizeof(text), sizeof(text));
	ASSERT_EQ(0, knob_set(level));
	ASSERT_LT(0, len);
	ASSERT_EQ(NULL, procfile_parse(text, len, &outside));
	EXPECT_EQ(tally_sum(&here.tally), here.walk_sockets);
	EXPECT_EQ(tally_sum(&elsewhere.tally), elsewhere.walk_sockets);
	if (!self->initial)
		SKIP(return, "not started in the initial namespace");
	EXPECT_LE(tally_sum(&outside.tally) + tally_sum(&here.tally) +
		  tally_sum(&elsewhere.tally), outside.walk_sockets);
}

/* A descriptor belongs to the namespace in which it was opened. */
TEST_F(namespaces, descriptor)
{
	const struct tally none = {};
	char text[PROCFILE_SIZE];
	struct procfile pf;
	ssize_t len;
	int fd;

	fd = open(PROCFILE, O_RDONLY);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_TRUE(tally_is_shown(PROCFILE, &none));
	len = procfile_drain(fd, text, sizeof(text), sizeof(text));
	ASSERT_LT(0, len);
	ASSERT_EQ(NULL, procfile_parse(text, len, &pf));
	ASSERT_TRUE(tally_same("descriptor", &self->made.tally, &pf.tally));
}

/*
 * The descriptor keeps a namespace without processes alive. Minisocks need no
 * process and are still there; sockets of processes are not.
 */
TEST_F(namespaces, outlives_its_processes)
{
	struct tally left = {};
	char text[PROCFILE_SIZE];
	struct procfile pf;
	ssize_t len;
	int fd;

	fd = open(self->path, O_RDONLY);
	ASSERT_LE(0, fd);
	stop(self->child);
	self->child = 0;
	len = procfile_drain(fd, text, sizeof(text), sizeof(text));
	ASSERT_LT(0, len);
	ASSERT_EQ(NULL, procfile_parse(text, len, &pf));
	left.sockets[TALLY_IPV6][TCP_TIME_WAIT] = 3;
	ASSERT_TRUE(tally_same("descriptor", &left, &pf.tally));
}

/* A snapshot outlives them, too: until the file is rewound. */
TEST_F(namespaces, snapshot_outlives_its_processes)
{
	struct tally left = {};
	char text[PROCFILE_SIZE];
	struct procfile pf;
	ssize_t len;
	int fd;

	fd = open(self->path, O_RDONLY);
	ASSERT_LE(0, fd);
	ASSERT_EQ(1, read(fd, text, 1));
	stop(self->child);
	self->child = 0;
	len = procfile_drain(fd, text + 1, sizeof(text) - 1, 100);
	ASSERT_LT(0, len);
	ASSERT_EQ(NULL, procfile_parse(text, len + 1, &pf));
	ASSERT_TRUE(tally_same("snapshot", &self->theirs, &pf.tally));

	len = pread(fd, text, sizeof(text), 0);
	ASSERT_LT(0, len);
	ASSERT_EQ(NULL, procfile_parse(text, len, &pf));
	left.sockets[TALLY_IPV6][TCP_TIME_WAIT] = 3;
	ASSERT_TRUE(tally_same("rewound", &left, &pf.tally));
}

TEST_F(namespaces, gone)
{
	char directory[64];
	int dir;

	snprintf(directory, sizeof(directory), "/proc/%d/net", self->child);
	dir = open(directory, O_RDONLY | O_DIRECTORY);
	ASSERT_LE(0, dir);
	ASSERT_EQ(0, faccessat(dir, "tcpstates", R_OK, 0));
	stop(self->child);
	self->child = 0;
	ASSERT_EQ(-1, openat(dir, "tcpstates", O_RDONLY));
	ASSERT_EQ(-1, open(self->path, O_RDONLY));
}

/* While the namespace goes away, each read fails or gives a whole text. */
static bool read_until_gone(const char *path)
{
	char text[PROCFILE_SIZE];
	struct procfile pf;
	ssize_t len;

	while ((len = procfile_text(path, text)) > 0)
		if (procfile_parse(text, len, &pf))
			return false;
	return true;
}

TEST_F(namespaces, going_away)
{
	int i;

	for (i = 0; i < 10; i++) {
		kill(self->child, SIGKILL);
		ASSERT_TRUE(read_until_gone(self->path));
		stop(self->child);
		self->child = start_elsewhere(&self->theirs);
		ASSERT_LT(0, self->child);
		snprintf(self->path, sizeof(self->path),
			 "/proc/%d/net/tcpstates", self->child);
		ASSERT_TRUE(tally_is_shown(self->path, &self->theirs));
	}
	ASSERT_TRUE(tally_is_shown(PROCFILE, &self->made.tally));
}

/* /proc/self/net is in the namespace of the process's first thread. */
static void *thread_elsewhere(void *arg)
{
	const struct tally *ours = arg;
	struct sockets made = {};
	bool right;

	right = !put_elsewhere(&made) &&
		tally_is_shown("/proc/thread-self/net/tcpstates",
			       &made.tally) &&
		tally_is_shown(PROCFILE, ours);
	sockets_close(&made);
	return right ? arg : NULL;
}

TEST_F(namespaces, thread)
{
	pthread_t thread;
	void *result;

	ASSERT_EQ(0, pthread_create(&thread, NULL, thread_elsewhere,
				    &self->made.tally));
	ASSERT_EQ(0, pthread_join(thread, &result));
	ASSERT_NE(NULL, result);
	ASSERT_TRUE(tally_is_shown(PROCFILE, &self->made.tally));
}

TEST_F(namespaces, own_table)
{
	struct sockets made = {};

	if (namespace_own_tables(64)) {
		ASSERT_EQ(ENOENT, errno);
		SKIP(return, "this kernel has one table for all namespaces");
	}
	ASSERT_EQ(0, put_elsewhere(&made));
	ASSERT_TRUE(tally_is_seen(&made.tally));
	ASSERT_TRUE(tally_is_shown(self->path, &self->theirs));
	sockets_close(&made);
}

/* All sockets in one chain, which is not counted in one hold of its lock. */
TEST_F_TIMEOUT(namespaces, one_bucket, 120)
{
	struct sockets made = {};

	if (namespace_own_tables(1)) {
		ASSERT_EQ(ENOENT, errno);
		SKIP(return, "this kernel has one table for all namespaces");
	}
	ASSERT_EQ(0, namespace_enter());
	/* By default half the number of buckets. */
	ASSERT_EQ(0, sysctl_write("/proc/sys/net/ipv4/tcp_max_tw_buckets",
				  1000));
	ASSERT_EQ(0, sockets_put(&made, SOCKETS_IPV4, SOCKETS_ESTABLISHED, 300));
	ASSERT_EQ(0, sockets_put(&made, SOCKETS_IPV6, SOCKETS_TIME_WAIT, 300));
	ASSERT_EQ(0, sockets_put(&made, SOCKETS_IPV4, SOCKETS_SYN_SENT, 300));
	ASSERT_TRUE(tally_is_seen(&made.tally));
	ASSERT_TRUE(tally_is_shown(self->path, &self->theirs));
	sockets_close(&made);
}

TEST_HARNESS_MAIN
