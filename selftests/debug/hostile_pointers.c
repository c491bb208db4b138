// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads to where the kernel cannot write: EFAULT, or the bytes up to there
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "namespace.h"
#include "procfile.h"

#define ROUNDS 2000

/* Reads while another thread takes the page away. */
#define RACES 3000

static struct {
	int fd;
	size_t page;
	char text[PROCFILE_SIZE];
	size_t len;
	/* Two pages; the second one cannot be written. */
	char *edge;
	unsigned long bad, partial, raced, raced_bad;
	bool over;
} test;

/* The next read must give the whole text. */
static void still_right(const char *after)
{
	char again[PROCFILE_SIZE];
	ssize_t n = pread(test.fd, again, sizeof(again), 0);

	if (n != (ssize_t)test.len || memcmp(again, test.text, n))
		wrong("after %s the text is another", after);
}

/* Addresses that no process may write to. */
static void *pick_bad(void)
{
	static const uintptr_t addresses[] = {
		0, 1, 4095, 0x00007ffffffff000, 0x0000800000000000,
		0xdead000000000000, 0xffff800000000000, 0xffff888000000000,
		0xffffffff81000000, 0xffffffffff600000, UINTPTR_MAX - 4095,
		UINTPTR_MAX,
	};
	const size_t nr = ARRAY_SIZE(addresses);
	const size_t chosen = pick(nr + 1);

	return chosen < nr ? (void *)addresses[chosen] : test.edge + test.page;
}

static void read_bad(void)
{
	void *to = pick_bad();
	const struct iovec part = { to, 1 + pick(PROCFILE_SIZE) };
	const off_t at = pick(2) ? pick(test.len) : 0;
	ssize_t n;

	lseek(test.fd, at, SEEK_SET);
	switch (pick(3)) {
	case 0:
		n = read(test.fd, to, part.iov_len);
		break;
	case 1:
		n = readv(test.fd, &part, 1);
		break;
	default:
		n = pread(test.fd, to, part.iov_len, at);
		break;
	}
	test.bad++;
	if (n != -1 || errno != EFAULT)
		wrong("read to %p returns %zd, %s", to, n, strerror(errno));
	if (lseek(test.fd, 0, SEEK_CUR) != at)
		wrong("a read to %p has moved the position", to);
}

/* Into the last bytes before a page that cannot be written. */
static void read_edge(void)
{
	const size_t room = 1 + pick(test.page / 4);
	const off_t at = pick(test.len - 1);
	const size_t left = test.len - at;
	const size_t wanted = room < left ? room : left;
	char *to = test.edge + test.page - room;
	ssize_t n;

	memset(test.edge, 0xee, test.page);
	if (pick(2)) {
		n = pread(test.fd, to, PROCFILE_SIZE, at);
	} else {
		const struct iovec parts[] = {
			{ to, room }, { pick_bad(), PROCFILE_SIZE },
		};

		n = preadv(test.fd, parts, 2, at);
		/* The kernel looks at the addresses before it reads. */
		if (n < 0 && errno == EFAULT)
			return;
	}
	test.partial += wanted < left;
	if (n != (ssize_t)wanted || memcmp(to, test.text + at, wanted))
		wrong("%zu bytes of room at %jd: returns %zd", room,
		      (intmax_t)at, n);
	if (to[-1] != '\xee' || (wanted < room && to[wanted] != '\xee'))
		wrong("%zu bytes of room at %jd: other bytes written", room,
		      (intmax_t)at);
}

/* Bad pointers to what says where to read and write. */
static void other_pointers(void)
{
	void *bad = test.edge + test.page;
	int fds[2], knob;

	if (pipe(fds))
		broken("pipe");
	knob = open(KNOB, O_WRONLY | O_CLOEXEC);
	if (readv(test.fd, bad, 1) != -1 || errno != EFAULT ||
	    syscall(SYS_sendfile, fds[1], test.fd, bad, 100) != -1 ||
	    errno != EFAULT ||
	    splice(test.fd, bad, fds[1], NULL, 100, 0) != -1 || errno != EFAULT)
		wrong("a bad pointer in a call: %s", strerror(errno));
	if (write(knob, bad, 2) != -1 || errno != EFAULT || knob_get() != 1)
		wrong("writing the level from a bad pointer: %s",
		      strerror(errno));
	test.bad += 4;
	close(knob);
	close(fds[0]);
	close(fds[1]);
}

