// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hundred processes that read all the time leave the machine usable
 *
 * Two others measure it: one sleeps for 1 ms again and again and takes how much
 * later it wakes up, one opens and closes connections over loopback. Beside
 * them are, in turn, nothing, CROWD processes that only compute, CROWD readers
 * of /proc/net/tcp, which any user can be, and CROWD readers of our file. Ours
 * may not be much worse than the worse of the others, each in its best turn of
 * ROUNDS; of up to MOST_ROUNDS if it is, as the host may have disturbed a turn:
 *
 * - at least half as many connections;
 * - 99 % of the delays are at most twice as long, plus 20 ms, if there are
 *   enough of them to tell: in a slow guest there are not;
 * - the longest delay is at most twice as long, plus 100 ms;
 * - longer delays are no fault up to two rounds of the scheduler, in which each
 *   of the crowd runs for a tick: now and then a process that wakes up has to
 *   wait for one, whatever the others do.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"

#define CROWD 100
#define ROUNDS 2
#define MOST_ROUNDS 5
#define SECONDS 4

/* A turn is longer if fewer connections were opened, but not more than this. */
#define CONNECTIONS 10
#define MOST_SECONDS 6

/* Of fewer delays 1 % is not looked at. */
#define ENOUGH 300

/* A table with fewer sockets gets so many. */
#define SOCKETS 4000
#define ONE_BUCKET_SOCKETS 2000

/* In microseconds, with HZ=100. */
#define TICK 10000

#define DELAYS (MOST_SECONDS * 1000)

enum beside { NOTHING, COMPUTING, TCP, READING, BESIDES };

/* Connections in ten seconds, delays in microseconds. */
struct cost {
	unsigned long connections;
	unsigned long nr;
	unsigned long p99;
	unsigned long longest;
};

/* What the measuring processes write, and the readers. */
static struct turn {
	bool measuring;
	bool over;
	unsigned long connections;
	unsigned long nr;
	unsigned long delays[DELAYS];
	unsigned long reads[CROWD];
} *turn;

static bool is_over(void)
{
	return __atomic_load_n(&turn->over, __ATOMIC_RELAXED);
}

static bool is_measuring(void)
{
	return __atomic_load_n(&turn->measuring, __ATOMIC_RELAXED);
}

static unsigned long usecs(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000UL + now.tv_nsec / 1000;
}

static void measure_delays(unsigned int me)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	unsigned long begin;

	(void)me;
	while (!is_over() && turn->nr < DELAYS) {
		begin = usecs();
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
		if (is_measuring())
			turn->delays[turn->nr++] = usecs() - begin - 1000;
	}
}

static void measure_connections(unsigned int me)
{
	struct sockaddr_storage address;
	int listener = loopback_listener(AF_INET, 8, &address);
	int client, server;

	(void)me;
	while (!is_over()) {
		client = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(client, (struct sockaddr *)&address,
			    sizeof(address)))
			broken("connect");
		server = accept(listener, NULL, NULL);
		/* No time-wait minisock is left. */
		loopback_close(client, true);
		loopback_close(server, true);
		turn->connections += is_measuring();
	}
}

static void compute(unsigned int me)
{
	(void)me;
	while (!is_over())
		;
}

static void read_tcp(unsigned int me)
{
	const int fd = open("/proc/net/tcp", O_RDONLY);
	char text[PROCFILE_SIZE];
	ssize_t n;

	(void)me;
	while (!is_over()) {
		n = read(fd, text, sizeof(text));
		if (n < 0 || (!n && lseek(fd, 0, SEEK_SET)))
			broken("/proc/net/tcp");
	}
}

/* Each has the file open; all texts must be whole. */
static void read_on(unsigned int me)
{
	char text[PROCFILE_SIZE];
	const int fd = open_file();
	struct procfile pf;
	const char *why;
	ssize_t n;

	while (!is_over()) {
		n = pread(fd, text, sizeof(text), 0);
		why = n < 0 ? strerror(errno) : procfile_parse(text, n, &pf);
		if (why)
			wrong("a reader: %s", why);
		turn->reads[me]++;
	}
}

/* With a pipe, they start together, when its other end is closed. */
static pid_t start(const int *gate, void (*body)(unsigned int me),
		   unsigned int me)
{
	pid_t pid = fork();
	char byte;

	if (pid < 0)
		broken("fork");
	if (!pid) {
		if (gate && (close(gate[1]) || read(gate[0], &byte, 1)))
			broken("waiting for the others");
		body(me);
		_exit(0);
	}
	return pid;
}

/* Returns the microseconds that were measured. */
static unsigned long wait_for_measures(void)
{
	unsigned long begin = usecs(), took;

	__atomic_store_n(&turn->measuring, true, __ATOMIC_RELAXED);
	do {
		usleep(100000);
		took = usecs() - begin;
	} while (took < SECONDS * 1000000 ||
		 (took < MOST_SECONDS * 1000000 &&
		  turn->connections < CONNECTIONS));
	__atomic_store_n(&turn->over, true, __ATOMIC_RELAXED);
	return took;
}

