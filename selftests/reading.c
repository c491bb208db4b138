// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/tcpstates gives the same text in all ways of reading
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "kselftest_harness.h"

#include "knob.h"
#include "namespace.h"
#include "procfile.h"
#include "sockets.h"

#define NOBODY 65534

FIXTURE(reading)
{
	struct sockets made;
	char text[PROCFILE_SIZE];
	char again[PROCFILE_SIZE];
	ssize_t len;
	int level;
	int fd;
};

/* At level 1 the text depends only on the sockets. */
FIXTURE_SETUP(reading)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, knob_set(1));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4, SOCKETS_LISTEN, 3));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6,
				 SOCKETS_ESTABLISHED, 2));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_MAPPED,
				 SOCKETS_TIME_WAIT, 1));
	self->len = procfile_text(PROCFILE, self->text);
	ASSERT_LT(0, self->len);
	self->fd = open(PROCFILE, O_RDONLY);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(reading)
{
	close(self->fd);
	sockets_close(&self->made);
	knob_set(self->level);
}

static bool shows(const char *text, ssize_t len, const struct tally *wanted)
{
	const char *complaint;
	struct procfile pf;

	if (len < 0) {
		perror("# read");
		return false;
	}
	complaint = procfile_parse(text, len, &pf);
	if (complaint) {
		fprintf(stderr, "# %s\n", complaint);
		return false;
	}
	return tally_same("text", wanted, &pf.tally);
}

TEST_F(reading, at_once)
{
	/* The first call returns the whole text, the second one 0. */
	ASSERT_EQ(self->len, read(self->fd, self->again, PROCFILE_SIZE));
	ASSERT_EQ(0, memcmp(self->text, self->again, self->len));
	ASSERT_EQ(0, read(self->fd, self->again, PROCFILE_SIZE));
	ASSERT_TRUE(shows(self->text, self->len, &self->made.tally));
}

TEST_F(reading, in_steps)
{
	static const size_t steps[] = { 1, 2, 3, 7, 64, 100, 1000, 4095 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
		ASSERT_EQ(self->len,
			  procfile_drain(self->fd, self->again, PROCFILE_SIZE,
					 steps[i]));
		ASSERT_STREQ(self->text, self->again);
	}
}

/* Sockets made after the first read do not change the rest of the text. */
TEST_F(reading, one_snapshot)
{
	ssize_t len;

	ASSERT_EQ(1, read(self->fd, self->again, 1));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4, SOCKETS_LISTEN, 1));
	len = procfile_drain(self->fd, self->again + 1, PROCFILE_SIZE - 1,
			     PROCFILE_SIZE);
	ASSERT_EQ(self->len - 1, len);
	ASSERT_STREQ(self->text, self->again);
}

TEST_F(reading, rewound)
{
	ssize_t len;

	len = procfile_drain(self->fd, self->again, PROCFILE_SIZE,
			     PROCFILE_SIZE);
	ASSERT_TRUE(shows(self->again, len, &self->made.tally));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4, SOCKETS_LISTEN, 1));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6, SOCKETS_CLOSING,
				 1));
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	len = procfile_drain(self->fd, self->again, PROCFILE_SIZE,
			     PROCFILE_SIZE);
	ASSERT_TRUE(shows(self->again, len, &self->made.tally));
}

/* With lseek() and with pread(). */
TEST_F(reading, at_offsets)
{
	off_t at;

	for (at = 0; at <= self->len; at += 37) {
		ssize_t left = self->len - at;

		ASSERT_EQ(left, pread(self->fd, self->again, PROCFILE_SIZE,
				      at));
		ASSERT_EQ(0, memcmp(self->text + at, self->again, left));
		ASSERT_EQ(at, lseek(self->fd, at, SEEK_SET));
		ASSERT_EQ(left, read(self->fd, self->again, PROCFILE_SIZE));
		ASSERT_EQ(0, memcmp(self->text + at, self->again, left));
	}
}

TEST_F(reading, backwards)
{
	off_t at;

	for (at = self->len - 1; at >= 0; at -= 11) {
		ASSERT_EQ(1, pread(self->fd, self->again, 1, at));
		ASSERT_EQ(self->text[at], self->again[0]);
	}
}

TEST_F(reading, beyond_the_end)
{
	ASSERT_EQ(0, pread(self->fd, self->again, 10, self->len));
	ASSERT_EQ(0, pread(self->fd, self->again, 10, self->len + 100000));
	ASSERT_EQ(1, pread(self->fd, self->again, 10, self->len - 1));
	ASSERT_EQ('\n', self->again[0]);
}

