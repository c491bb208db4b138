// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that fail
 *
 * faults [CASE...]: all cases, or some. On each path the first allocation fails,
 * then the second, and so on, until one is passed in which none is left to fail.
 * The caller gets ENOMEM, or what it asked for, exactly. Nothing is left behind
 * that can be seen; what cannot, kmemleak finds later.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"

#include "alive.h"
#include "inject.h"
#include "load.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "program.h"
#include "rows.h"

/* Namespaces beside the own one. */
#define OTHERS 2

/*
 * Sockets in the own namespace, all in one chain: too many for one hold. They are
 * of more services than the first table has room for.
 */
#define SOCKETS 900

/* In the middle of a row. */
#define MIDDLE 77

/* The module's files in each namespace. */
#define FILES 3

static int home;
static pid_t others[OTHERS];
static struct tally tally;
static void *ko;
static size_t ko_size;
static int fd;
static char text[PROCFILE_SIZE];
static ssize_t len;

static bool exists(const char *file)
{
	return !faccessat(AT_FDCWD, file, F_OK, AT_SYMLINK_NOFOLLOW);
}

/* Whether the file is, or is not, in all namespaces. */
static bool in_all(bool there)
{
	char file[64];
	int i;

	if (exists(PROCFILE) != there || exists(OWN_FILE) != there ||
	    exists("/proc/1/net/tcpstates") != there)
		return false;
	for (i = 0; i < OTHERS; i++) {
		snprintf(file, sizeof(file), "/proc/%d/net/tcpstates",
			 others[i]);
		if (exists(file) != there)
			return false;
	}
	return true;
}

/* From memory: the kernel warns if it cannot allocate memory to read a file. */
static long call_load(void)
{
	return syscall(SYS_init_module, ko, ko_size, "");
}

static bool check_load(int err)
{
	if (err)
		return in_all(false) && !exists("/sys/module/tcpstates");
	return in_all(true) && tally_is_shown(PROCFILE, &tally) &&
	       !unload_module() && in_all(false);
}

static long call_unshare(void)
{
	return unshare(CLONE_NEWNET);
}

/* No namespace is without a file. */
static bool check_unshare(int err)
{
	bool right;

	if (err)
		return tally_is_shown(PROCFILE, &tally);
	right = tally_is_shown(PROCFILE, &(const struct tally){});
	return !setns(home, CLONE_NEWNET) && right;
}

static bool check_unshare_without(int err)
{
	return err || !setns(home, CLONE_NEWNET);
}

static long call_open(void)
{
	fd = open(PROCFILE, O_RDONLY);
	return fd;
}

static bool fd_is_exact(void)
{
	struct procfile pf;
	char all[PROCFILE_SIZE];
	ssize_t n = pread(fd, all, sizeof(all), 0);

	return n > 0 && !procfile_parse(all, n, &pf) &&
	       tally_same(PROCFILE, &tally, &pf.tally);
}

static bool check_open(int err)
{
	bool right;

	if (err)
		return tally_is_shown(PROCFILE, &tally);
	right = fd_is_exact();
	close(fd);
	return right;
}

static void prepare_read(void)
{
	fd = open(PROCFILE, O_RDONLY);
	if (fd < 0)
		ksft_exit_fail_perror(PROCFILE);
}

static long call_read(void)
{
	len = pread(fd, text, sizeof(text), 0);
	return len;
}

/* A first read that has failed leaves the file as it was. */
static bool check_read(int err)
{
	struct procfile pf;
	bool right;

	right = err || (!procfile_parse(text, len, &pf) &&
			tally_same(PROCFILE, &tally, &pf.tally));
	right &= fd_is_exact();
	close(fd);
	return right;
}

/* Since the first snapshot there is one more socket, or one less. */
static void prepare_rewind(void)
{
	static int half = -1;

	prepare_read();
	call_read();
	if (half >= 0) {
		close(half);
		half = -1;
		tally.sockets[TALLY_IPV6][TCP_ESTABLISHED]--;
	} else {
		half = loopback_half(AF_INET6);
		tally.sockets[TALLY_IPV6][TCP_ESTABLISHED]++;
	}
}

