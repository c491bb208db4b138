// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads through the folders of processes that die meanwhile
 *
 * Each text must be that of a namespace in which the process was: the victim's
 * own, with up to VICTIM_IPV4 sockets, or that of the test, with TEST_IPV6.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "namespace.h"
#include "procfile.h"

#define VICTIMS 4
#define DEATHS 24
#define READERS 4

#define VICTIM_IPV4 3
#define TEST_IPV6 5

/* How the file is opened. */
enum how { BY_PATH, BY_HELD_DIRECTORY, BY_HELD_FILE, BY_TASKS, HOWS };

static struct state {
	/* 0 while there is none. */
	pid_t victim[VICTIMS];
	bool over;
	unsigned long texts[HOWS];
	unsigned long failed[HOWS];
} *state;

static void count(unsigned long *counter)
{
	__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

static bool is_over(void)
{
	return __atomic_load_n(&state->over, __ATOMIC_RELAXED);
}

static void check_text(enum how how, const char *text, ssize_t len)
{
	struct procfile pf;
	const char *why = procfile_parse(text, len, &pf);
	struct tally *seen = &pf.tally;
	unsigned long ipv4, ipv6;

	count(&state->texts[how]);
	if (why) {
		wrong("text of %zd bytes: %s", len, why);
		return;
	}
	ipv4 = seen->sockets[TALLY_IPV4][TCP_ESTABLISHED];
	ipv6 = seen->sockets[TALLY_IPV6][TCP_ESTABLISHED];
	seen->sockets[TALLY_IPV4][TCP_ESTABLISHED] = 0;
	seen->sockets[TALLY_IPV6][TCP_ESTABLISHED] = 0;
	if (!((!ipv6 && ipv4 <= VICTIM_IPV4) || (ipv6 == TEST_IPV6 && !ipv4)) ||
	    !tally_same("dying", &(struct tally){}, seen))
		wrong("%lu IPv4 and %lu IPv6 sockets are of no namespace", ipv4,
		      ipv6);
}

/*
 * Reads what was opened, in steps. An open file keeps its namespace: no read
 * may fail.
 */
static void read_all(enum how how, int fd, size_t step)
{
	char text[PROCFILE_SIZE];
	const ssize_t len = procfile_drain(fd, text, sizeof(text), step);

	if (len < 0)
		wrong("read of an open file: %s", strerror(errno));
	else
		check_text(how, text, len);
}

/* Returns whether the file could be opened; says what else is wrong. */
static bool opened(enum how how, int fd)
{
	if (fd >= 0)
		return true;
	count(&state->failed[how]);
	/* No process, no namespace, or one that is going. */
	if (errno != ENOENT && errno != ESRCH && errno != ENXIO)
		wrong("open for a dying process: %s", strerror(errno));
	return false;
}

static int open_net(pid_t pid, const char *file, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return open(path, O_RDONLY | O_CLOEXEC | flags);
}

static void by_path(pid_t pid)
{
	int fd = open_net(pid, "net/tcpstates", 0);

	if (!opened(BY_PATH, fd))
		return;
	read_all(BY_PATH, fd, 1 + pick(PROCFILE_SIZE));
	close(fd);
}

/* Until the process has died, and some times more. */
static void by_directory(pid_t pid)
{
	int dir = open_net(pid, "net", O_DIRECTORY);
	unsigned int left = 3;
	int fd;

	if (!opened(BY_HELD_DIRECTORY, dir))
		return;
	while (left && !is_over()) {
		fd = openat(dir, "tcpstates", O_RDONLY | O_CLOEXEC);
		if (opened(BY_HELD_DIRECTORY, fd)) {
			read_all(BY_HELD_DIRECTORY, fd, PROCFILE_SIZE);
			close(fd);
		} else {
			left--;
		}
	}
	close(dir);
}

/* The same with the file held: here all reads succeed. */
static void by_file(pid_t pid)
{
	int fd = open_net(pid, "net/tcpstates", 0);
	unsigned int left = 3;

	if (!opened(BY_HELD_FILE, fd))
		return;
	while (left && !is_over()) {
		lseek(fd, 0, SEEK_SET);
		read_all(BY_HELD_FILE, fd, 100 + pick(PROCFILE_SIZE));
		left -= kill(pid, 0) != 0;
	}
	close(fd);
}

/* The threads of a victim come and go as well. */
static void by_tasks(pid_t pid)
{
	int dir = open_net(pid, "task", O_DIRECTORY);
	struct dirent *entry;
	char path[300];
	DIR *tasks;
	int fd;

	if (!opened(BY_TASKS, dir))
		return;
	tasks = fdopendir(dir);
	while ((entry = readdir(tasks))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/net/tcpstates", entry->d_name);
		fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
		if (opened(BY_TASKS, fd)) {
			read_all(BY_TASKS, fd, PROCFILE_SIZE);
			close(fd);
		}
	}
	closedir(tasks);
}

static void (*const ways[HOWS])(pid_t pid) = {
	by_path, by_directory, by_file, by_tasks,
};

static void read_on(void)
{
	pid_t pid;

	while (!is_over()) {
		pid = __atomic_load_n(&state->victim[pick(VICTIMS)],
				      __ATOMIC_ACQUIRE);
		if (pid)
			ways[pick(HOWS)](pid);
	}
}

static void *short_life(void *arg)
{
	usleep((useconds_t)(size_t)arg);
	return NULL;
}

/* Three of four have a namespace of their own. They exit or wait for SIGKILL. */
static void live(pid_t *slot, bool own, bool ends)
{
	pthread_t thread;
	unsigned int i;

	if (own) {
		if (namespace_enter())
			broken("namespace");
		open_halves(AF_INET, VICTIM_IPV4);
	}
	__atomic_store_n(slot, getpid(), __ATOMIC_RELEASE);
	for (i = 0; !ends || i < 8; i++) {
		if (!pthread_create(&thread, NULL, short_life,
				    (void *)(1000 + pick(20000))))
			pthread_detach(thread);
		usleep(5000);
	}
	_exit(0);
}

static pid_t new_victim(pid_t *slot, unsigned int turn)
{
	const bool ends = turn % 2;
	pid_t pid = fork();

	if (!pid) {
		srandom(pick(1 << 30) + turn);
		live(slot, turn % 4, ends);
	}
	return pid;
}

static void kill_victims(void)
{
	pid_t child[VICTIMS] = { 0 };
	unsigned int turn;

	for (turn = 0; turn < DEATHS + VICTIMS; turn++) {
		pid_t *slot = &state->victim[turn % VICTIMS];
		pid_t old = child[turn % VICTIMS];

		if (old) {
			/* The odd ones exit by themselves, soon. */
			if (turn % VICTIMS % 2 == 0)
				kill(old, SIGKILL);
			waitpid(old, NULL, 0);
			__atomic_store_n(slot, 0, __ATOMIC_RELEASE);
		}
		if (turn < DEATHS)
			child[turn % VICTIMS] = new_victim(slot, turn);
		usleep(pick(20000));
	}
}

void hostile_dying(void)
{
	unsigned int i, before = pick(1 << 30);
	unsigned long texts = 0, failed = 0;
	pid_t child[READERS];

	state = shared(sizeof(*state));
	if (knob_set(2) || namespace_enter())
		broken("getting ready");
	open_halves(AF_INET6, TEST_IPV6);
	for (i = 0; i < READERS; i++) {
		child[i] = fork();
		if (!child[i]) {
			srandom(before + i);
			read_on();
			_exit(0);
		}
	}
	kill_victims();
	__atomic_store_n(&state->over, true, __ATOMIC_RELAXED);
	for (i = 0; i < READERS; i++)
		waitpid(child[i], NULL, 0);
	read_all(BY_PATH, open_file(), PROCFILE_SIZE);
	for (i = 0; i < HOWS; i++) {
		texts += state->texts[i];
		failed += state->failed[i];
		if (!state->texts[i] || (i != BY_HELD_FILE && !state->failed[i]))
			wrong("way %u: %lu texts, %lu not opened", i,
			      state->texts[i], state->failed[i]);
	}
	tell("%u processes died while %d others read their ", DEATHS, READERS);
	tell("/proc/PID/net/tcpstates, by path, through a held folder, ");
	tell("a held file and task/TID: %s whole texts, %s by a held file; ",
	     commas(texts), commas(state->texts[BY_HELD_FILE]));
	tell("%s opens failed with ENOENT, ESRCH or ENXIO, no read did",
	     commas(failed));
}