/* pread() does not change the position of read(). */
TEST_F(reading, pread_keeps_position)
{
	ASSERT_EQ(10, read(self->fd, self->again, 10));
	ASSERT_EQ(10, pread(self->fd, self->again + 10, 10, 0));
	ASSERT_EQ(10, lseek(self->fd, 0, SEEK_CUR));
	ASSERT_EQ(self->len - 10,
		  procfile_drain(self->fd, self->again + 10,
				 PROCFILE_SIZE - 10, PROCFILE_SIZE));
	ASSERT_STREQ(self->text, self->again);
}

TEST_F(reading, mode)
{
	struct stat st;

	ASSERT_EQ(0, stat(PROCFILE, &st));
	EXPECT_EQ(S_IFREG | 0444U, st.st_mode);
	EXPECT_EQ(0U, st.st_uid);
	EXPECT_EQ(0U, st.st_gid);
	EXPECT_EQ(0, st.st_size);
}

/* Root may open it for writing, but a write fails. */
TEST_F(reading, not_writable)
{
	int fd = open(PROCFILE, O_WRONLY);

	if (fd >= 0)
		ASSERT_EQ(-1, write(fd, "0", 1));
	close(fd);
	ASSERT_TRUE(tally_is_shown(PROCFILE, &self->made.tally));
}

/* Returns the exit status of an unprivileged process. */
static int try_as_nobody(const struct tally *wanted)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		if (!tally_is_shown(PROCFILE, wanted))
			_exit(2);
		if (open(PROCFILE, O_WRONLY) >= 0 || errno != EACCES)
			_exit(3);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

TEST_F(reading, unprivileged)
{
	ASSERT_EQ(0, try_as_nobody(&self->made.tally));
}

/* Opens, reads and closes the file many times. */
static void *read_many(void *arg)
{
	const struct tally *wanted = arg;
	int i;

	for (i = 0; i < 200; i++)
		if (!tally_is_shown(PROCFILE, wanted))
			return NULL;
	return arg;
}

TEST_F(reading, four_threads)
{
	pthread_t threads[4];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, read_many,
					    &self->made.tally));
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		void *result;

		ASSERT_EQ(0, pthread_join(threads[i], &result));
		EXPECT_NE(NULL, result);
	}
}

TEST_F(reading, two_processes)
{
	pid_t pid = fork();
	int status;

	ASSERT_LE(0, pid);
	if (!pid)
		_exit(!read_many(&self->made.tally));
	EXPECT_NE(NULL, read_many(&self->made.tally));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, status);
}

static void *pread_many(void *arg)
{
	const int *fd = arg;
	char text[PROCFILE_SIZE];
	struct procfile pf;
	int i;

	for (i = 0; i < 200; i++) {
		ssize_t len = pread(*fd, text, sizeof(text), 0);

		if (len < 0 || procfile_parse(text, len, &pf))
			return NULL;
	}
	return arg;
}

/* Two threads that share a descriptor do not mix their texts. */
TEST_F(reading, one_descriptor)
{
	pthread_t thread;
	void *result;

	ASSERT_EQ(0, pthread_create(&thread, NULL, pread_many, &self->fd));
	EXPECT_NE(NULL, pread_many(&self->fd));
	ASSERT_EQ(0, pthread_join(thread, &result));
	ASSERT_NE(NULL, result);
}

/* poll() returns at once, mmap() fails, and the text is still whole. */
TEST_F(reading, poll_and_mmap)
{
	struct pollfd pollfd = { .fd = self->fd, .events = POLLIN };
	void *map;

	ASSERT_EQ(1, poll(&pollfd, 1, 0));
	ASSERT_TRUE(pollfd.revents & POLLIN);
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, self->fd, 0);
	ASSERT_EQ(MAP_FAILED, map);
	ASSERT_EQ(self->len,
		  procfile_drain(self->fd, self->again, PROCFILE_SIZE,
				 PROCFILE_SIZE));
	ASSERT_STREQ(self->text, self->again);
}

/* A read to a bad address fails, and the text is not lost. */
TEST_F(reading, bad_address)
{
	void *nowhere = mmap(NULL, PROCFILE_SIZE, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, nowhere);
	ASSERT_EQ(-1, read(self->fd, nowhere, PROCFILE_SIZE));
	ASSERT_EQ(EFAULT, errno);
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	ASSERT_EQ(self->len,
		  procfile_drain(self->fd, self->again, PROCFILE_SIZE,
				 PROCFILE_SIZE));
	ASSERT_STREQ(self->text, self->again);
}

TEST_HARNESS_MAIN
