// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file tcpstates_ports: its numbers, who reads it, its snapshots
 */
#include <fcntl.h>
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
#include "step.h"
#include "sysctl.h"

#define NOBODY 65534

/* Connections without a peer, to ports from 1 on. */
#define HALVES 300

static struct rows seen, wanted;
static char text[ROWS_TEXT], again[ROWS_TEXT];

/* Compares the file with /proc/net/tcp, and its sums with /proc/tcpstates. */
static bool right(int fd, const struct sockets *made)
{
	const char *why = rows_read(fd, &seen);
	struct procfile pf;
	struct row sum;
	int i;

	if (!why)
		why = procfile_read(PROCFILE, &pf);
	if (!why && rows_expect(&wanted, made->served))
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

/* The sockets of the lines that were read last, with these keys. */
static unsigned int sockets(unsigned int first, unsigned int last)
{
	const struct row sum = rows_sum(&seen, first, last);
	unsigned int i, all = 0;

	for (i = 0; i < TALLY_STATES; i++)
		all += sum.of[i];
	return all;
}

static void allow_files(rlim_t files)
{
	const struct rlimit limit = { files, files };

	step(!setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

FIXTURE(ports)
{
	struct sockets made;
	int fd;
};

FIXTURE_SETUP(ports)
{
	self->fd = step_enter(ROWS_PORTS);
}

FIXTURE_TEARDOWN(ports)
{
	sockets_close(&self->made);
	close(self->fd);
}

/*
 * Of five sockets, two are accepted ones if they have peers. The listeners of
 * these have gone, and only their ports tell what minisocks are.
 */
TEST_F_TIMEOUT(ports, each_state, 120)
{
	static const unsigned int in[SOCKETS_KINDS] = {
		[SOCKETS_ESTABLISHED] = 2,
		[SOCKETS_SYN_RECV] = 6,	/* with their listener */
		[SOCKETS_SYN_RECV_FULL] = 5,
		[SOCKETS_FIN_WAIT1] = 2,
		[SOCKETS_FIN_WAIT2] = 2,
		[SOCKETS_CLOSE_WAIT] = 2,
		[SOCKETS_LAST_ACK] = 2,
		[SOCKETS_LISTEN] = 5,
		[SOCKETS_CLOSING] = 2,
	};
	enum sockets_domain domain;
	enum sockets_kind kind;
	unsigned int sum;

	for (domain = SOCKETS_IPV4; domain <= SOCKETS_MAPPED; domain++) {
		self->fd = step_enter(ROWS_PORTS);
		for (kind = sum = 0; kind < SOCKETS_KINDS; kind++) {
			ASSERT_EQ(0, sockets_put(&self->made, domain, kind, 5));
			ASSERT_TRUE(right(self->fd, &self->made));
			sum += in[kind];
			ASSERT_EQ(sum, sockets(0, ROWS_OUT - 1));
		}
		step_set_range(1024, 1025);
		ASSERT_TRUE(right(self->fd, &self->made));
		ASSERT_EQ(sum + 2 + 2, sockets(0, ROWS_OUT - 1));
		sockets_close(&self->made);
	}
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
	ASSERT_TRUE(right(open(ROWS_PORTS, O_RDONLY), &self->made));
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
	EXPECT_TRUE(right(step_enter(ROWS_PORTS), &self->made));
	EXPECT_EQ(0U, seen.count);
	EXPECT_LT(0, drain(self->fd, again, ROWS_TEXT));
	EXPECT_EQ(0, strcmp(text, again));
	snprintf(path, sizeof(path), "/proc/%d/net/tcpstates_ports", pid);
	EXPECT_LT(0, drain(open(path, O_RDONLY), again, ROWS_TEXT));
	EXPECT_EQ(0, strcmp(text, again));
	kill(pid, SIGKILL);
}

/* A text of several pages: one number in most lines, several in every seventh. */
static ssize_t take_text(int fd, struct sockets *made)
{
	ssize_t len;
	int i;

	step(!sockets_put_each(made, SOCKETS_IPV4, 1) &&
	     !sockets_put_each(made, SOCKETS_MAPPED, 1), made->failed);
	for (i = 1; i <= HALVES; i++) {
		step(loopback_half_to(AF_INET, i) >= 0, "half a connection");
		if (i % 7)
			continue;
		step_listen(i, i);
		close(step_client(i));
	}
	/* The last segments may be acknowledged late. */
	do {
		drain(fd, again, ROWS_TEXT);
		usleep(100000);
		len = drain(fd, text, ROWS_TEXT);
	} while (strcmp(text, again));
	return len;
}

/* The text stays the same until the file is rewound. */
TEST_F(ports, one_snapshot)
{
	static const size_t steps[] = { 1, 7, 1000, 4093, 4097, 50000 };
	ssize_t len = take_text(self->fd, &self->made);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		lseek(self->fd, 0, SEEK_SET);
		ASSERT_EQ(1, read(self->fd, again, 1));
		ASSERT_LE(0, loopback_half_to(AF_INET6, HALVES + 1 + i));
		ASSERT_EQ(len - 1, procfile_drain(self->fd, again + 1,
						  ROWS_TEXT - 1, steps[i]));
		ASSERT_EQ(0, strcmp(text, again));
		len = drain(self->fd, text, ROWS_TEXT);
	}
	ASSERT_TRUE(right(self->fd, &self->made));
}

/* Whether @nr parts of the text are the same. Offset 0 would be a new one. */
static bool parts_are_same(int fd, ssize_t len, int nr, bool backwards)
{
	char part[9000];
	ssize_t at, size, n;
	int i;

	for (i = 1; i <= nr; i++) {
		at = 1 + (backwards ? (len - 1) * (nr - i) / nr :
				  random() % (len - 1));
		size = random() % (i % 2 ? 300 : sizeof(part)) + 1;
		n = pread(fd, part, size, at);
		if (n != (size < len - at ? size : len - at) ||
		    memcmp(text + at, part, n))
			return false;
	}
	return true;
}

/* Two processes have the same open file. */
TEST_F(ports, parts_of_one_snapshot)
{
	ssize_t len = take_text(self->fd, &self->made);
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(!parts_are_same(self->fd, len, 3000, false));
	ASSERT_LE(0, loopback_half_to(AF_INET, HALVES + 1));
	EXPECT_TRUE(parts_are_same(self->fd, len, 3000, true));
	EXPECT_TRUE(parts_are_same(self->fd, len, 3000, false));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, status);
}

/* Reads from an offset to the end, at once, while the sockets change. */
static bool each_is_whole(int fd, int offset)
{
	const char *why = NULL;
	int i, half;

	strcpy(text, "S");
	for (i = 0; !why && i < 300; i++) {
		ssize_t len;

		half = loopback_half_to(AF_INET6, HALVES + 1 + i);
		len = pread(fd, text + offset, ROWS_TEXT - 1, offset);
		close(half);
		if (len < 0)
			return false;
		text[offset + len] = '\0';
		why = rows_parse(text, offset + len, &seen);
		if (!why && sockets(ROWS_OUT + 1, ROWS_OUT + HALVES) !=
			    HALVES + HALVES / 7)
			why = "a line is missing, or one is there twice";
	}
	if (why)
		fprintf(stderr, "# %s\n", why);
	return !why;
}

/* One process takes new snapshots, the other one reads them. */
TEST_F(ports, new_snapshots)
{
	int status;
	pid_t pid;

	take_text(self->fd, &self->made);
	pid = fork();
	if (!pid)
		_exit(!each_is_whole(self->fd, 0));
	EXPECT_TRUE(each_is_whole(self->fd, 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, status);
}

/* Runs on the processor of the caller as soon as that can be interrupted. */
static void become_first(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	step(!sched_setscheduler(0, SCHED_FIFO, &first), "SCHED_FIFO");
}

static void stay_on_this_processor(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	step(!sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
}

/*
 * In one chain, new sockets are first, and the lock is released after 128. The
 * last of these leaves then, again and again.
 */
#define STABLE 127
#define LEAVING 500

static const struct timespec pause_of_leaving = { .tv_nsec = 1000000 };

static void *leave(void *leaving)
{
	int i;

	become_first();
	for (i = LEAVING - 1; i >= 0; i--) {
		nanosleep(&pause_of_leaving, NULL);
		close(((int *)leaving)[i]);
	}
	return NULL;
}

TEST_F_TIMEOUT(ports, one_chain, 120)
{
	int leaving[LEAVING], i, rounds, reads = 0;
	pthread_t thread;

	if (namespace_own_tables(1))
		SKIP(return, "this kernel has one table for all namespaces");
	self->fd = step_enter(ROWS_PORTS);
	/* By default half the number of buckets. */
	ASSERT_EQ(0, sysctl_write("/proc/sys/net/ipv4/tcp_max_tw_buckets", 200));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_MAPPED, SOCKETS_TIME_WAIT,
				 200));
	ASSERT_TRUE(right(self->fd, &self->made));
	stay_on_this_processor();
	for (rounds = 1; rounds <= 2; rounds++) {
		for (i = 0; i < LEAVING; i++)
			leaving[i] = loopback_half_to(AF_INET, 1000);
		for (i = 1; i <= STABLE; i++)
			ASSERT_LE(0, loopback_half_to(AF_INET6, i));
		ASSERT_EQ(0, pthread_create(&thread, NULL, leave, leaving));
		do {
			ASSERT_EQ(NULL, rows_read(self->fd, &seen));
			ASSERT_EQ(rounds * STABLE + 0U,
				  sockets(ROWS_OUT + 1, ROWS_OUT + STABLE));
			reads++;
		} while (pthread_tryjoin_np(thread, NULL));
	}
	fprintf(stderr, "# %d reads\n", reads);
}

FIXTURE(bucket)
{
	struct sockets made;
	int fd;
};

FIXTURE_VARIANT(bucket)
{
	int family;
};

FIXTURE_VARIANT_ADD(bucket, ipv4)
{
	.family = AF_INET,
};

FIXTURE_VARIANT_ADD(bucket, ipv6)
{
	.family = AF_INET6,
};

FIXTURE_SETUP(bucket)
{
	step_family = variant->family;
	self->fd = step_enter(ROWS_PORTS);
	allow_files(10000);
}

FIXTURE_TEARDOWN(bucket)
{
}

/* The limits differ, so that their sum tells whether each is counted once. */
TEST_F(bucket, many_listeners)
{
	int n;

	for (n = 1; n <= 1000; n++) {
		step_join(80, n);
		if (n != 128 && n != 129 && n != 300 && n != 1000)
			continue;
		ASSERT_TRUE(right(self->fd, &self->made));
		ASSERT_EQ(1U, seen.count);
		ASSERT_EQ(80U, seen.row->key);
		ASSERT_EQ(n + 0U, seen.row->of[TCP_LISTEN]);
		ASSERT_EQ(n * (n + 1) / 2U, seen.row->of[ROWS_LIMIT]);
	}
}

static void spin(long milliseconds)
{
	struct timespec now;
	long end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec * 1000 + now.tv_nsec / 1000000 + milliseconds;
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < end);
}

