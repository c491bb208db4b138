// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may happen to the module, to namespaces, processors and processes while
 * the file is read
 *
 * lifecycle SECONDS [CASE...]: all cases, or some, each for that long. Readers
 * stand in a namespace with some stable sockets: all texts must be whole and
 * show exactly these. Other processes open and close connections, in namespaces
 * that share the tables. The kernel's log is looked at by the caller.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kselftest.h"

#include "alive.h"
#include "cases.h"
#include "load.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "program.h"
#include "rows.h"
#include "workers.h"

#define STABLE 24

/* Before the first case. */
static int alive;

static bool exists(const char *path)
{
	return !faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

/* What must not be there while the module is not loaded. */
static void check_unloaded(struct score *score)
{
	static const char *const left[] = {
		PROCFILE, OWN_FILE, "/proc/1/net/tcpstates",
		ROWS_PORTS, "/proc/1/net/tcpstates_ports",
		ROWS_NETNS_OF_1, "/sys/module/tcpstates",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(left); i++)
		if (exists(left[i]))
			wrong(score, "%s is left behind", left[i]);
}

/* Unloads and loads the module, which is loaded before and after. */
static void reload(struct score *score)
{
	char option[32];
	int err;

	err = unload_module();
	if (err)
		wrong(score, "unload: %s", strerror(err));
	check_unloaded(score);
	nap(50);
	snprintf(option, sizeof(option), "verbose=%ld", random() % 3);
	err = load_module(option);
	if (err)
		wrong(score, "load: %s", strerror(err));
	if (!load_is_loaded())
		wrong(score, "a file is missing after loading");
	nap(200);
	add(&score->done, 1);
}

static void run_load(int seconds)
{
	struct score *score = shared(sizeof(*score));
	const double end = now() + seconds;
	struct crew readers, connections, movers;
	bool right;

	unloading = true;
	/*
	 * Against so many of them this process, that which makes namespaces and
	 * the kernel's own would hardly ever get a processor.
	 */
	setpriority(PRIO_PROCESS, 0, 19);
	crew_start(&readers, 16, read_in_all_ways);
	crew_start(&connections, 2, open_and_close_connections);
	setpriority(PRIO_PROCESS, 0, 0);
	crew_start(&movers, 1, move_on);
	while (now() < end)
		reload(score);
	right = crew_stop(&readers, "readers");
	right &= crew_stop(&movers, "new namespaces");
	right &= crew_stop(&connections, "connections");
	right &= score_right(score, "load");
	unloading = false;
	ksft_test_result(right && score->done && readers.score->gone,
			 "lifecycle.load: %lu loads and unloads beside 16 readers: %lu reads, %lu found the file gone; %lu new namespaces, %lu connections, %d s\n",
			 score->done, readers.score->done, readers.score->gone,
			 movers.score->made, connections.score->done, seconds);
}

static void turn_level(struct score *score)
{
	int err;

	for (;;) {
		err = knob_set(random() % (KNOB_MAX + 1));
		if (err)
			wrong(score, "set the level: %s", strerror(err));
		if (knob_get() < 0)
			wrong(score, "get the level");
		add(&score->done, 1);
		if (random() % 2)
			nap(5);
	}
}

static void run_level(int seconds)
{
	struct crew readers, writers;
	const unsigned long *levels;
	bool right;

	crew_start(&readers, 8, read_in_all_ways);
	crew_start(&writers, 4, turn_level);
	sleep(seconds);
	right = crew_stop(&readers, "readers");
	right &= crew_stop(&writers, "writers");
	levels = readers.score->levels;
	ksft_test_result(right && levels[0] && levels[1] && levels[2],
			 "lifecycle.level: turned %lu times by 4 writers beside 8 readers: %lu, %lu and %lu texts of levels 0, 1 and 2, each of one level, %d s\n",
			 writers.score->done, levels[0], levels[1], levels[2],
			 seconds);
}

/* Turns a processor on or off; returns 0 or the errno. */
static int set_online(int cpu, bool on)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online",
		 cpu);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return errno;
	err = write(fd, on ? "1" : "0", 1) == 1 ? 0 : errno;
	close(fd);
	return err;
}

static void take_away(struct score *score, int cpu)
{
	int err = set_online(cpu, false);

	if (err) {
		wrong(score, "take processor %d offline: %s", cpu,
		      strerror(err));
		return;
	}
	nap(100);
	err = set_online(cpu, true);
	if (err)
		wrong(score, "bring processor %d online: %s", cpu,
		      strerror(err));
	nap(100);
	add(&score->done, 1);
}

