// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets of the kernel that stay when their network namespace has ended
 *
 * A process leaves such a socket in a namespace, which ends during a pass, and
 * makes a new one that gets its number, its heir, and stays. Then it opens a
 * listener in the namespace of the reader. A pass counts listeners last: a text
 * with N of them was not finished before there were N heirs, and may show no
 * sockets in these but their own.
 *
 * Older kernels free the memory of a namespace that such a socket refers to. A new
 * namespace in the same place has the socket, also for the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest.h"

#include "alive.h"
#include "cases.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "program.h"
#include "rows.h"
#include "sysctl.h"
#include "workers.h"

/* Of the test's module. */
#define LEAVE "/sys/module/tcpstates_stray/parameters/leave"

/* Each takes two open files. */
#define MOST_HEIRS 400

/* A pass takes so long that in it a namespace can end and its heir begin. */
#define PASS_SECONDS .5

/* Its tables for that: at most so many, of 32 MiB each. */
#define TABLES 40
#define BUCKETS 4194304

/* Passes begun; the number of each heir, and the sockets that it has. */
static struct heirs {
	unsigned long passes;
	unsigned int nr;
	struct {
		unsigned long long number;
		unsigned int sockets;
	} heir[MOST_HEIRS];
} *heirs;

/* Before the first one, and now. */
static struct rows before, rows;

static bool leave_socket(void)
{
	int fd = open(LEAVE, O_WRONLY);
	bool left = write(fd, "1", 1) == 1;

	close(fd);
	return left;
}

static unsigned long long own_number(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? 0 : st.st_ino;
}

static unsigned long own_sockets(struct score *score)
{
	struct procfile pf;
	const char *why = procfile_read(PROCFILE, &pf);

	if (why)
		wrong(score, "an heir's file: %s", why);
	return pf.tally.sockets[TALLY_IPV4][TCP_FIN_WAIT1];
}

/* Until the next pass has noted which namespaces there are. */
static void await_pass(void)
{
	const unsigned long passes =
		__atomic_load_n(&heirs->passes, __ATOMIC_RELAXED);

	while (__atomic_load_n(&heirs->passes, __ATOMIC_RELAXED) == passes)
		usleep(1000);
	usleep(5000);
}

/* Waits until there are fewer than the limit. */
static void enter(struct score *score)
{
	while (namespace_enter())
		if (errno == ENOSPC)
			usleep(1000);
		else
			wrong(score, "new namespace: %s", strerror(errno));
}

/*
 * If the limit is one more than there are, the heir can be made once the other one
 * has ended; then its number is the least that is free. Returns the limit: lower
 * if there were fewer.
 */
static int make_heir(struct score *score, unsigned int i, int limit)
{
	const int home = open("/proc/self/ns/net", O_RDONLY);

	sysctl_write(NAMESPACES_LIMIT, limit);
	enter(score);
	heirs->heir[i].number = own_number();
	__atomic_store_n(&heirs->nr, i + 1, __ATOMIC_RELEASE);
	if (!leave_socket() || !own_sockets(score))
		wrong(score, "no socket was left: %s", strerror(errno));
	await_pass();
	for (;;) {
		setns(home, CLONE_NEWNET);
		enter(score);
		if (own_number() == heirs->heir[i].number)
			break;
		sysctl_write(NAMESPACES_LIMIT, --limit);
	}
	heirs->heir[i].sockets = own_sockets(score);
	/* The open file keeps it. */
	if (open("/proc/self/ns/net", O_RDONLY) < 0 ||
	    setns(home, CLONE_NEWNET) || close(home))
		wrong(score, "leave a namespace: %s", strerror(errno));
	return limit;
}

static void read_rows(struct score *score)
{
	const int fd = open(ROWS_NETNS_OF_1, O_RDONLY);
	const char *why = rows_read(fd, &rows);

	if (why)
		wrong(score, "all namespaces: %s", why);
	close(fd);
}

static double one_pass(struct score *score)
{
	const double begin = now();

	read_rows(score);
	return now() - begin;
}

