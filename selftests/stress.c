// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets that stay are counted exactly while others are opened and closed
 *
 * The stable sockets are in one network namespace. In others, which share its
 * tables and slabs, connections are opened and closed as fast as possible, so
 * that sockets are freed and reused while the reader visits them. The test is
 * hard only if the first processor, on which the reader runs, is stopped over
 * and over, and if the table is tiny: a reused socket misleads a reader only if
 * it enters the chain that is being followed, most of all one with the stable
 * sockets behind its head.
 *
 * stress [--must-fail] [SECONDS]: with --must-fail, for a walk that is known to
 * be wrong, ends soon after a wrong count, and fails if there is none.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"

#include "knob.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "rows.h"
#include "sysctl.h"

#define CHURNERS 3

/* Connections that a churner keeps open. */
#define OPEN 128

/* Stable sockets, half of each family; reads until they are replaced. */
#define STABLE 64
#define READS 64

/* A line for each remote port of the stable sockets at the most. */
#define TEXT_SIZE 16384

/* The least seconds with --must-fail: the host must have found the processor. */
#define LEAST 5

/* With thash_entries=2, the tables of connections and of listeners have 4. */
#define BUCKETS 16

static void run_on(int first, int last)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	while (first <= last)
		CPU_SET(first++, &cpus);
	/* With fewer processors the test is less hard, but still valid. */
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

/*
 * Closes a random connection and opens a new one, for ever; counts them in
 * @made. New sockets enter at the head of a chain, so only old ones are behind
 * the stable sockets. A random choice leaves some connections to get old.
 */
static void churn(int family, unsigned long *made)
{
	int client[OPEN], server[OPEN];
	struct sockaddr_storage address;
	int fd, i;

	if (namespace_enter())
		_exit(1);
	/* A low limit makes the kernel free time-wait minisocks early. */
	sysctl_write("/proc/sys/net/ipv4/tcp_max_tw_buckets", 32);
	fd = loopback_listener(family, OPEN, &address);
	if (fd < 0)
		_exit(1);
	memset(server, 0, sizeof(server));
	for (;;) {
		i = random() % OPEN;
		if (server[i]) {
			loopback_close(client[i], *made % 4);
			close(server[i]);
		}
		client[i] = socket(family, SOCK_STREAM, 0);
		if (connect(client[i], (struct sockaddr *)&address,
			    sizeof(address)))
			_exit(1);
		server[i] = accept(fd, NULL, NULL);
		++*made;
	}
}

/* Like churn(), with connections without a peer, of both families. */
static void churn_halves(unsigned long *made)
{
	int half[OPEN] = { 0 };
	int i;

	if (namespace_enter())
		_exit(1);
	for (;;) {
		i = random() % OPEN;
		if (half[i])
			close(half[i]);
		half[i] = loopback_half(i % 2 ? AF_INET : AF_INET6);
		if (half[i] < 0)
			_exit(1);
		++*made;
	}
}

/* New sockets enter at the heads of the chains. */
static bool make_stable(int stable[STABLE])
{
	int i;

	for (i = 0; i < STABLE; i++) {
		stable[i] = loopback_half(i % 2 ? AF_INET : AF_INET6);
		if (stable[i] < 0)
			return false;
	}
	return true;
}

/* wrong: not the stable sockets; broken: not read, or not such a file */
struct score {
	unsigned long reads;
	unsigned long wrong;
	unsigned long broken;
};

/* The files that the readers have open, with their last correct text. */
struct file {
	const char *path;
	bool (*is_right)(const char *text, size_t len);
	int fd;
	ssize_t len;
	char text[TEXT_SIZE];
};

static bool states_are_right(const char *text, size_t len)
{
	static const struct tally wanted = { .sockets = {
		[TALLY_IPV4][TCP_ESTABLISHED] = STABLE / 2,
		[TALLY_IPV6][TCP_ESTABLISHED] = STABLE / 2,
	} };
	struct procfile pf;

	return !procfile_parse(text, len, &pf) &&
	       tally_same("the file", &wanted, &pf.tally);
}

static struct rows rows;

/* The sum; then each line must stay as it is. */
static bool ports_are_right(const char *text, size_t len)
{
	return !rows_parse(text, len, &rows) &&
	       rows_sum(&rows, 0, ROWS_MAX).of[TCP_ESTABLISHED] == STABLE;
}

/* The line of the own namespace; those of others change. */
static bool netns_is_right(const char *text, size_t len)
{
	struct stat st;

	return !stat("/proc/self/ns/net", &st) &&
	       !rows_parse(text, len, &rows) &&
	       rows_sum(&rows, st.st_ino, st.st_ino).of[TCP_ESTABLISHED] ==
	       STABLE;
}

