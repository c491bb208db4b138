// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of each network namespace in tcpstates_netns
 *
 * Others may come and go meanwhile: only those made here are looked at.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "kselftest_harness.h"

#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "rows.h"
#include "sockets.h"
#include "sysctl.h"

#define NOBODY 65534

static struct rows seen, wanted;

/* The file is only in the initial namespace, and so is this sysctl. */
static void __attribute__((constructor)) require_initial(void)
{
	if (!access("/proc/sys/net/core/netdev_budget", F_OK))
		return;
	ksft_print_header();
	ksft_exit_skip("not started in the initial namespace\n");
}

FIXTURE(netns)
{
	struct sockets made;
	int fd;
};

FIXTURE_SETUP(netns)
{
	self->fd = open(ROWS_NETNS, O_RDONLY);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(netns)
{
	sockets_close(&self->made);
	close(self->fd);
}

TEST_F(netns, only_root)
{
	struct stat st;

	ASSERT_EQ(0, stat(ROWS_NETNS, &st));
	ASSERT_EQ(S_IFREG | 0400U, st.st_mode);
	ASSERT_EQ(0U, st.st_uid);
	ASSERT_EQ(-1, open(ROWS_NETNS, O_RDWR));
	ASSERT_EQ(EACCES, errno);
	ASSERT_EQ(0, setresgid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(-1, open(ROWS_NETNS, O_RDONLY));
	ASSERT_EQ(EACCES, errno);
}

TEST_F(netns, only_initial)
{
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, access(ROWS_PORTS, F_OK));
	ASSERT_EQ(-1, access(ROWS_NETNS, F_OK));
	ASSERT_EQ(ENOENT, errno);
}

/* Wants the line that the caller's namespace should have. */
static bool want_here(void)
{
	struct row *row = &wanted.row[wanted.count++];
	struct procfile pf;
	struct stat st;
	int i;

	if (stat("/proc/self/ns/net", &st) || procfile_read(PROCFILE, &pf))
		return false;
	*row = (struct row){ .key = st.st_ino };
	for (i = 0; i < TALLY_STATES; i++)
		row->of[i] = pf.tally.sockets[TALLY_IPV4][i] +
			     pf.tally.sockets[TALLY_IPV6][i];
	return true;
}

/* From now on, no line. */
static void want_none(void)
{
	size_t i;

	for (i = 0; i < wanted.count; i++)
		wanted.row[i] = (struct row){ .key = wanted.row[i].key };
}

/* Of how many namespaces the file shows what is wanted. */
static size_t shown(int fd)
{
	const char *why = rows_read(fd, &seen);
	size_t i, right = 0;

	if (why)
		fprintf(stderr, "# %s\n", why);
	for (i = 0; !why && i < wanted.count; i++) {
		const struct row *row = &wanted.row[i];
		struct row is = rows_sum(&seen, row->key, row->key);

		right += !memcmp(&is, row, sizeof(is));
	}
	return right;
}

/* Goes to a new namespace, with a table of its own if @buckets is not 0. */
static int enter(int buckets)
{
	if ((buckets && namespace_own_tables(buckets)) || namespace_enter())
		return -1;
	/* By default half the number of buckets. */
	return sysctl_write("/proc/sys/net/ipv4/tcp_max_tw_buckets", 100);
}

/* Minisocks stay behind, but only as long as their namespace. */
TEST_F_TIMEOUT(netns, each_state, 90)
{
	enum sockets_domain domain;
	int looks = 0;

	for (domain = SOCKETS_IPV4; domain <= SOCKETS_MAPPED; domain++) {
		ASSERT_EQ(0, enter(0));
		ASSERT_EQ(0, sockets_put_each(&self->made, domain, 1 + domain));
		ASSERT_TRUE(want_here());
	}
	ASSERT_EQ(3U, shown(self->fd));
	sockets_close(&self->made);
	want_none();
	ASSERT_EQ(0U, shown(self->fd));
	ASSERT_EQ(0, enter(0));
	while (looks++ < 2000 && shown(self->fd) < 3)
		usleep(10000);
	ASSERT_EQ(3U, shown(self->fd));
}

TEST_F_TIMEOUT(netns, own_tables, 90)
{
	static const int buckets[] = { 1, 0, 64, 1, 64, 0 };
	size_t i;

	ASSERT_EQ(0, namespace_enter());
	if (namespace_own_tables(0))
		SKIP(return, "this kernel has one table for all namespaces");
	for (i = 0; i < ARRAY_SIZE(buckets); i++) {
		ASSERT_EQ(0, enter(buckets[i]));
		ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV6, 1 + i));
		ASSERT_TRUE(want_here());
	}
	ASSERT_EQ(i, shown(self->fd));
}

/* As many as can be made in SECONDS: all but on the slowest kernels. */
#define THOUSAND 1000
#define SECONDS 40

TEST_F_TIMEOUT(netns, thousand, 200)
{
	const struct rlimit many = { 8 * THOUSAND, 8 * THOUSAND };
	const time_t end = time(NULL) + SECONDS;
	int i, fd = self->fd;

	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &many));
	while (wanted.count < THOUSAND && time(NULL) < end) {
		ASSERT_EQ(0, namespace_enter());
		for (i = wanted.count % 5; i >= 0; i--) {
			fd = loopback_half(i % 2 ? AF_INET6 : AF_INET);
			ASSERT_LT(self->fd, fd);
		}
		ASSERT_TRUE(want_here());
	}
	fprintf(stderr, "# %zu namespaces\n", wanted.count);
	ASSERT_EQ(wanted.count, shown(self->fd));
	for (; fd > self->fd; fd--)
		close(fd);
	want_none();
	ASSERT_EQ(wanted.count, shown(self->fd));
}

TEST_HARNESS_MAIN
