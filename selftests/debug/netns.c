// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network namespaces that are made and destroyed while their files are read
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"

#include "alive.h"
#include "cases.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "program.h"
#include "rows.h"
#include "workers.h"

/* Sockets in a namespace. */
#define FEW 8

/* Namespaces that are destroyed together. */
#define TOGETHER 100

static const struct tally none;

static void expect(struct score *score, bool right, const char *what)
{
	if (!right)
		wrong(score, "%s: %s", what, strerror(errno));
}

/* Opens the namespace's own file; -1 also if the module is just gone. */
static int open_own(struct score *score)
{
	int fd = open(OWN_FILE, O_RDONLY);

	if (fd < 0 && !(unloading && errno == ENOENT))
		wrong(score, "open in a new namespace: %s", strerror(errno));
	return fd;
}

/* Reads an open file anew. */
static void read_own(struct score *score, int fd, const struct tally *wanted)
{
	char text[PROCFILE_SIZE];
	ssize_t len = pread(fd, text, sizeof(text), 0);

	if (len >= 0)
		check_text(score, text, len, wanted);
	else if (!unloading || errno != EIO)
		wrong(score, "read in a new namespace: %s", strerror(errno));
}

/* Opens @n sockets of a family; returns what the file has to show. */
static struct tally open_halves(struct score *score, int n, int fds[])
{
	struct tally tally = { 0 };
	int i;

	for (i = 0; i < n; i++) {
		fds[i] = loopback_half(AF_INET);
		expect(score, fds[i] >= 0, "socket");
	}
	tally.sockets[TALLY_IPV4][TCP_ESTABLISHED] = n;
	return tally;
}

static void close_all(int n, const int fds[])
{
	while (n--)
		close(fds[n]);
}

/*
 * Moves on from namespace to namespace. What is left of the last one is held by
 * its sockets and by the open file, then only by the file.
 */
void move_on(struct score *score)
{
	int fds[FEW], n, fd;
	struct tally tally;

	for (;;) {
		expect(score, !namespace_enter(), "new namespace");
		add(&score->made, 1);
		n = random() % (FEW + 1);
		tally = open_halves(score, n, fds);
		fd = open_own(score);
		if (fd >= 0)
			read_own(score, fd, &tally);
		expect(score, !namespace_enter(), "new namespace");
		add(&score->made, 1);
		if (fd >= 0)
			read_own(score, fd, &tally);
		close_all(n, fds);
		if (fd >= 0)
			read_own(score, fd, &none);
		add(&score->late, fd >= 0 ? 2 : 0);
		close(fd);
	}
}

/* Keeps the files of many namespaces open, then closes them together. */
static void make_many(struct score *score)
{
	int fds[TOGETHER], i;

	for (;;) {
		for (i = 0; i < TOGETHER; i++) {
			expect(score, !namespace_enter(), "new namespace");
			add(&score->made, 1);
			fds[i] = open_own(score);
			if (fds[i] >= 0)
				read_own(score, fds[i], &none);
		}
		for (i = 0; i < TOGETHER; i++)
			read_own(score, fds[i], &none);
		close_all(TOGETHER, fds);
	}
}

/* Lives for a moment in a namespace of its own with FEW sockets. */
static void live(struct score *score, int ready)
{
	int fds[FEW];

	expect(score, !namespace_enter(), "new namespace");
	add(&score->made, 1);
	open_halves(score, FEW, fds);
	expect(score, write(ready, "", 1) == 1, "write");
	nap(100);
	_exit(0);
}

/* The process closes its sockets one by one: some of them, and no others. */
static void check_dying(struct score *score, const char *text, ssize_t len)
{
	struct tally tally = { 0 };
	struct procfile pf;
	unsigned long open;

	procfile_parse(text, len, &pf);
	open = pf.tally.sockets[TALLY_IPV4][TCP_ESTABLISHED];
	tally.sockets[TALLY_IPV4][TCP_ESTABLISHED] = open < FEW ? open : FEW;
	check_text(score, text, len, &tally);
}

/* Reads the file of a process that may be dying. False if it has no file. */
static bool read_of(struct score *score, pid_t pid)
{
	char path[64], text[PROCFILE_SIZE];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/net/tcpstates", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0) {
		expect(score, errno == ENOENT || errno == ESRCH ||
		       errno == ENXIO, "open the file of a dying process");
		add(&score->gone, 1);
		return false;
	}
	len = pread(fd, text, sizeof(text), 0);
	expect(score, len > 0, "read the file of a dying process");
	if (len > 0)
		check_dying(score, text, len);
	close(fd);
	return true;
}

/* Reads the files of processes that die. */
static void read_dying(struct score *score)
{
	char byte;
	int ready[2];
	pid_t pid;

	for (;;) {
		expect(score, !pipe(ready), "pipe");
		pid = fork();
		if (!pid) {
			srandom(getpid());
			live(score, ready[1]);
		}
		expect(score, read(ready[0], &byte, 1) == 1, "read a pipe");
		close_all(2, ready);
		while (read_of(score, pid))
			;
		expect(score, waitpid(pid, NULL, 0) == pid, "waitpid");
	}
}

/* Reads the file of all namespaces, and looks for the sockets of its own. */
static void read_all(struct score *score)
{
	const int fd = open(ROWS_NETNS_OF_1, O_RDONLY);
	static struct rows rows;
	const char *why;
	struct stat own;

	expect(score, fd >= 0 && !stat("/proc/self/ns/net", &own),
	       "open the file of all namespaces");
	for (;;) {
		why = rows_read(fd, &rows);
		if (why)
			wrong(score, "all namespaces: %s", why);
		else if (rows_sum(&rows, own.st_ino, own.st_ino)
				 .of[TCP_ESTABLISHED] != tally_sum(&stable))
			wrong(score, "all namespaces: not the own sockets");
		add(&score->done, 1);
		nap(20);
	}
}

bool destroy_namespaces(int seconds, int alive, char line[CASE_LINE])
{
	struct crew movers, makers, dying, all;
	unsigned long made, reads;
	bool right;

	crew_start(&movers, 3, move_on);
	crew_start(&makers, 1, make_many);
	crew_start(&dying, 2, read_dying);
	crew_start(&all, 1, read_all);
	sleep(seconds);
	right = crew_stop(&movers, "movers");
	right &= crew_stop(&makers, "makers of many");
	right &= crew_stop(&dying, "readers of dying processes");
	right &= crew_stop(&all, "reader of all namespaces");
	made = movers.score->made + makers.score->made + dying.score->made;
	reads = movers.score->done + makers.score->done + dying.score->done;
	if (alive < 0) {
		ksft_print_msg("namespaces are not counted: /proc/sys/user\n");
		right = false;
	} else if (!namespaces_alive_soon(alive)) {
		ksft_print_msg("%d namespaces are left behind\n",
			       namespaces_alive() - alive);
		right = false;
	}
	snprintf(line, CASE_LINE,
		 "%lu network namespaces made and destroyed, none left; %lu reads in them, %lu of these after the end of the last process, %lu of files of dying processes; %lu reads of all namespaces, %d s",
		 made, reads, movers.score->late, dying.score->done,
		 all.score->done, seconds);
	return right && movers.score->late && dying.score->gone;
}