static int longer(const void *a, const void *b)
{
	const unsigned long x = *(const unsigned long *)a;
	const unsigned long y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

/* Keeps the best value of each. */
static void keep_best(struct cost *best, unsigned long took)
{
	const unsigned long rate = turn->connections * 10000000 / took;

	if (!turn->nr)
		return;
	qsort(turn->delays, turn->nr, sizeof(turn->delays[0]), longer);
	if (rate > best->connections)
		best->connections = rate;
	best->nr += turn->nr;
	if (turn->delays[turn->nr * 99 / 100] < best->p99)
		best->p99 = turn->delays[turn->nr * 99 / 100];
	if (turn->delays[turn->nr - 1] < best->longest)
		best->longest = turn->delays[turn->nr - 1];
}

/* Returns the number of reads. */
static unsigned long take_turn(enum beside beside, struct cost *best)
{
	static void (*const what[])(unsigned int) = {
		[COMPUTING] = compute, [TCP] = read_tcp, [READING] = read_on,
	};
	const unsigned int crowd = beside == NOTHING ? 0 : CROWD;
	unsigned long took, reads = 0;
	pid_t child[CROWD + 2];
	unsigned int i;
	int gate[2];

	memset(turn, 0, sizeof(*turn));
	/* Before the pipe: who has its other end, too, keeps the gate closed. */
	child[CROWD] = start(NULL, measure_delays, 0);
	child[CROWD + 1] = start(NULL, measure_connections, 0);
	if (pipe(gate))
		broken("pipe");
	for (i = 0; i < crowd; i++)
		child[i] = start(gate, what[beside], i);
	close(gate[0]);
	close(gate[1]);
	took = wait_for_measures();
	for (i = 0; i < CROWD + 2; i++)
		if (i < crowd || i >= CROWD)
			waitpid(child[i], NULL, 0);
	keep_best(best, took);
	for (i = 0; i < CROWD; i++)
		reads += turn->reads[i];
	return reads;
}

static void keep_worst(struct cost *worst, const struct cost *other)
{
	if (other->connections < worst->connections)
		worst->connections = other->connections;
	if (other->nr < worst->nr)
		worst->nr = other->nr;
	if (other->p99 > worst->p99)
		worst->p99 = other->p99;
	if (other->longest > worst->longest)
		worst->longest = other->longest;
}

/* Returns NULL, or in what the readers of our file are too much worse. */
static const char *worse(const struct cost best[BESIDES])
{
	const unsigned long two_rounds =
		2 * CROWD / sysconf(_SC_NPROCESSORS_ONLN) * TICK;
	const struct cost *reading = &best[READING];
	struct cost others = best[TCP];

	keep_worst(&others, &best[COMPUTING]);
	if (!reading->connections || !reading->nr || !others.connections ||
	    !others.nr)
		return "nothing was measured";
	if (reading->connections * 2 < others.connections)
		return "too few connections";
	if (reading->nr > ENOUGH && others.nr > ENOUGH &&
	    reading->p99 > 2 * others.p99 + 20000 && reading->p99 > two_rounds)
		return "99 % of the delays are too long";
	if (reading->longest > 2 * others.longest + 100000 &&
	    reading->longest > two_rounds)
		return "the longest delay is too long";
	return NULL;
}

static const char *ms(unsigned long usecs)
{
	static char texts[8][32];
	static unsigned int next;
	char *text = texts[next++ % 8];

	snprintf(text, 32, "%lu.%lu", usecs / 1000, usecs / 100 % 10);
	return text;
}

static void measure(const char *table)
{
	struct cost best[BESIDES];
	unsigned long reads = 0;
	int i, round;

	turn = shared(sizeof(*turn));
	for (i = 0; i < BESIDES; i++)
		best[i] = (struct cost){ 0, 0, ULONG_MAX, ULONG_MAX };
	for (round = 0; round < ROUNDS ||
	     (round < MOST_ROUNDS && worse(best)); round++)
		for (i = 0; i < BESIDES; i++)
			reads += take_turn(i, &best[i]);
	if (worse(best))
		wrong("beside our readers: %s", worse(best));
	if (reads < CROWD)
		wrong("only %lu reads", reads);
	tell("%d readers, %s reads of %s, %d rounds. ", CROWD, commas(reads),
	     table, round);
	tell("Alone, beside %d processes that compute, beside as many readers ",
	     CROWD);
	tell("of /proc/net/tcp, beside ours: ");
	tell("%s, %s, %s, %s connections in 10 s; ",
	     commas(best[NOTHING].connections),
	     commas(best[COMPUTING].connections),
	     commas(best[TCP].connections),
	     commas(best[READING].connections));
	tell("delays of a sleep, 99 %% of them at most %s, %s, %s, %s ms, ",
	     ms(best[NOTHING].p99), ms(best[COMPUTING].p99),
	     ms(best[TCP].p99), ms(best[READING].p99));
	tell("the longest %s, %s, %s, %s ms", ms(best[NOTHING].longest),
	     ms(best[COMPUTING].longest), ms(best[TCP].longest),
	     ms(best[READING].longest));
}

static unsigned long size_of_table(void)
{
	struct procfile pf;

	read_details(&pf);
	return pf.walk_sockets;
}

/*
 * Makes the table one of @least sockets; returns its size. Another process has
 * the sockets: forking would take long with so many files.
 */
static unsigned long fill(unsigned long least)
{
	unsigned long size = size_of_table();
	int ready[2];
	char byte;

	if (pipe(ready))
		broken("pipe");
	if (!fork()) {
		close(ready[0]);
		if (size < least)
			open_halves(AF_INET, least - size);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1))
		broken("filling the table");
	close(ready[0]);
	size = size_of_table();
	if (size < least)
		wrong("the walk meets %lu of %lu sockets", size, least);
	return size;
}

/* With the table as it is; in the initial namespace. */
void hostile_crowd(void)
{
	char table[80];

	snprintf(table, sizeof(table), "a table of %s sockets",
		 commas(fill(SOCKETS)));
	measure(table);
}

/* All sockets in one chain, in a namespace with a table of its own. */
void hostile_bucket(void)
{
	char table[80];

	/* Not the initial namespace: its setting would stay. */
	if (namespace_enter() || namespace_own_tables(1) || namespace_enter())
		broken("a namespace with a table of one bucket");
	snprintf(table, sizeof(table), "one chain of %s sockets",
		 commas(fill(ONE_BUCKET_SOCKETS)));
	measure(table);
}