static void run_hotplug(int seconds)
{
	struct score *score = shared(sizeof(*score));
	const int cpus = sysconf(_SC_NPROCESSORS_CONF);
	const double end = now() + seconds;
	struct crew readers, connections;
	bool right;

	/* On the last one: it has the file only if it can be taken away. */
	if (set_online(cpus - 1, true)) {
		ksft_test_result_skip("lifecycle.hotplug: no processor can be taken offline\n");
		return;
	}
	crew_start(&readers, 8, read_in_all_ways);
	crew_start(&connections, 2, open_and_close_connections);
	while (now() < end)
		take_away(score, 1 + random() % (cpus - 1));
	right = crew_stop(&readers, "readers");
	right &= crew_stop(&connections, "connections");
	right &= score_right(score, "hotplug");
	ksft_test_result(right && score->done,
			 "lifecycle.hotplug: one of %d processors taken away %lu times beside 8 readers: %lu reads, %lu connections, %d s\n",
			 cpus, score->done, readers.score->done,
			 connections.score->done, seconds);
}

/*
 * As few sockets and as many passes as can be: so a race detector, which looks at
 * one access in a thousand, meets both in the same chain.
 */
static void run_races(int seconds)
{
	struct crew readers, halves;
	bool right;

	crew_start(&readers, 1, read_fast);
	crew_start(&halves, 1, open_and_close_halves);
	sleep(seconds);
	right = crew_stop(&readers, "reader");
	right &= crew_stop(&halves, "connections");
	ksft_test_result(right,
			 "lifecycle.races: %lu reads beside %lu connections, %d s\n",
			 readers.score->done, halves.score->done, seconds);
}

static void run_namespaces(int seconds)
{
	char line[CASE_LINE];
	bool right = destroy_namespaces(seconds, alive, line);

	ksft_test_result(right, "lifecycle.namespaces: %s\n", line);
}

static void run_kill(int seconds)
{
	char line[CASE_LINE];
	bool right = kill_readers(seconds, line);

	ksft_test_result(right, "lifecycle.kill: %s\n", line);
}

static void run_strays(int seconds)
{
	char line[CASE_LINE];

	if (can_leave_strays())
		ksft_test_result(leave_strays(seconds, alive, line),
				 "lifecycle.strays: %s\n", line);
	else
		ksft_test_result_skip("lifecycle.strays: tcpstates_stray is not loaded\n");
}

static const struct {
	const char *name;
	void (*run)(int seconds);
} cases[] = {
	{ "load", run_load },
	{ "namespaces", run_namespaces },
	{ "level", run_level },
	{ "hotplug", run_hotplug },
	{ "kill", run_kill },
	{ "races", run_races },
	{ "strays", run_strays },
};

static void get_ready(bool count_namespaces)
{
	int i;

	/* While they are counted, others cannot make any. */
	if (count_namespaces)
		alive = namespaces_alive();
	if (!load_is_loaded())
		ksft_exit_skip(LOAD_HINT "\n");
	if (namespace_enter())
		ksft_exit_fail_perror("new namespace");
	alive += alive >= 0;
	for (i = 0; i < STABLE; i++)
		if (loopback_half(i % 3 ? AF_INET : AF_INET6) < 0)
			ksft_exit_fail_perror("stable sockets");
	stable.sockets[TALLY_IPV4][TCP_ESTABLISHED] = STABLE * 2 / 3;
	stable.sockets[TALLY_IPV6][TCP_ESTABLISHED] = STABLE / 3;
}

int main(int argc, char **argv)
{
	const int seconds = argc > 1 ? atoi(argv[1]) : 0;
	char **chosen = argv + 2;
	int plan = 0;
	size_t i;

	if (seconds <= 0)
		ksft_exit_fail_msg("usage: lifecycle SECONDS [CASE...]\n");
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		plan += is_chosen(cases[i].name, chosen);
	ksft_print_header();
	if (plan < argc - 2 || !plan)
		ksft_exit_fail_msg("there is no such case\n");
	ksft_set_plan(plan);
	get_ready(is_chosen("namespaces", chosen) ||
		  is_chosen("strays", chosen));
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (is_chosen(cases[i].name, chosen))
			cases[i].run(seconds);
	ksft_finished();
}