/* Old kernels have no tables of single namespaces. */
static void make_tables(struct score *score)
{
	const int home = open("/proc/self/ns/net", O_RDONLY);
	int i;

	for (i = 0; i < TABLES && one_pass(score) < PASS_SECONDS &&
	     !namespace_own_tables(BUCKETS); i++) {
		enter(score);
		open("/proc/self/ns/net", O_RDONLY);
		setns(home, CLONE_NEWNET);
	}
	namespace_own_tables(0);
	add(&score->done, 1);
	for (;;)
		pause();
}

static void make_heirs(struct score *score)
{
	int limit = namespaces_alive();
	struct sockaddr_storage address;
	unsigned int i;

	for (i = 0; i < MOST_HEIRS; i++) {
		limit = make_heir(score, i, limit + 1);
		if (loopback_listener(AF_INET, 1, &address) < 0)
			wrong(score, "listener: %s", strerror(errno));
		add(&score->done, 1);
	}
	for (;;)
		pause();
}

static bool was_there(unsigned long long number)
{
	size_t i;

	for (i = 0; i < before.count; i++)
		if (before.row[i].key == number)
			return true;
	return false;
}

/* A row with sockets in FIN_WAIT1. */
static void check_row(struct score *score, const struct row *row,
		      unsigned int listeners)
{
	const unsigned int nr = __atomic_load_n(&heirs->nr, __ATOMIC_ACQUIRE);
	unsigned int i = 0;

	while (i < nr && heirs->heir[i].number != row->key)
		i++;
	if (i == nr && !was_there(row->key))
		wrong(score, "no namespace has the number %llu", row->key);
	if (i < listeners && row->of[TCP_FIN_WAIT1] > heirs->heir[i].sockets)
		wrong(score, "a new namespace is said to have %u sockets",
		      row->of[TCP_FIN_WAIT1]);
}

static void check_rows(struct score *score)
{
	const unsigned long long number = own_number();
	struct row own;
	size_t i;

	for (;;) {
		add(&heirs->passes, 1);
		read_rows(score);
		own = rows_sum(&rows, number, number);
		if (own.of[TCP_ESTABLISHED] != tally_sum(&stable))
			wrong(score, "not the own sockets");
		for (i = 0; i < rows.count; i++)
			if (rows.row[i].of[TCP_FIN_WAIT1])
				check_row(score, &rows.row[i],
					  own.of[TCP_LISTEN]);
		add(&score->done, 1);
	}
}

/* The last namespace that was made to count them may be in such a place. */
static bool none_left(struct score *score)
{
	const unsigned int most =
		rows_sum(&before, 0, -1).of[TCP_FIN_WAIT1];
	int looks = 0;

	do {
		read_rows(score);
		if (rows_sum(&rows, 0, -1).of[TCP_FIN_WAIT1] <= most)
			return true;
		usleep(100000);
	} while (++looks < 100);
	return false;
}

bool can_leave_strays(void)
{
	return !access(LEAVE, W_OK);
}

bool leave_strays(int seconds, int alive, char line[CASE_LINE])
{
	struct score *score = shared(sizeof(*score));
	const int limit = sysctl_read(NAMESPACES_LIMIT);
	struct crew tables, makers, readers;
	bool right;

	heirs = shared(sizeof(*heirs));
	read_rows(score);
	before = rows;
	crew_start(&tables, 1, make_tables);
	while (!__atomic_load_n(&tables.score->done, __ATOMIC_RELAXED))
		usleep(10000);
	crew_start(&readers, 1, check_rows);
	crew_start(&makers, 1, make_heirs);
	sleep(seconds);
	right = crew_stop(&makers, "maker of namespaces");
	right &= crew_stop(&readers, "reader of all namespaces");
	right &= crew_stop(&tables, "maker of tables");
	sysctl_write(NAMESPACES_LIMIT, limit);
	if (alive < 0 || !namespaces_alive_soon(alive))
		wrong(score, "namespaces are left behind, or not counted");
	if (!none_left(score))
		wrong(score, "a namespace that has ended has a row");
	snprintf(line, CASE_LINE,
		 "%lu network namespaces ended during a pass, with a socket of the kernel left, and new ones got their numbers, but not these sockets, in %lu texts, %d s",
		 makers.score->done, readers.score->done, seconds);
	return right & score_right(score, "strays");
}
