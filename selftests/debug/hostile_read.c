// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of all sizes, at all offsets, in all ways: each must give the bytes of
 * the snapshot at that offset, and write nothing else into the buffer
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "namespace.h"
#include "procfile.h"

#define SIZES 8192
#define OFFSETS 2000
#define MIXED 3000

#define PARTS 64
#define GAP 32

static struct {
	int fd;
	int level;
	int pipe[2];
	int peers[2];
	char text[PROCFILE_SIZE];
	size_t len;
	/* The text up to the line "# walk", which differs each time. */
	char first[PROCFILE_SIZE];
	size_t first_len;
	unsigned long reads, bytes;
} file;

/* A buffer in parts, with bytes between them that no read may write. */
static struct {
	unsigned char bytes[SIZES + (PARTS + 1) * GAP];
	unsigned char wanted[SIZES + (PARTS + 1) * GAP];
	struct iovec parts[PARTS];
	unsigned int nr;
	size_t end;
	size_t room;
} area;

/* Poisons the area with a byte that is in no text. */
static void lay_out(size_t size, unsigned int nr)
{
	const int poison = 0x80 + pick(0x80);
	size_t at = GAP;
	unsigned int i;

	area.nr = nr;
	area.room = size;
	for (i = 0; i < nr; i++) {
		size_t part = i < nr - 1 ? pick(2 * size / (nr - i) + 1) : size;

		if (part > size)
			part = size;
		area.parts[i].iov_base = area.bytes + at;
		area.parts[i].iov_len = part;
		at += part + 1 + pick(GAP - 1);
		size -= part;
	}
	area.end = at + GAP - 1;
	memset(area.bytes, poison, area.end);
	memset(area.wanted, poison, area.end);
}

/* What the area should have in it after @n bytes were read at @at. */
static void want(off_t at, size_t n)
{
	unsigned int i;

	for (i = 0; n; i++) {
		size_t part = area.parts[i].iov_len;
		const unsigned char *base = area.parts[i].iov_base;

		if (part > n)
			part = n;
		memcpy(area.wanted + (base - area.bytes), file.text + at, part);
		at += part;
		n -= part;
	}
}

/* Fetches the snapshot, without taking a new one, and looks at it. */
static void get_text(void)
{
	struct procfile pf;
	const char *why;
	ssize_t n;

	n = pread(file.fd, file.text + 1, sizeof(file.text) - 1, 1);
	if (n < 0)
		broken("pread");
	file.text[0] = 'S';
	file.len = n + 1;
	why = procfile_parse(file.text, file.len, &pf);
	if (why || pf.level != file.level)
		wrong("level %d: a text of %zu bytes: %s", file.level, file.len,
		      why ? why : "is of another level");
	else if (file.len < file.first_len ||
		 memcmp(file.text, file.first, file.first_len))
		wrong("level %d: a text differs from the first", file.level);
}

static ssize_t by_read(off_t at)
{
	ssize_t n;

	if (lseek(file.fd, at, SEEK_SET) != at)
		wrong("lseek to %jd fails", (intmax_t)at);
	n = read(file.fd, area.parts[0].iov_base, area.parts[0].iov_len);
	if (n >= 0 && lseek(file.fd, 0, SEEK_CUR) != at + n)
		wrong("read of %zd bytes leaves the wrong position", n);
	return n;
}

static ssize_t by_readv(off_t at)
{
	lseek(file.fd, at, SEEK_SET);
	return readv(file.fd, area.parts, area.nr);
}

static ssize_t by_pread(off_t at)
{
	return pread(file.fd, area.parts[0].iov_base, area.parts[0].iov_len,
		     at);
}

static ssize_t by_preadv(off_t at)
{
	return preadv(file.fd, area.parts, area.nr, at);
}

/* With flags that mean nothing here, or at the position, which is -1. */
static ssize_t by_preadv2(off_t at)
{
	static const int flags[] = { 0, RWF_HIPRI, RWF_DSYNC, RWF_SYNC };

	if (pick(2)) {
		lseek(file.fd, at, SEEK_SET);
		at = -1;
	}
	return preadv2(file.fd, area.parts, area.nr, at, flags[pick(4)]);
}

/* Gets out of a pipe or a socket what was put in. */
static ssize_t fetch(int fd, ssize_t n)
{
	if (n <= 0)
		return n;
	return read(fd, area.parts[0].iov_base, area.parts[0].iov_len);
}

static ssize_t by_splice(off_t at)
{
	loff_t offset = at;
	ssize_t n = splice(file.fd, &offset, file.pipe[1], NULL, area.room, 0);

	if (n >= 0 && offset != at + n)
		wrong("splice of %zd bytes leaves the wrong offset", n);
	return fetch(file.pipe[0], n);
}

