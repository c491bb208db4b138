// SPDX-License-Identifier: GPL-2.0-only
/*
 * One open file shows one snapshot, in all ways of reading it
 *
 * The first read takes the snapshot, and each read at offset 0 a new one.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

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

/* Changes the text, but not its length. */
static int change(struct sockets *made)
{
	return sockets_put(made, SOCKETS_IPV4, SOCKETS_LISTEN, 1);
}

/* Sockets made after the first read do not change the rest of the text. */
TEST_F(reading, vectored)
{
	struct iovec parts[] = {
		{ self->again, 7 },
		{ self->again + 7, sizeof(self->again) - 7 },
	};

	ASSERT_EQ(self->len, readv(self->fd, parts, 2));
	EXPECT_EQ(0, memcmp(self->text, self->again, self->len));
}

TEST_F(reading, spliced)
{
	int ends[2];

	ASSERT_EQ(0, pipe(ends));
	ASSERT_EQ(self->len, splice(self->fd, NULL, ends[1], NULL,
				    PROCFILE_SIZE, 0));
	ASSERT_EQ(self->len, read(ends[0], self->again, PROCFILE_SIZE));
	EXPECT_EQ(0, memcmp(self->text, self->again, self->len));
	close(ends[0]);
	close(ends[1]);
}

TEST_F(reading, one_snapshot)
{
	ssize_t len;

	ASSERT_EQ(1, read(self->fd, self->again, 1));
	ASSERT_EQ(0, change(&self->made));
	len = procfile_drain(self->fd, self->again + 1, PROCFILE_SIZE - 1,
			     PROCFILE_SIZE);
	ASSERT_EQ(self->len - 1, len);
	ASSERT_STREQ(self->text, self->again);
}

/* As dd bs=1 does. */
TEST_F(reading, one_snapshot_by_bytes)
{
	ssize_t len;

	for (len = 0; len < self->len; len++) {
		ASSERT_EQ(1, read(self->fd, &self->again[len], 1));
		if (len % 50 == 0)
			ASSERT_EQ(0, change(&self->made));
	}
	ASSERT_EQ(0, read(self->fd, &self->again[len], 1));
	ASSERT_STREQ(self->text, self->again);
}

/* As while read does in bash: reads too much, then seeks back to the line. */
TEST_F(reading, one_snapshot_by_lines)
{
	char block[128];
	ssize_t n, at = 0;

	while ((n = read(self->fd, block, sizeof(block))) > 0) {
		const char *end = memchr(block, '\n', n);
		ssize_t line = end ? end + 1 - block : n;

		memcpy(self->again + at, block, line);
		at += line;
		ASSERT_EQ(at, lseek(self->fd, line - n, SEEK_CUR));
		ASSERT_EQ(0, change(&self->made));
	}
	ASSERT_EQ(0, n);
	ASSERT_STREQ(self->text, self->again);
}

/* Reads back and forth, but not at offset 0. */
TEST_F(reading, one_snapshot_by_seeking)
{
	off_t at = self->len / 2;
	int i;

	ASSERT_EQ(self->len - at, pread(self->fd, self->again, PROCFILE_SIZE,
					at));
	ASSERT_EQ(0, memcmp(self->text + at, self->again, self->len - at));
	for (i = 0; i < 100; i++) {
		ASSERT_EQ(0, change(&self->made));
		at = 1 + (at + 379) % (self->len - 1);
		ASSERT_EQ(1, pread(self->fd, self->again, 1, at));
		ASSERT_EQ(self->text[at], self->again[0]);

		/* Seeking to offset 0 is no read there, nor are 0 bytes. */
		ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
		ASSERT_EQ(0, read(self->fd, self->again, 0));
		at = 1 + (at + 379) % (self->len - 1);
		ASSERT_EQ(at, lseek(self->fd, at, SEEK_CUR));
		ASSERT_EQ(self->len - at,
			  read(self->fd, self->again, PROCFILE_SIZE));
		ASSERT_EQ(0, memcmp(self->text + at, self->again,
				    self->len - at));
		ASSERT_EQ(0, read(self->fd, self->again, 1));
	}
}

/* The first read takes the snapshot, not open() or lseek(). */
TEST_F(reading, taken_by_first_read)
{
	const off_t at = self->len / 2;

	ASSERT_EQ(at, lseek(self->fd, at, SEEK_SET));
	ASSERT_EQ(0, read(self->fd, self->again, 0));
	ASSERT_EQ(0, change(&self->made));
	ASSERT_EQ(self->len, procfile_text(PROCFILE, self->text));
	ASSERT_EQ(self->len - at, read(self->fd, self->again, PROCFILE_SIZE));
	ASSERT_EQ(0, memcmp(self->text + at, self->again, self->len - at));
}

FIXTURE(shell)
{
	struct sockets made;
	char text[PROCFILE_SIZE];
	int level;
};

FIXTURE_VARIANT(shell)
{
	const char *name;
};

FIXTURE_VARIANT_ADD(shell, sh)
{
	.name = "sh",
};

FIXTURE_VARIANT_ADD(shell, bash)
{
	.name = "bash",
};

FIXTURE_VARIANT_ADD(shell, dash)
{
	.name = "dash",
};

FIXTURE_SETUP(shell)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, knob_set(1));
	ASSERT_LT(0, procfile_text(PROCFILE, self->text));
}

FIXTURE_TEARDOWN(shell)
{
	sockets_close(&self->made);
	knob_set(self->level);
}

/* Prints each line, and reads the next one when told to. */
static const char by_lines[] =
	"while IFS= read -r l <&3; do echo \"$l\"; read -r go; done 3<" PROCFILE;

