// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module parameter that sets the verbosity level
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "kselftest_harness.h"

#include "knob.h"
#include "namespace.h"
#include "procfile.h"

#define NOBODY 65534

FIXTURE(verbose)
{
	int level;
};

FIXTURE_SETUP(verbose)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
}

FIXTURE_TEARDOWN(verbose)
{
	knob_set(self->level);
}

static int shown_level(void)
{
	struct procfile pf;

	return procfile_read(PROCFILE, &pf) ? -1 : pf.level;
}

TEST_F(verbose, every_level)
{
	int level;

	for (level = 0; level <= KNOB_MAX; level++) {
		ASSERT_EQ(0, knob_set(level));
		ASSERT_EQ(level, knob_get());
		ASSERT_EQ(level, shown_level());
	}
	while (level--) {
		ASSERT_EQ(0, knob_set(level));
		ASSERT_EQ(level, knob_get());
		ASSERT_EQ(level, shown_level());
	}
}

/* As written by echo, and by printf. */
TEST_F(verbose, with_and_without_newline)
{
	ASSERT_EQ(0, knob_write("2\n", 2));
	ASSERT_EQ(2, knob_get());
	ASSERT_EQ(0, knob_write("0", 1));
	ASSERT_EQ(0, knob_get());
}

static const char *const refused[] = {
	"3", "3\n", "4", "9", "10", "12", "22", "-1", "-0x1", "-", "+", "\n",
	" ", "  ", "\x20\n", "\t", "x", "1x", "x1", "0x", "0x3", "1 1", "1,1",
	"1.0", "0.", "1e0", "--1", "on", "Y", "true", "\n1", "1\n\n", "1\n2",
	"255", "256", "257", "65536", "65537", "2147483648", "4294967295",
	"4294967296", "4294967297", "4294967298", "18446744073709551615",
	"18446744073709551616", "18446744073709551617",
	"99999999999999999999", "\xc2\xb2", "\xff",
};

TEST_F(verbose, refused)
{
	size_t i;
	int level;

	for (level = 0; level <= KNOB_MAX; level++) {
		ASSERT_EQ(0, knob_set(level));
		for (i = 0; i < ARRAY_SIZE(refused); i++) {
			EXPECT_EQ(EINVAL, knob_write(refused[i],
						     strlen(refused[i])))
				TH_LOG("value '%s'", refused[i]);
			ASSERT_EQ(level, knob_get());
		}
		ASSERT_EQ(level, shown_level());
	}
}

/* The empty string is refused; sysfs ignores a write of 0 bytes. */
TEST_F(verbose, refused_empty)
{
	ASSERT_EQ(0, knob_set(2));
	ASSERT_EQ(EINVAL, knob_write("", 1));
	ASSERT_EQ(2, knob_get());
	ASSERT_EQ(0, knob_write("", 0));
	ASSERT_EQ(2, knob_get());
}

TEST_F(verbose, refused_long)
{
	char digits[3000];

	memset(digits, '9', sizeof(digits));
	ASSERT_EQ(0, knob_set(1));
	ASSERT_EQ(EINVAL, knob_write(digits, sizeof(digits)));
	ASSERT_EQ(1, knob_get());
}

TEST_F(verbose, mode)
{
	struct stat st;

	ASSERT_EQ(0, stat(KNOB, &st));
	EXPECT_EQ(S_IFREG | 0644U, st.st_mode);
	EXPECT_EQ(0U, st.st_uid);
	EXPECT_EQ(0U, st.st_gid);
}

/* In a child process, because a process cannot become root again. */
static int write_as_nobody(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(255);
		_exit(knob_get() == 1 ? knob_set(0) : 254);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

TEST_F(verbose, unprivileged)
{
	ASSERT_EQ(0, knob_set(1));
	ASSERT_EQ(EACCES, write_as_nobody());
	ASSERT_EQ(1, knob_get());
}

static void *keep_changing(void *arg)
{
	const int *stop = arg;
	int level = 0;

	while (!__atomic_load_n(stop, __ATOMIC_RELAXED)) {
		if (knob_set(level))
			return NULL;
		level = (level + 1) % (KNOB_MAX + 1);
	}
	return arg;
}

/* Reads until each level was seen @times times; each text must be of one. */
static bool read_while_changed(size_t step, int times)
{
	int seen[KNOB_MAX + 1] = {};
	char text[PROCFILE_SIZE];
	int reads;

	for (reads = 0; reads < 100000; reads++) {
		const char *complaint = "cannot read";
		struct procfile pf;
		ssize_t len = -1;
		int fd;

		fd = open(PROCFILE, O_RDONLY);
		if (fd >= 0)
			len = procfile_drain(fd, text, sizeof(text), step);
		close(fd);
		if (len >= 0)
			complaint = procfile_parse(text, len, &pf);
		if (complaint) {
			fprintf(stderr, "# %s\n", complaint);
			return false;
		}
		seen[pf.level]++;
		if (seen[0] >= times && seen[1] >= times && seen[2] >= times)
			return true;
	}
	fprintf(stderr, "# a level was not seen\n");
	return false;
}

static bool read_and_change(size_t step, int times)
{
	pthread_t thread;
	void *changed;
	int stop = 0;
	bool right;

	if (pthread_create(&thread, NULL, keep_changing, &stop))
		return false;
	right = read_while_changed(step, times);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	return !pthread_join(thread, &changed) && changed && right;
}

TEST_F(verbose, one_read_one_level)
{
	ASSERT_TRUE(read_and_change(PROCFILE_SIZE, 100));
}

/* A text read in steps keeps the level of the first step. */
TEST_F(verbose, one_text_one_level)
{
	ASSERT_TRUE(read_and_change(7, 20));
}

TEST_HARNESS_MAIN
