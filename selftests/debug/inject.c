// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fails the allocations of a system call, one after the other
 *
 * See Documentation/fault-injection in the kernel's source.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "kselftest.h"

#include "inject.h"

#define FAIL_NTH "/proc/thread-self/fail-nth"
#define DEBUGFS "/sys/kernel/debug/"
#define ENTRIES "/sys/kernel/slab/proc_dir_entry/failslab"

/* A path without an end. */
#define MOST 5000

static int fail_nth;

static void set_fail_nth(unsigned int nth)
{
	char number[16];
	int n = snprintf(number, sizeof(number), "%u", nth);

	if (write(fail_nth, number, n) != n)
		ksft_exit_fail_perror(FAIL_NTH);
}

/* Whether the allocation that was to fail has done so. */
static bool has_failed(void)
{
	char number[16] = "";

	if (pread(fail_nth, number, sizeof(number) - 1, 0) <= 0)
		ksft_exit_fail_perror(FAIL_NTH);
	return !atoi(number);
}

/* Fails the nth allocation of a path. Returns whether there was one. */
static bool fail_one(const struct path *path, unsigned int nth,
		     struct outcome *outcome)
{
	bool failed;
	long ret;
	int err;

	if (path->prepare)
		path->prepare();
	set_fail_nth(nth);
	ret = path->call();
	err = ret < 0 ? errno : 0;
	failed = has_failed();
	set_fail_nth(0);

	outcome->failed += failed;
	outcome->nomem += err == ENOMEM;
	outcome->other += err && err != ENOMEM;
	if (!path->check(err) || (err && !failed)) {
		outcome->right = false;
		ksft_print_msg("%s: wrong after failing allocation %u (%s)\n",
			       path->name, nth, strerror(err));
	}
	return failed;
}

/*
 * First nothing fails: what the kernel keeps in caches is there then, and each
 * call makes the same allocations.
 */
struct outcome inject_all(const struct path *path)
{
	struct outcome outcome = { .right = true };
	unsigned int nth = 1;

	if (path->prepare)
		path->prepare();
	if (path->call() < 0 || !path->check(0)) {
		ksft_print_msg("%s: wrong without a failure\n", path->name);
		outcome.right = false;
	}
	while (nth < MOST && fail_one(path, nth, &outcome))
		nth++;
	if (nth == MOST || !outcome.failed || !outcome.nomem)
		outcome.right = false;
	return outcome;
}

static void set_attribute(const char *file, const char *value)
{
	int attribute = open(file, O_WRONLY);

	if (attribute < 0 ||
	    write(attribute, value, strlen(value)) != (ssize_t)strlen(value))
		ksft_exit_fail_msg("%s: %s\n", file, strerror(errno));
	close(attribute);
}

/* Allocations that may wait can fail; a failure is not printed. */
void inject_set_up(void)
{
	fail_nth = open(FAIL_NTH, O_RDWR);
	if (fail_nth < 0)
		ksft_exit_skip("the kernel has no " FAIL_NTH ": it needs CONFIG_FAULT_INJECTION\n");
	if (access(DEBUGFS "failslab", F_OK))
		mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	set_attribute(DEBUGFS "failslab/ignore-gfp-wait", "N");
	set_attribute(DEBUGFS "failslab/verbose", "0");
	set_attribute(DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N");
	set_attribute(DEBUGFS "fail_page_alloc/verbose", "0");
	set_attribute(ENTRIES, "1");
	inject_entries_only(false);
}

void inject_entries_only(bool only)
{
	set_attribute(DEBUGFS "failslab/cache-filter", only ? "Y" : "N");
	set_attribute(DEBUGFS "fail_page_alloc/min-order", only ? "99" : "0");
}