/* Starts a shell; its standard input and output are the socket. */
static pid_t start_shell(const char *name, int *fd)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	pid = fork();
	if (!pid) {
		dup2(ends[1], STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		execlp(name, name, "-c", by_lines, NULL);
		_exit(127);
	}
	close(ends[1]);
	*fd = ends[0];
	return pid;
}

/* Sockets are made after each line that the shell has read. */
TEST_F(shell, one_snapshot)
{
	char again[PROCFILE_SIZE];
	size_t len = 0;
	int fd, status;
	ssize_t n;
	pid_t pid;

	pid = start_shell(variant->name, &fd);
	ASSERT_LT(0, pid);
	while ((n = read(fd, again + len, sizeof(again) - 1 - len)) > 0) {
		len += n;
		if (again[len - 1] != '\n')
			continue;
		ASSERT_EQ(0, change(&self->made));
		ASSERT_EQ(1, write(fd, "\n", 1));
	}
	again[len] = '\0';
	close(fd);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		SKIP(return, "no %s", variant->name);
	ASSERT_EQ(0, n);
	ASSERT_STREQ(self->text, again);
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

/* As a monitor does that keeps the file open. */
TEST_F(reading, rewound_again_and_again)
{
	ssize_t len;
	int i;

	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, change(&self->made));
		len = pread(self->fd, self->again, PROCFILE_SIZE, 0);
		ASSERT_TRUE(shows(self->again, len, &self->made.tally));
		ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6,
					 SOCKETS_ESTABLISHED, 1));
		ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
		len = procfile_drain(self->fd, self->again, PROCFILE_SIZE,
				     100);
		ASSERT_TRUE(shows(self->again, len, &self->made.tally));
	}
}

/* A read at offset 0 is a rewind, however short it is. */
TEST_F(reading, rewound_by_pread)
{
	ASSERT_EQ(self->len, read(self->fd, self->again, PROCFILE_SIZE));
	ASSERT_EQ(0, change(&self->made));
	ASSERT_EQ(1, pread(self->fd, self->again, 1, 0));
	ASSERT_EQ(self->len - 1,
		  pread(self->fd, self->again + 1, PROCFILE_SIZE - 1, 1));
	ASSERT_TRUE(shows(self->again, self->len, &self->made.tally));
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

/* The level belongs to the snapshot. */
TEST_F(reading, level_until_rewound)
{
	struct procfile pf;
	ssize_t len;
	int level;

	for (level = 0; level <= KNOB_MAX; level++) {
		ASSERT_EQ(0, knob_set(level));
		ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
		ASSERT_EQ(10, read(self->fd, self->again, 10));
		ASSERT_EQ(0, knob_set((level + 1) % (KNOB_MAX + 1)));
		len = procfile_drain(self->fd, self->again + 10,
				     PROCFILE_SIZE - 10, 100);
		ASSERT_LT(0, len);
		ASSERT_EQ(NULL, procfile_parse(self->again, len + 10, &pf));
		ASSERT_EQ(level, pf.level);
	}
}

TEST_F(reading, seek_end)
{
	ASSERT_EQ(-1, lseek(self->fd, 0, SEEK_END));
	ASSERT_EQ(EINVAL, errno);
	ASSERT_EQ(-1, lseek(self->fd, -1, SEEK_SET));
	ASSERT_EQ(EINVAL, errno);
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

/* Not even by root. */
TEST_F(reading, not_writable)
{
	ASSERT_EQ(-1, open(PROCFILE, O_WRONLY));
	ASSERT_EQ(EACCES, errno);
	ASSERT_EQ(-1, open(PROCFILE, O_RDWR));
	ASSERT_EQ(EACCES, errno);
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

/* One descriptor that threads share. */
struct shared {
	int fd;
	bool done;
};

static bool is_done(struct shared *shared)
{
	return __atomic_load_n(&shared->done, __ATOMIC_RELAXED);
}

/* Takes one snapshot after the other. */
static void *rewind_many(void *arg)
{
	struct shared *shared = arg;
	char text[PROCFILE_SIZE];
	struct procfile pf;

	while (!is_done(shared)) {
		ssize_t len = pread(shared->fd, text, sizeof(text), 0);

		if (len < 0 || procfile_parse(text, len, &pf))
			return NULL;
	}
	return arg;
}

/* The header's first letter is the same in all texts. */
static void *reread_many(void *arg)
{
	char text[PROCFILE_SIZE] = "S";
	struct shared *shared = arg;
	struct procfile pf;

	while (!is_done(shared)) {
		ssize_t len = pread(shared->fd, text + 1, sizeof(text) - 1, 1);

		if (len < 0 || procfile_parse(text, len + 1, &pf))
			return NULL;
	}
	return arg;
}

static void *change_many(void *arg)
{
	struct shared *shared = arg;
	struct sockets made;
	int level;

	for (level = 0; !is_done(shared); level++) {
		memset(&made, 0, sizeof(made));
		if (knob_set(level % (KNOB_MAX + 1)) || change(&made))
			return NULL;
		sockets_close(&made);
	}
	return arg;
}

/* Threads that share a descriptor do not mix their texts. */
TEST_F(reading, one_descriptor)
{
	static void *(*const bodies[])(void *) = {
		rewind_many, rewind_many, reread_many, change_many,
	};
	struct shared shared = { .fd = self->fd };
	pthread_t threads[ARRAY_SIZE(bodies)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, bodies[i],
					    &shared));
	sleep(2);
	__atomic_store_n(&shared.done, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		void *result;

		ASSERT_EQ(0, pthread_join(threads[i], &result));
		EXPECT_NE(NULL, result);
	}
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
