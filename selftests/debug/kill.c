// SPDX-License-Identifier: GPL-2.0-only
/*
 * Killing readers
 *
 * A reader that is killed in the middle of a pass has to be gone within 50 ms.
 * On a busy or emulated machine the scheduler alone takes longer now and then.
 * So a process that only computes is killed in turn with the reader, in the
 * same way. The reader takes too long if its longest time is over 50 ms, and
 * over twice the longest time of the other plus 50 ms. Where a whole pass takes
 * less, this cannot happen: the result says how long it takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"

#include "cases.h"
#include "loopback.h"
#include "procfile.h"
#include "program.h"
#include "workers.h"

/* If there are fewer sockets in the tables, so many are made. */
#define SOCKETS 20000

#define LIMIT_MS 50

/* Kills of each kind at the most. */
#define MOST 20000

/* The times of one kind of process, in ms. */
struct times {
	double ms[MOST];
	unsigned int count;
};

/* What a reader does, in shared memory; it is in a read if these differ. */
struct passes {
	unsigned long begun;
	unsigned long ended;
};

static struct times reader_times, other_times;
static struct passes *passes;

/* The sockets are held by a process of their own: forking readers is cheap. */
static void hold_sockets(struct score *score)
{
	int i;

	for (i = 0; i < SOCKETS; i++) {
		if (loopback_half(i % 2 ? AF_INET : AF_INET6) < 0) {
			wrong(score, "socket %d: %s", i, strerror(errno));
			return;
		}
		add(&score->done, 1);
	}
	for (;;)
		pause();
}

static void make_sockets(struct crew *crew)
{
	const struct rlimit many = { SOCKETS + 100, SOCKETS + 100 };

	setrlimit(RLIMIT_NOFILE, &many);
	crew_start(crew, 1, hold_sockets);
	while (__atomic_load_n(&crew->score->done, __ATOMIC_RELAXED) < SOCKETS &&
	       !__atomic_load_n(&crew->score->wrong, __ATOMIC_RELAXED))
		usleep(10000);
}

/* A failed read ends the process before it is killed, which is noticed. */
static void read_only(void)
{
	const int fd = open(PROCFILE, O_RDONLY);
	char text[PROCFILE_SIZE];

	for (;;) {
		add(&passes->begun, 1);
		if (pread(fd, text, sizeof(text), 0) <= 0)
			_exit(1);
		add(&passes->ended, 1);
	}
}

static void compute_only(void)
{
	for (;;)
		add(&passes->begun, 1);
}

/* Stops a process; lets half of them go on. Returns whether it is stopped. */
static bool stop(pid_t pid, struct score *score)
{
	const bool go_on = random() % 2;
	int status;

	kill(pid, SIGSTOP);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		wrong(score, "a process was not stopped");
	nap(20);
	if (go_on)
		kill(pid, SIGCONT);
	nap(20);
	return !go_on;
}

/*
 * Starts a process, stops one of four, and kills it at a random time within two
 * passes. Returns whether it was in a read: one that is stopped has left it.
 */
static bool kill_one(void (*work)(void), double pass, struct times *times,
		     struct score *score)
{
	bool stopped = false;
	double begin;
	pid_t pid;
	int status;

	memset(passes, 0, sizeof(*passes));
	pid = fork();
	if (!pid)
		work();
	while (!__atomic_load_n(&passes->begun, __ATOMIC_RELAXED))
		usleep(100);
	usleep(2e6 * pass * drand48());
	if (random() % 4 == 0)
		stopped = stop(pid, score);
	begin = now();
	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status) ||
	    WTERMSIG(status) != SIGKILL)
		wrong(score, "a process has ended by itself");
	times->ms[times->count++] = 1e3 * (now() - begin);
	return !stopped && passes->begun != passes->ended;
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double quantile(const struct times *times, double part)
{
	return times->ms[(unsigned int)(part * (times->count - 1))];
}

/*
 * The seconds that a pass takes, and the sockets that it meets, of which only the
 * initial namespace is told.
 */
static double one_pass(unsigned long *sockets)
{
	static const char file[] = "/proc/1/net/tcpstates";
	struct procfile pf;
	double begin;

	knob_set(KNOB_MAX);
	begin = now();
	if (procfile_read(file, &pf))
		ksft_exit_fail_msg("cannot read %s\n", file);
	*sockets = pf.walk_sockets;
	return now() - begin;
}

/* Until the time is over; returns how many were killed in a read. */
static unsigned long kill_all(int seconds, double pass, struct score *score)
{
	const double end = now() + seconds;
	unsigned long in_read = 0;

	reader_times.count = 0;
	other_times.count = 0;
	do {
		in_read += kill_one(read_only, pass, &reader_times, score);
		kill_one(compute_only, pass, &other_times, score);
	} while (now() < end && reader_times.count < MOST);
	qsort(reader_times.ms, reader_times.count, sizeof(double), by_size);
	qsort(other_times.ms, other_times.count, sizeof(double), by_size);
	return in_read;
}

bool kill_readers(int seconds, char line[CASE_LINE])
{
	struct score *score = shared(sizeof(*score));
	unsigned long sockets, in_read;
	struct crew holder = { 0 };
	double pass, longest, other;
	bool right = true;

	passes = shared(sizeof(*passes));
	one_pass(&sockets);
	if (sockets < SOCKETS)
		make_sockets(&holder);
	pass = one_pass(&sockets);
	in_read = kill_all(seconds, pass, score);
	if (holder.size)
		right = crew_stop(&holder, "sockets");
	longest = quantile(&reader_times, 1);
	other = quantile(&other_times, 1);
	right &= score_right(score, "kill");
	snprintf(line, CASE_LINE,
		 "%u readers killed, %lu of them in a pass, which takes %.0f ms with %lu sockets; gone after %.1f ms at most, 99%% within %.1f ms; processes that only compute: %.1f and %.1f ms",
		 reader_times.count, in_read, 1e3 * pass, sockets, longest,
		 quantile(&reader_times, .99), other,
		 quantile(&other_times, .99));
	return right && in_read &&
	       (longest <= LIMIT_MS || longest <= 2 * other + LIMIT_MS);
}