/* So many buckets, so that the reader is in one of them most of the time. */
#define BUCKETS 16
#define ROUNDS 80

/* In order of their places; those that came last in a bucket of their own. */
struct leaving {
	int fds[ROUNDS][BUCKETS];
	int came[BUCKETS];
};

static void join_each(int fds[BUCKETS], int limit)
{
	int i;

	for (i = 0; i < BUCKETS; i++)
		fds[i] = step_join(1 + i, limit);
}

/* Each has its own limit, so that the sum tells if it is counted once. */
static unsigned int stay(int first, int last)
{
	int fds[BUCKETS];
	unsigned int sum = 0;

	for (; first <= last; first++) {
		join_each(fds, first);
		sum += first;
	}
	return sum;
}

static void listen_again(int fd)
{
	shutdown(fd, SHUT_RDWR);
	step(!listen(fd, 0), "listen");
}

/*
 * One of each bucket leaves. In turn, it listens again, or the kernel frees its
 * memory and gives it to a new one. Either comes to the head of the bucket (IPv4)
 * or to its end (IPv6), and is closed in the next round.
 */
static void *leave_buckets(void *data)
{
	struct leaving *leaving = data;
	int round, i;

	become_first();
	for (round = 0; round < ROUNDS; round++) {
		int *fds = leaving->fds[round];
		const bool again = round % 2;

		nanosleep(&pause_of_leaving, NULL);
		for (i = 0; i < BUCKETS; i++) {
			close(leaving->came[i]);
			if (again)
				listen_again(fds[i]);
			else
				close(fds[i]);
		}
		if (!again) {
			spin(50);
			join_each(fds, 0);
		}
		memcpy(leaving->came, fds, sizeof(leaving->came));
	}
	return NULL;
}