/* Takes a page away and gives it back, in three ways. */
static void *take_away(void *page)
{
	unsigned int turn;

	for (turn = 0; !__atomic_load_n(&test.over, __ATOMIC_RELAXED); turn++) {
		if (turn % 3 == 0)
			mprotect(page, test.page, PROT_NONE);
		else if (turn % 3 == 1)
			mprotect(page, test.page, PROT_READ);
		else
			madvise(page, test.page, MADV_DONTNEED);
		sched_yield();
		mprotect(page, test.page, PROT_READ | PROT_WRITE);
		sched_yield();
	}
	return NULL;
}

/* Reads over two pages, of which the other thread takes the second one. */
static void race(char *pages, const char *same)
{
	const off_t at = pick(test.len - 1);
	const size_t before = pick(64);
	const size_t left = test.len - at;
	ssize_t n;

	n = pread(test.fd, pages + test.page - before, PROCFILE_SIZE / 2, at);
	test.raced++;
	if (n != (ssize_t)left)
		test.raced_bad++;
	if (n < 0 && errno == EFAULT && !before)
		return;
	if (n < 0 || (size_t)n > left ||
	    memcmp(same + test.page - before, test.text + at, n))
		wrong("reading while the page goes: %zd of %zu bytes, %s", n,
		      left, n < 0 ? strerror(errno) : "not the snapshot's");
}

/* The same memory is mapped twice: one mapping stays, to look at it. */
static void race_all(void)
{
	int memory = memfd_create("pages", MFD_CLOEXEC);
	pthread_t thread;
	char *maps[2];
	int i;

	if (memory < 0 || ftruncate(memory, 2 * test.page))
		broken("memfd_create");
	for (i = 0; i < 2; i++) {
		maps[i] = mmap(NULL, 2 * test.page, PROT_READ | PROT_WRITE,
			       MAP_SHARED, memory, 0);
		if (maps[i] == MAP_FAILED)
			broken("mmap");
	}
	if (pthread_create(&thread, NULL, take_away, maps[0] + test.page))
		broken("pthread_create");
	for (i = 0; i < RACES; i++)
		race(maps[0], maps[1]);
	__atomic_store_n(&test.over, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}

static void get_ready(void)
{
	test.page = sysconf(_SC_PAGESIZE);
	if (namespace_enter() || knob_set(1))
		broken("getting ready");
	open_halves(AF_INET, 7);
	test.fd = open_file();
	test.len = pread(test.fd, test.text, sizeof(test.text), 0);
	test.edge = mmap(NULL, 2 * test.page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((ssize_t)test.len <= 0 || test.edge == MAP_FAILED)
		broken("getting ready");
}

void hostile_pointers(void)
{
	static const int guards[] = { PROT_NONE, PROT_READ };
	int i;

	get_ready();
	for (i = 0; i < ROUNDS; i++) {
		mprotect(test.edge + test.page, test.page, guards[i % 2]);
		read_bad();
		read_edge();
		if (i % 16 == 0)
			still_right("reads to bad addresses");
	}
	munmap(test.edge + test.page, test.page);
	other_pointers();
	still_right("calls with bad pointers");
	race_all();
	still_right("reads to a page that goes");
	if (!test.partial || !test.raced_bad || test.raced_bad == test.raced)
		wrong("tried %lu short reads, %lu of %lu races",
		      test.partial, test.raced_bad, test.raced);
	tell("%s reads to NULL, to the kernel's addresses, ", commas(test.bad));
	tell("to pages unmapped or read-only: EFAULT; ");
	tell("%s reads cut where such a page begins: the right bytes; ",
	     commas(test.partial));
	tell("%s reads while another thread took the page, %s of them cut; ",
	     commas(test.raced), commas(test.raced_bad));
	tell("the next read always right");
}
