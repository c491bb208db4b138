// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of each service in tcpstates_ports
 */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
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
static char text[ROWS_TEXT], again[ROWS_TEXT];

/* Compares the file with /proc/net/tcp, and its sums with /proc/tcpstates. */
static bool right(int fd)
{
	const char *why = rows_read(fd, &seen);
	struct procfile pf;
	struct row sum;
	int i;

	if (!why)
		why = procfile_read(PROCFILE, &pf);
	if (!why && rows_expect(&wanted))
		why = strerror(errno);
	sum = rows_sum(&seen, 0, ROWS_MAX);
	for (i = 0; !why && i < TALLY_STATES; i++)
		if (sum.of[i] != pf.tally.sockets[TALLY_IPV4][i] +
				 pf.tally.sockets[TALLY_IPV6][i])
			why = "a sum is not that of " PROCFILE;
	if (why)
		fprintf(stderr, "# %s\n", why);
	return !why && rows_same(&wanted, &seen);
}

/* A number of the lines that were read last: of several, of one. */
static unsigned int sum(unsigned int first, unsigned int last, int number)
{
	return rows_sum(&seen, first, last).of[number];
}

static unsigned int of(unsigned int key, int number)
{
	return sum(key, key, number);
}

/* From now on the kernel takes only ports by itself that nobody has here. */
static int turn_all_in(void)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "we");

	if (!file)
		return -1;
	fprintf(file, "1024 1025\n");
	return fclose(file);
}

/* Opens the file of a new namespace. */
static int enter(void)
{
	return namespace_enter() ? -1 : open(ROWS_PORTS, O_RDONLY);
}

FIXTURE(ports)
{
	struct sockets made;
	int fd;
};