static ssize_t by_sendfile(off_t at)
{
	int from = file.pipe[0], to = file.pipe[1];

	if (pick(2)) {
		from = file.peers[0];
		to = file.peers[1];
	}
	return fetch(from, sendfile(to, file.fd, &at, area.room));
}

static const struct way {
	const char *name;
	ssize_t (*read)(off_t at);
	unsigned int parts;
	off_t last;
} ways[] = {
	{ "read", by_read, 1, LLONG_MAX - SIZES },
	{ "pread", by_pread, 1, LLONG_MAX - SIZES },
	{ "readv", by_readv, PARTS, LLONG_MAX - SIZES },
	{ "preadv", by_preadv, PARTS, LLONG_MAX - SIZES },
	{ "preadv2", by_preadv2, PARTS, LLONG_MAX - SIZES },
	{ "splice", by_splice, 1, LLONG_MAX - SIZES },
	/* Beyond, sendfile() itself refuses to read /proc. */
	{ "sendfile", by_sendfile, 1, 1L << 30 },
};

#define WAYS ARRAY_SIZE(ways)

static void try_read(const struct way *way, off_t at, size_t size)
{
	size_t left;
	ssize_t n;

	if (at > way->last)
		at = way->last;
	lay_out(size, 1 + pick(way->parts));
	n = way->read(at);
	if (n < 0) {
		wrong("%s of %zu bytes at %jd: %s", way->name, size,
		      (intmax_t)at, strerror(errno));
		return;
	}
	if (!at && size)
		get_text();
	left = at < (off_t)file.len ? file.len - at : 0;
	if (left > size)
		left = size;
	want(at, left);
	if (n != (ssize_t)left)
		wrong("%s of %zu bytes at %jd: returns %zd", way->name, size,
		      (intmax_t)at, n);
	else if (memcmp(area.bytes, area.wanted, area.end))
		wrong("%s of %zu bytes at %jd: other bytes than the snapshot's",
		      way->name, size, (intmax_t)at);
	file.reads++;
	file.bytes += n;
}

static off_t pick_offset(void)
{
	static const off_t far[] = {
		4095, 4096, 1L << 20, (1L << 31) - 1, 1L << 31, 1L << 32,
		1L << 40, LLONG_MAX - SIZES,
	};

	switch (pick(8)) {
	case 0:
		return far[pick(ARRAY_SIZE(far))];
	case 1:
		return 0;
	case 2:
		return file.len - pick(4);
	default:
		return pick(OFFSETS);
	}
}

static size_t pick_size(void)
{
	return pick(2) ? pick(200) : pick(SIZES + 1);
}

/* At offset 0 a read takes a snapshot, which costs more: not at each size. */
static void read_at_level(int level)
{
	const char *walk;
	unsigned int i;

	file.level = level;
	file.first_len = 0;
	if (knob_set(level) || pread(file.fd, file.text, 1, 0) != 1)
		broken("setting the level");
	get_text();
	memcpy(file.first, file.text, file.len);
	walk = memchr(file.first, '#', file.len);
	file.first_len = walk ? (size_t)(walk - file.first) : file.len;
	for (i = 0; i <= OFFSETS; i++)
		try_read(&ways[pick(WAYS)], i, pick_size());
	for (i = 0; i < MIXED; i++)
		try_read(&ways[pick(WAYS)], pick_offset(), pick_size());
}

void hostile_read(void)
{
	unsigned long refused;
	unsigned int size;
	int level;

	if (namespace_enter() || pipe(file.pipe) ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, file.peers))
		broken("getting ready");
	open_halves(AF_INET, 12);
	open_halves(AF_INET6, 3);
	file.fd = open_file();
	for (level = 0; level <= KNOB_MAX; level++)
		read_at_level(level);
	for (size = 0; size <= SIZES; size++)
		try_read(&ways[pick(WAYS)], size % 16 ? 1 + pick(OFFSETS) : 0,
			 size);
	refused = hostile_refuse(file.fd);
	try_read(&ways[0], 0, SIZES);
	if (!file.bytes || !refused)
		wrong("nothing was read");
	tell("%s reads in %zu ways, of 0 to %s bytes, ", commas(file.reads),
	     WAYS, commas(SIZES));
	tell("at the offsets 0 to %s and far ones, at all levels: ",
	     commas(OFFSETS));
	tell("the bytes of the snapshot there, none written beyond; ");
	tell("%s other calls refused with the right error", commas(refused));
}