/* The 128th of each bucket is the next one to leave, and others follow it. */
TEST_F_TIMEOUT(bucket, listeners_leave, 120)
{
	const bool at_head = step_family == AF_INET;
	struct leaving leaving;
	unsigned int sum;
	pthread_t thread;
	int i, reads = 0;

	sum = stay(1, STABLE);
	for (i = 0; i < ROUNDS; i++)
		join_each(leaving.fds[at_head ? ROUNDS - 1 - i : i], 0);
	sum += stay(1001, 1000 + STABLE - at_head);
	join_each(leaving.came, 0);
	stay_on_this_processor();
	ASSERT_EQ(0, pthread_create(&thread, NULL, leave_buckets, &leaving));
	do {
		ASSERT_EQ(NULL, rows_read(self->fd, &seen));
		for (i = 0; i < BUCKETS; i++)
			ASSERT_EQ(sum, seen.row[i].of[ROWS_LIMIT]);
		reads++;
	} while (pthread_tryjoin_np(thread, NULL));
	fprintf(stderr, "# %d reads\n", reads);
}

/*
 * A client of each port, and a listener on all but those of the clients. As many
 * as can be made in SECONDS: all but on the slowest kernels.
 */
#define SECONDS 10
#define FIRST_OF_CLIENTS 65000

TEST_F_TIMEOUT(ports, all_ports, 200)
{
	const time_t end = time(NULL) + SECONDS;
	unsigned int port;

	allow_files(2 * ROWS_OUT);
	step_set_range(FIRST_OF_CLIENTS, ROWS_OUT - 1);
	for (port = 1; port < ROWS_OUT && time(NULL) < end; port++) {
		step_family = port % 2 ? AF_INET : AF_INET6;
		ASSERT_LE(0, loopback_half_to(step_family, port));
		if (port < FIRST_OF_CLIENTS)
			step_listen(port, port);
	}
	fprintf(stderr, "# %u ports\n", port - 1);
	ASSERT_TRUE(right(self->fd, &self->made));
	ASSERT_EQ(port - 1, sockets(ROWS_OUT, ROWS_MAX));
	ASSERT_LE(port - 1, seen.count - port / 2);
}

TEST_HARNESS_MAIN