static struct file files[] = {
	{ .path = PROCFILE, .is_right = states_are_right },
	{ .path = PROCFILE, .is_right = states_are_right },
	{ .path = ROWS_PORTS, .is_right = ports_are_right },
	{ .path = ROWS_NETNS_OF_1, .is_right = netns_is_right },
};

/*
 * A text that equals a correct one is not parsed again: the reader should spend
 * its time in the walk, so that it is stopped there. That by service must not
 * change at all.
 */
static void read_file(struct file *file, struct score *score)
{
	char text[TEXT_SIZE + 1];
	ssize_t n = pread(file->fd, text, TEXT_SIZE, 0);

	score->reads++;
	if (file->len && n == file->len && !memcmp(text, file->text, n))
		return;
	if (n <= 0) {
		score->broken++;
		return;
	}
	text[n] = '\0';
	if (!file->is_right(text, n) ||
	    (file->len && file->is_right == ports_are_right)) {
		score->wrong++;
		return;
	}
	memcpy(file->text, text, n);
	file->len = n;
}

static void read_on(struct score *score)
{
	struct file *file;
	unsigned int i;

	for (file = files; file < files + ARRAY_SIZE(files); file++) {
		file->fd = open(file->path, O_RDONLY);
		file->len = 0;
	}
	for (i = 0; i < READS; i++)
		read_file(&files[i % ARRAY_SIZE(files)], score);
	for (file = files; file < files + ARRAY_SIZE(files); file++)
		close(file->fd);
}

/* Replaces the stable sockets after every READS reads. */
static void read_all(time_t seconds, bool must_fail, struct score *score)
{
	const time_t begin = time(NULL);
	int stable[STABLE], i;

	do {
		if (!make_stable(stable))
			ksft_exit_fail_msg("the stable sockets: %s\n",
					   strerror(errno));
		read_on(score);
		for (i = 0; i < STABLE; i++)
			close(stable[i]);
		if (must_fail && score->wrong)
			seconds = LEAST;
	} while (time(NULL) - begin < seconds);
}

/* Only the kernel's command line makes the tables of the first namespace. */
static void require_tiny_tables(void)
{
	struct procfile pf;
	const char *why;

	if (knob_set(2))
		ksft_exit_fail_msg("verbose: %s\n", strerror(errno));
	why = procfile_read(PROCFILE, &pf);
	if (why)
		ksft_exit_fail_msg("%s: %s\n", PROCFILE, why);
	if (pf.walk_buckets > BUCKETS)
		ksft_exit_skip("the tables have %lu buckets: boot with thash_entries=2\n",
			       pf.walk_buckets);
}

/* One churner for each family, and one for connections without a peer. */
static void start_churn(unsigned long *made, pid_t child[CHURNERS], int cpus)
{
	int i;

	for (i = 0; i < CHURNERS; i++) {
		child[i] = fork();
		if (child[i])
			continue;
		run_on(cpus > 1, cpus - 1);
		if (i == CHURNERS - 1)
			churn_halves(&made[i]);
		churn(i ? AF_INET6 : AF_INET, &made[i]);
	}
}

int main(int argc, char **argv)
{
	const struct rlimit many = { 8192, 8192 };
	const bool must_fail = argc > 1 && !strcmp(argv[1], "--must-fail");
	const time_t seconds = argc > 1 + must_fail ?
			       atol(argv[1 + must_fail]) : 30;
	const int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct score quiet = { 0 }, score = { 0 };
	pid_t child[CHURNERS];
	unsigned long *made;
	int i;

	ksft_print_header();
	require_tiny_tables();
	ksft_set_plan(must_fail ? 3 : 4);
	setrlimit(RLIMIT_NOFILE, &many);
	made = mmap(NULL, sizeof(*made) * CHURNERS, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Level 0: printing more takes time, and details differ each time. */
	if (made == MAP_FAILED || knob_set(0) || namespace_enter())
		ksft_exit_fail_msg("getting ready: %s\n", strerror(errno));

	read_all(0, false, &quiet);
	start_churn(made, child, cpus);
	run_on(0, 0);
	read_all(seconds, must_fail, &score);
	for (i = 0; i < CHURNERS; i++) {
		kill(child[i], SIGKILL);
		waitpid(child[i], NULL, 0);
	}

	ksft_print_msg("%lu reads, %lu of them wrong, during %lu, %lu and %lu connections\n",
		       score.reads, score.wrong, made[0], made[1], made[2]);
	ksft_test_result(!quiet.broken && !score.broken,
			 "the file is complete\n");
	ksft_test_result(!quiet.wrong,
			 "sockets are counted exactly while no others come and go\n");
	if (must_fail) {
		ksft_test_result(score.wrong, "the fault of this walk is found\n");
		ksft_finished();
	}
	ksft_test_result(made[0] > 500 && made[1] > 500 && made[2] > 500,
			 "other sockets are opened and closed\n");
	ksft_test_result(!score.wrong, "stable sockets are counted exactly\n");
	ksft_finished();
}