static long call_rewind(void)
{
	char again[PROCFILE_SIZE];
	ssize_t n = pread(fd, again, sizeof(again), 0);

	if (n < 0)
		return n;
	memcpy(text, again, n);
	len = n;
	return 0;
}

/* If it has failed, the text at later offsets is still the earlier one. */
static bool check_rewind(int err)
{
	struct procfile pf;
	char tail[PROCFILE_SIZE];
	ssize_t n = pread(fd, tail, sizeof(tail), MIDDLE);
	bool right;

	right = n == len - MIDDLE && !memcmp(tail, text + MIDDLE, n) &&
		!procfile_parse(text, len, &pf) &&
		(err != 0) == !!memcmp(&pf.tally, &tally, sizeof(tally));
	right &= fd_is_exact();
	close(fd);
	return right;
}

/* Opening and reading. */
static void fail_file(const struct path *path)
{
	struct outcome outcome = inject_all(path);

	ksft_test_result(outcome.right && !outcome.other,
			 "faults.%s: %u allocations failed one after the other, %u x ENOMEM, else exact; exact afterwards\n",
			 path->name, outcome.failed, outcome.nomem);
}

/* The files by service and by namespace: what they showed, opened and read. */
static const char *table_file;
static char table[SOCKETS * 200], first_table[SOCKETS * 200];
static ssize_t first_len;

static long call_table(void)
{
	fd = open(table_file, O_RDONLY);
	if (fd < 0)
		return -1;
	len = pread(fd, table, sizeof(table), 0);
	close(fd);
	return len;
}

static bool check_table(int err)
{
	return err || (len == first_len && !memcmp(table, first_table, len));
}

static void fail_table(const char *name, const char *file)
{
	const struct path path = { name, NULL, call_table, check_table };

	table_file = file;
	first_len = call_table();
	if (first_len <= 0)
		ksft_exit_fail_perror(file);
	memcpy(first_table, table, first_len);
	fail_file(&path);
}

static void unload_now(void)
{
	int err = unload_module();

	if (err)
		ksft_exit_fail_msg("unload: %s\n", strerror(err));
}

static void load_again(void)
{
	int err = load_module("");

	if (err)
		ksft_exit_fail_msg("load: %s\n", strerror(err));
}

static void map_module(void)
{
	const char *file = load_file() ? load_file() : "";
	struct stat st;
	int in = open(file, O_RDONLY);

	if (in < 0 || fstat(in, &st))
		ksft_exit_fail_msg("set TCPSTATES_KO to the module's file\n");
	ko_size = st.st_size;
	ko = mmap(NULL, ko_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, in, 0);
	if (ko == MAP_FAILED)
		ksft_exit_fail_perror(file);
	close(in);
}

/*
 * The module's own: FILES in each namespace, the first included, that of all
 * namespaces, a link.
 */
static void fail_load(void)
{
	static const struct path path = {
		"load", NULL, call_load, check_load
	};
	struct outcome all, own;

	map_module();
	unload_now();
	all = inject_all(&path);
	inject_entries_only(true);
	own = inject_all(&path);
	inject_entries_only(false);
	load_again();
	ksft_test_result(all.right && own.right && !all.other && !own.other &&
			 own.failed == FILES * (2 + OTHERS) + 2 &&
			 own.nomem == own.failed,
			 "faults.load: %u allocations failed one after the other, %u x ENOMEM, else loaded and exact; of them %u for the module's files in %d namespaces, %u x ENOMEM; nothing left\n",
			 all.failed, all.nomem, own.failed, 2 + OTHERS,
			 own.nomem);
}

/*
 * Other subsystems allocate as well, and fail with errors of their own. Of
 * entries in /proc the module has FILES. Before, @alive namespaces existed,
 * without those made here.
 */