FIXTURE_SETUP(ports)
{
	self->fd = enter();
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(ports)
{
	sockets_close(&self->made);
	close(self->fd);
}

/* At first only listeners and what they are waiting for are on side in. */
TEST_F_TIMEOUT(ports, each_state, 120)
{
	enum sockets_domain domain;
	unsigned long in, *all;
	int i;

	for (domain = SOCKETS_IPV4; domain <= SOCKETS_MAPPED; domain++) {
		self->fd = enter();
		ASSERT_EQ(0, sockets_put_each(&self->made, domain, 1));
		ASSERT_TRUE(right(self->fd));
		all = self->made.tally.sockets[sockets_family(domain)];
		for (i = 0; i < TALLY_STATES; i++) {
			in = i == TCP_LISTEN ? all[i] :
			     i == TCP_SYN_RECV ? SOCKETS_SYN_RECV + 1 : 0;
			EXPECT_EQ(in, sum(0, ROWS_OUT - 1, i));
			EXPECT_EQ(all[i] - in, sum(ROWS_OUT, ROWS_MAX, i));
		}
		ASSERT_EQ(0, turn_all_in());
		ASSERT_TRUE(right(self->fd));
		ASSERT_GT(ROWS_OUT, seen.row[seen.count - 1].key);
		sockets_close(&self->made);
	}
}

/* Opens a listener, which shares its port, or with @backlog -1 a connection. */
static int open_to(int family, int port, int backlog)
{
	struct sockaddr_storage address;
	int fd = socket(family, SOCK_STREAM, 0);
	const int on = 1;
	int err;

	loopback(family, &address, port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	if (backlog < 0)
		err = connect(fd, (struct sockaddr *)&address, sizeof(address));
	else
		err = bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
		      listen(fd, backlog);
	return err ? -1 : fd;
}

/*
 * A service inside the range is known by its listener. Without that, each end is
 * the client of the other, as with passive FTP.
 */
TEST_F(ports, listener_gone)
{
	const int port = 40000;
	int fd = open_to(AF_INET, port, 5);

	ASSERT_LE(0, open_to(AF_INET, port, -1));
	ASSERT_LE(0, open_to(AF_INET, port, -1));
	ASSERT_LE(0, accept(fd, NULL, NULL));
	ASSERT_LE(0, accept(fd, NULL, NULL));
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(2U, of(port, TCP_ESTABLISHED));
	ASSERT_EQ(1U, of(port, TCP_LISTEN));
	ASSERT_EQ(2U, of(ROWS_OUT + port, TCP_ESTABLISHED));
	ASSERT_EQ(2U, seen.count);

	close(fd);
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(2U, of(ROWS_OUT + port, TCP_ESTABLISHED));
	ASSERT_EQ(4U, sum(ROWS_OUT, ROWS_MAX, TCP_ESTABLISHED));
	ASSERT_EQ(3U, seen.count);
}

/* The kernel gives none of these ports to a client: it is a service's. */
TEST_F(ports, reserved)
{
	const int port = 40000;
	int fd = open_to(AF_INET, port, 5);

	ASSERT_EQ(0, sysctl_write("/proc/sys/net/ipv4/ip_local_reserved_ports",
				  port));
	ASSERT_LE(0, open_to(AF_INET, port, -1));
	ASSERT_LE(0, accept(fd, NULL, NULL));
	close(fd);
	ASSERT_EQ(NULL, rows_read(self->fd, &seen));
	ASSERT_EQ(1U, of(port, TCP_ESTABLISHED));
	ASSERT_EQ(1U, of(ROWS_OUT + port, TCP_ESTABLISHED));
	ASSERT_EQ(2U, seen.count);
}

TEST_F(ports, queues_are_added)
{
	int i;

	ASSERT_LE(0, open_to(AF_INET, 80, 10));
	ASSERT_LE(0, open_to(AF_INET, 80, 20));
	ASSERT_LE(0, open_to(AF_INET, 80, 30));
	ASSERT_LE(0, open_to(AF_INET6, 80, 5));
	ASSERT_LE(0, open_to(AF_INET6, 81, 7));
	for (i = 0; i < 9; i++)
		ASSERT_LE(0, open_to(AF_INET, 80, -1));
	ASSERT_LE(0, open_to(AF_INET6, 80, -1));
	ASSERT_LE(0, open_to(AF_INET6, 81, -1));
	/* A client may be connected before its connection is queued. */
	do {
		ASSERT_EQ(NULL, rows_read(self->fd, &seen));
	} while (sum(80, 81, ROWS_QUEUED) != 11);
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(10U, of(80, ROWS_QUEUED));
	ASSERT_EQ(65U, of(80, ROWS_LIMIT));
	ASSERT_EQ(4U, of(80, TCP_LISTEN));

	ASSERT_EQ(0, sysctl_write("/proc/sys/net/core/somaxconn", INT_MAX));
	ASSERT_LE(0, open_to(AF_INET, 443, INT_MAX));
	ASSERT_LE(0, open_to(AF_INET, 443, INT_MAX));
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(2U * INT_MAX, of(443, ROWS_LIMIT));
	ASSERT_LE(0, open_to(AF_INET6, 443, INT_MAX));
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(UINT_MAX, of(443, ROWS_LIMIT));
}

TEST_F(ports, all_read_none_write)
{
	struct stat st;

	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV4, 1));
	ASSERT_EQ(0, stat(ROWS_PORTS, &st));
	ASSERT_EQ(S_IFREG | 0444U, st.st_mode);
	ASSERT_EQ(-1, open(ROWS_PORTS, O_RDWR));
	ASSERT_EQ(EACCES, errno);
	ASSERT_EQ(0, setresgid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	ASSERT_TRUE(right(open(ROWS_PORTS, O_RDONLY)));
}

static ssize_t drain(int fd, char into[ROWS_TEXT], size_t step)
{
	lseek(fd, 0, SEEK_SET);
	return procfile_drain(fd, into, ROWS_TEXT, step);
}

/* A child stays in the first namespace, with the sockets that are there. */
TEST_F(ports, elsewhere)
{
	char path[64];
	pid_t pid;

	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV6, 1));
	ASSERT_LT(0, drain(self->fd, text, ROWS_TEXT));
	pid = fork();
	while (!pid)
		pause();
	sockets_close(&self->made);
	EXPECT_TRUE(right(enter()) && !seen.count);
	EXPECT_LT(0, drain(self->fd, again, ROWS_TEXT));
	EXPECT_EQ(0, strcmp(text, again));
	snprintf(path, sizeof(path), "/proc/%d/net/tcpstates_ports", pid);
	EXPECT_LT(0, drain(open(path, O_RDONLY), again, ROWS_TEXT));
	EXPECT_EQ(0, strcmp(text, again));
	kill(pid, SIGKILL);
}

