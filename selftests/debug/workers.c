// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes that read the file, or open and close connections, all the time
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"

#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "program.h"
#include "workers.h"

/* Connections that a process keeps open. */
#define OPEN 64

/* A killed process has to end within so many seconds; one has many sockets. */
#define END_SECONDS 120

/* In the middle of a row. */
#define MIDDLE 77

struct tally stable;
bool unloading;

void add(unsigned long *number, unsigned long more)
{
	__atomic_fetch_add(number, more, __ATOMIC_RELAXED);
}

void wrong(struct score *score, const char *format, ...)
{
	va_list args;

	if (__atomic_fetch_add(&score->wrong, 1, __ATOMIC_RELAXED))
		return;
	va_start(args, format);
	vsnprintf(score->what, sizeof(score->what), format, args);
	va_end(args);
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

void nap(unsigned int ms)
{
	usleep(random() % (ms * 1000));
}

void check_text(struct score *score, const char *text, ssize_t len,
		const struct tally *wanted)
{
	const char *complaint;
	struct procfile pf;

	complaint = procfile_parse(text, len, &pf);
	if (complaint) {
		wrong(score, "a text of %zd bytes: %s", len, complaint);
		return;
	}
	if (memcmp(&pf.tally, wanted, sizeof(*wanted)))
		wrong(score, "the text shows other sockets than there are");
	add(&score->levels[pf.level], 1);
	add(&score->done, 1);
}

/* Notes why a read, or a seek (EINVAL), failed. */
static void not_read(struct score *score)
{
	if (unloading && (errno == EIO || errno == EINVAL))
		add(&score->gone, 1);
	else
		wrong(score, "read: %s", strerror(errno));
}

/* From offset 0 on, in steps. Returns the length, or -1. */
static ssize_t read_in_steps(struct score *score, int fd, char *text,
			     size_t step)
{
	ssize_t len = lseek(fd, 0, SEEK_SET);

	if (!len)
		len = procfile_drain(fd, text, PROCFILE_SIZE, step);
	if (len < 0)
		not_read(score);
	else
		check_text(score, text, len, &stable);
	return len;
}

/* Seeks into the text: what follows is still of the same snapshot. */
static void read_from_middle(struct score *score, int fd, const char *text,
			     ssize_t len)
{
	char tail[PROCFILE_SIZE];
	ssize_t n;

	if (len < MIDDLE)
		return;
	n = pread(fd, tail, sizeof(tail), MIDDLE);
	if (n < 0)
		not_read(score);
	else if (n != len - MIDDLE || memcmp(tail, text + MIDDLE, n))
		wrong(score, "a later read shows another snapshot");
}

static void read_open_file(struct score *score, int fd)
{
	static const size_t steps[] = { 3, 7, 61, 200, 700, PROCFILE_SIZE };
	char text[PROCFILE_SIZE];
	int again = random() % 3;
	ssize_t len;

	do {
		len = read_in_steps(score, fd, text, steps[random() % 6]);
		nap(50);
		read_from_middle(score, fd, text, len);
	} while (again--);
}

/*
 * Opens, reads, holds open, seeks, reads again, closes; for ever. Following a
 * link that is being removed gives EINVAL, in all of /proc.
 */
void read_in_all_ways(struct score *score)
{
	for (;;) {
		int fd = open(PROCFILE, O_RDONLY);

		if (fd >= 0) {
			read_open_file(score, fd);
			close(fd);
		} else if (unloading &&
			   (errno == ENOENT || errno == EINVAL)) {
			add(&score->gone, 1);
			nap(50);
		} else {
			wrong(score, "open: %s", strerror(errno));
		}
	}
}

void read_fast(struct score *score)
{
	const int fd = open(PROCFILE, O_RDONLY);
	char text[PROCFILE_SIZE];

	for (;;)
		check_text(score, text, pread(fd, text, sizeof(text), 0),
			   &stable);
}

/* In a namespace of its own, which shares the tables with the others. */
void open_and_close_connections(struct score *score)
{
	const int family = getpid() % 2 ? AF_INET : AF_INET6;
	int client[OPEN] = { 0 }, server[OPEN];
	struct sockaddr_storage address;
	int fd = -1;

	if (!namespace_enter())
		fd = loopback_listener(family, OPEN, &address);
	while (fd >= 0) {
		const int i = random() % OPEN;

		if (client[i]) {
			loopback_close(client[i], random() % 8);
			close(server[i]);
		}
		client[i] = socket(family, SOCK_STREAM, 0);
		if (connect(client[i], (struct sockaddr *)&address,
			    sizeof(address)))
			break;
		server[i] = accept(fd, NULL, NULL);
		if (server[i] < 0)
			break;
		add(&score->done, 1);
	}
	wrong(score, "connections: %s", strerror(errno));
}

void open_and_close_halves(struct score *score)
{
	if (namespace_enter())
		wrong(score, "new namespace: %s", strerror(errno));
	for (;;) {
		const int fd = loopback_half(AF_INET);

		if (fd < 0 || close(fd))
			wrong(score, "connection without a peer: %s",
			      strerror(errno));
		add(&score->done, 1);
	}
}

void crew_start(struct crew *crew, int size, void (*work)(struct score *))
{
	crew->score = shared(sizeof(*crew->score));
	for (crew->size = 0; crew->size < size; crew->size++) {
		pid_t pid = fork();

		if (pid < 0)
			ksft_exit_fail_perror("fork");
		if (!pid) {
			srandom(getpid());
			work(crew->score);
			_exit(1);
		}
		crew->pid[crew->size] = pid;
	}
}

static void await_end(struct score *score, pid_t pid)
{
	const double limit = now() + END_SECONDS;
	pid_t ended;
	int status;

	while (!(ended = waitpid(pid, &status, WNOHANG)) && now() < limit)
		usleep(1000);
	if (!ended)
		wrong(score, "a process has not ended %d s after it was killed",
		      END_SECONDS);
	else if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		wrong(score, "a process has ended by itself");
}

bool score_right(const struct score *score, const char *who)
{
	if (score->wrong)
		ksft_print_msg("%s: %lu times wrong, first: %s\n", who,
			       score->wrong, score->what);
	return !score->wrong;
}

bool crew_stop(struct crew *crew, const char *who)
{
	int i;

	for (i = 0; i < crew->size; i++)
		kill(crew->pid[i], SIGKILL);
	for (i = 0; i < crew->size; i++)
		await_end(crew->score, crew->pid[i]);
	if (!crew->score->done)
		wrong(crew->score, "nothing done");
	return score_right(crew->score, who);
}
