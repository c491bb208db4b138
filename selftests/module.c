// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading and unloading
 *
 * Each test leaves the module loaded, at the level it had before.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "kselftest_harness.h"

#include "knob.h"
#include "load.h"
#include "namespace.h"
#include "procfile.h"
#include "rows.h"

#define NO_SOCKETS (&(const struct tally){})

FIXTURE(module)
{
	int level;
};

FIXTURE_SETUP(module)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
}

FIXTURE_TEARDOWN(module)
{
	if (!load_is_loaded())
		load_module("");
	knob_set(self->level);
}

static bool exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

static int read_errno(int fd)
{
	char byte;

	return read(fd, &byte, 1) < 0 ? errno : 0;
}

/* An open file does not pin the module; after unloading, a read fails. */
TEST_F(module, unloads_while_open)
{
	int unread, begun, ended;
	char text[PROCFILE_SIZE];

	unread = open(PROCFILE, O_RDONLY);
	begun = open(PROCFILE, O_RDONLY);
	ended = open(PROCFILE, O_RDONLY);
	ASSERT_LE(0, unread);
	ASSERT_LE(0, begun);
	ASSERT_LE(0, ended);
	ASSERT_EQ(0, read_errno(begun));
	ASSERT_LT(0, procfile_drain(ended, text, sizeof(text), 100));

	ASSERT_EQ(0, unload_module());
	EXPECT_EQ(EIO, read_errno(unread));
	EXPECT_EQ(EIO, read_errno(begun));
	EXPECT_EQ(EIO, read_errno(ended));
	EXPECT_EQ(-1, pread(begun, text, 1, 0));
	EXPECT_EQ(EIO, errno);

	/* Loading the module again does not revive them. */
	ASSERT_EQ(0, load_module(""));
	EXPECT_EQ(EIO, read_errno(unread));
	ASSERT_EQ(0, close(unread));
	ASSERT_EQ(0, close(begun));
	ASSERT_EQ(0, close(ended));
	ASSERT_TRUE(tally_is_shown(PROCFILE, NO_SOCKETS));
}

TEST_F(module, leaves_nothing)
{
	ASSERT_TRUE(exists(PROCFILE));
	ASSERT_TRUE(exists("/proc/self/net/tcpstates"));
	ASSERT_TRUE(exists("/proc/1/net/tcpstates"));
	ASSERT_TRUE(exists(ROWS_PORTS));
	ASSERT_TRUE(exists(KNOB));
	ASSERT_EQ(0, unload_module());
	EXPECT_FALSE(exists(PROCFILE));
	EXPECT_FALSE(exists("/proc/self/net/tcpstates"));
	EXPECT_FALSE(exists("/proc/1/net/tcpstates"));
	EXPECT_FALSE(exists(ROWS_PORTS));
	EXPECT_FALSE(exists("/proc/1/net/tcpstates_ports"));
	EXPECT_FALSE(exists(ROWS_NETNS_OF_1));
	EXPECT_FALSE(exists("/sys/module/tcpstates"));
}

/* Reads after each load, also through a descriptor from the previous one. */
TEST_F_TIMEOUT(module, hundred_times, 120)
{
	int i, fd;

	for (i = 0; i < 100; i++) {
		fd = open(PROCFILE, O_RDONLY);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, unload_module());
		ASSERT_FALSE(exists(PROCFILE));
		ASSERT_EQ(0, load_module(""));
		ASSERT_TRUE(tally_is_shown(PROCFILE, NO_SOCKETS));
		ASSERT_EQ(EIO, read_errno(fd));
		close(fd);
	}
}

TEST_F(module, only_once)
{
	if (!load_file())
		SKIP(return, "modprobe does not load twice");
	ASSERT_EQ(EEXIST, load_module(""));
	ASSERT_TRUE(tally_is_shown(PROCFILE, NO_SOCKETS));
}

/* Namespaces older than the module have the file, too. */
TEST_F(module, reaches_all_namespaces)
{
	ASSERT_EQ(0, unload_module());
	ASSERT_EQ(0, namespace_enter());
	ASSERT_FALSE(exists("/proc/self/net/tcpstates"));
	ASSERT_EQ(0, load_module(""));
	ASSERT_TRUE(tally_is_shown(PROCFILE, NO_SOCKETS));
	ASSERT_EQ(0, namespace_enter());
	ASSERT_TRUE(tally_is_shown(PROCFILE, NO_SOCKETS));
}

TEST_F(module, option_default)
{
	ASSERT_EQ(0, unload_module());
	ASSERT_EQ(0, load_module(""));
	if (!load_file() && knob_get() != KNOB_DEFAULT)
		SKIP(return, "modprobe.d sets another level");
	ASSERT_EQ(KNOB_DEFAULT, knob_get());
}

TEST_F(module, option)
{
	char option[32];
	int level;

	for (level = 0; level <= KNOB_MAX; level++) {
		struct procfile pf;

		ASSERT_EQ(0, unload_module());
		snprintf(option, sizeof(option), "verbose=%d", level);
		ASSERT_EQ(0, load_module(option));
		ASSERT_EQ(level, knob_get());
		ASSERT_EQ(NULL, procfile_read(PROCFILE, &pf));
		ASSERT_EQ(level, pf.level);
	}
}

/* With a wrong option the module is not loaded. */
TEST_F(module, option_refused)
{
	static const char *const options[] = {
		"verbose=9", "verbose=3", "verbose=-1", "verbose=x",
		"verbose=", "verbose", "verbose=1x", "verbose=4294967297",
	};
	size_t i;

	ASSERT_EQ(0, unload_module());
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		EXPECT_EQ(EINVAL, load_module(options[i]))
			TH_LOG("option '%s'", options[i]);
		ASSERT_FALSE(exists(PROCFILE));
		ASSERT_FALSE(exists("/sys/module/tcpstates"));
	}
}

/* The first line of a file, without its newline, or "". */
static void first_line(FILE *file, char line[64])
{
	line[0] = '\0';
	if (file && fgets(line, 64, file))
		line[strcspn(line, "\n")] = '\0';
}

static void version_by_modinfo(char version[64])
{
	FILE *output = popen("modinfo -F version tcpstates 2>/dev/null", "re");

	first_line(output, version);
	if (output)
		pclose(output);
}

/* The section .modinfo has strings "name=value", each terminated by NUL. */
static void version_in_file(const char *path, char version[64])
{
	static const char key[] = "\0version=";
	const size_t key_len = sizeof(key) - 1;
	FILE *file = fopen(path, "re");
	size_t matched = 0, len = 0;
	int c;

	while (file && matched < key_len && (c = getc(file)) != EOF) {
		if (c == key[matched])
			matched++;
		else
			matched = c == key[0];
	}
	while (matched == key_len && len < 63 && (c = getc(file)) > 0)
		version[len++] = c;
	version[len] = '\0';
	if (file)
		fclose(file);
}

TEST_F(module, version)
{
	FILE *file = fopen("/sys/module/tcpstates/version", "re");
	char loaded[64], in_file[64];

	ASSERT_NE(NULL, file);
	first_line(file, loaded);
	fclose(file);
	ASSERT_STRNE("", loaded);

	if (load_file())
		version_in_file(load_file(), in_file);
	else
		version_by_modinfo(in_file);
	if (!load_file() && !*in_file)
		SKIP(return, "modinfo does not find the module");
	ASSERT_STREQ(in_file, loaded);
}

TEST_HARNESS_MAIN