/* A text of several pages stays the same until the file is rewound. */
TEST_F(ports, one_snapshot)
{
	static const size_t steps[] = { 1, 7, 1000, 4093, 4097, 50000 };
	ssize_t at, len;
	size_t i;

	for (i = 1; i <= 300; i++)
		ASSERT_LE(0, loopback_half_to(AF_INET, i));
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		len = drain(self->fd, text, ROWS_TEXT);
		lseek(self->fd, 0, SEEK_SET);
		ASSERT_EQ(1, read(self->fd, again, 1));
		ASSERT_LE(0, loopback_half_to(AF_INET6, 301 + i));
		ASSERT_EQ(len - 1, procfile_drain(self->fd, again + 1,
						  ROWS_TEXT - 1, steps[i]));
		ASSERT_EQ(0, strcmp(text, again));
	}
	for (at = len - 1; at > 0; at -= 997) {
		ASSERT_EQ(len - at, pread(self->fd, again, ROWS_TEXT, at));
		ASSERT_EQ(0, memcmp(text + at, again, len - at));
	}
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(300 + i, seen.count);
}

/*
 * In one chain, new sockets are first, and the lock is released after 128. The
 * last of these leaves then, again and again: its thread runs as soon as the
 * reader, on the same processor, can be interrupted.
 */
#define STABLE 127
#define LEAVING 500

static void *leave(void *leaving)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	const struct sched_param first = { .sched_priority = 1 };
	int i;

	sched_setscheduler(0, SCHED_FIFO, &first);
	for (i = LEAVING - 1; i >= 0; i--) {
		nanosleep(&pause, NULL);
		close(((int *)leaving)[i]);
	}
	return NULL;
}

TEST_F_TIMEOUT(ports, one_chain, 120)
{
	int leaving[LEAVING], i, rounds, reads = 0;
	pthread_t thread;
	cpu_set_t one;

	if (namespace_own_tables(1))
		SKIP(return, "this kernel has one table for all namespaces");
	self->fd = enter();
	/* By default half the number of buckets. */
	ASSERT_EQ(0, sysctl_write("/proc/sys/net/ipv4/tcp_max_tw_buckets", 200));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_MAPPED, SOCKETS_TIME_WAIT,
				 200));
	ASSERT_TRUE(right(self->fd));
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (rounds = 1; rounds <= 2; rounds++) {
		for (i = 0; i < LEAVING; i++)
			leaving[i] = loopback_half_to(AF_INET, 1000);
		for (i = 1; i <= STABLE; i++)
			ASSERT_LE(0, loopback_half_to(AF_INET6, i));
		ASSERT_EQ(0, pthread_create(&thread, NULL, leave, leaving));
		do {
			ASSERT_EQ(NULL, rows_read(self->fd, &seen));
			ASSERT_EQ(rounds * STABLE + 0U,
				  sum(ROWS_OUT + 1, ROWS_OUT + STABLE,
				      TCP_ESTABLISHED));
			reads++;
		} while (pthread_tryjoin_np(thread, NULL));
	}
	fprintf(stderr, "# %d reads\n", reads);
}

/* As many as can be made in SECONDS: all but on the slowest kernels. */
#define SECONDS 20

TEST_F_TIMEOUT(ports, all_ports, 200)
{
	const struct rlimit many = { ROWS_OUT + 100, ROWS_OUT + 100 };
	const time_t end = time(NULL) + SECONDS;
	unsigned int port;

	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &many));
	for (port = 1; port < ROWS_OUT && time(NULL) < end; port++)
		ASSERT_LE(0, loopback_half_to(port % 2 ? AF_INET : AF_INET6,
					      port));
	fprintf(stderr, "# %u ports\n", port - 1);
	ASSERT_TRUE(right(self->fd));
	ASSERT_EQ(port - 1, seen.count);
	ASSERT_LT(ROWS_OUT, seen.row[0].key);
	ASSERT_EQ(0, turn_all_in());
	ASSERT_TRUE(right(self->fd));
	ASSERT_GT(ROWS_OUT, seen.row[seen.count - 1].key);
}

TEST_HARNESS_MAIN