static void fail_namespace(int alive)
{
	static const struct path path = {
		"namespace", NULL, call_unshare, check_unshare
	};
	static const struct path without_path = {
		"namespace without the module", NULL, call_unshare,
		check_unshare_without
	};
	struct outcome all, entries, without;
	bool left;

	inject_entries_only(true);
	entries = inject_all(&path);
	unload_now();
	without = inject_all(&without_path);
	load_again();
	inject_entries_only(false);
	all = inject_all(&path);
	left = alive < 0 || !namespaces_alive_soon(alive + 1 + OTHERS);
	if (left)
		ksft_print_msg("namespaces are left behind, or not counted: /proc/sys/user\n");
	ksft_test_result(all.right && entries.right && without.right && !left &&
			 entries.failed == without.failed + FILES &&
			 entries.nomem == without.nomem + FILES,
			 "faults.namespace: %u allocations failed one after the other, %u x ENOMEM, %u other errors, else with an exact file; of them %u entries in /proc, %u x ENOMEM, without the module %u and %u; no namespace left\n",
			 all.failed, all.nomem, all.other, entries.failed,
			 entries.nomem, without.failed, without.nomem);
}

/* Processes in other namespaces, and sockets in this one. */
static void set_up_sockets(void)
{
	int i;

	for (i = 0; i < OTHERS; i++) {
		others[i] = fork();
		if (others[i])
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (namespace_enter())
			_exit(1);
		for (;;)
			pause();
	}
	if (namespace_enter() || namespace_own_tables(1) || namespace_enter())
		ksft_exit_fail_perror("new namespace");
	home = open("/proc/self/ns/net", O_RDONLY);
	for (i = 0; i < SOCKETS; i++)
		if (loopback_half(AF_INET) < 0)
			ksft_exit_fail_perror("sockets");
	tally.sockets[TALLY_IPV4][TCP_ESTABLISHED] = SOCKETS;
}

/*
 * Leaves the own namespace for @outside, with nothing that refers to it, and ends
 * the others. A reference that a path has left behind keeps one alive.
 */
static bool all_freed(int outside, int alive)
{
	int i;

	for (i = 0; i < OTHERS; i++) {
		kill(others[i], SIGKILL);
		waitpid(others[i], NULL, 0);
	}
	if (dup2(outside, STDIN_FILENO) ||
	    close_range(STDERR_FILENO + 1, ~0U, 0) ||
	    setns(STDIN_FILENO, CLONE_NEWNET))
		ksft_exit_fail_perror("leaving the namespace");
	return alive >= 0 && namespaces_alive_soon(alive);
}

int main(int argc, char **argv)
{
	static const struct path files[] = {
		{ "open", NULL, call_open, check_open },
		{ "read", prepare_read, call_read, check_read },
		{ "rewind", prepare_rewind, call_rewind, check_rewind },
	};
	char **chosen = argv + 1;
	int alive, outside;
	size_t i;

	ksft_print_header();
	inject_set_up();
	if (!load_is_loaded())
		ksft_exit_skip(LOAD_HINT "\n");
	ksft_set_plan(1 + (argc < 2 ? 7 : argc - 1));
	outside = open("/proc/self/ns/net", O_RDONLY);
	alive = namespaces_alive();
	set_up_sockets();
	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (is_chosen(files[i].name, chosen))
			fail_file(&files[i]);
	if (is_chosen("ports", chosen))
		fail_table("ports", ROWS_PORTS);
	if (is_chosen("netns", chosen))
		fail_table("netns", ROWS_NETNS_OF_1);
	if (is_chosen("load", chosen))
		fail_load();
	if (is_chosen("namespace", chosen))
		fail_namespace(alive);
	ksft_test_result(all_freed(outside, alive),
			 "faults.references: all %d network namespaces used here are freed\n",
			 2 + OTHERS);
	ksft_finished();
}
