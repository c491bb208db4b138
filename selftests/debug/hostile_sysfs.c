// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes of all lengths and of nearly valid texts to the parameter `verbose`
 */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"

/* Writes with pieces of text, after those of every length. */
#define MIXED 6000

/* Bytes beyond a page that are tried. */
#define BEYOND 64

/*
 * What kstrtouint(text, 0) makes 0 to 2 of: octal and hexadecimal numbers with
 * any number of zeros, with a plus sign and a newline allowed.
 */
static const char valid[] = "^[+]?(0[xX])?0*[0-2]\n?$";

static struct {
	regex_t valid;
	size_t page;
	int fd;
	int level;
	unsigned long writes, accepted, refused, cut;
	char *text;
} try;

/* The level that a text means, or -1. The kernel sees a string. */
static int model(size_t len)
{
	size_t end;

	if (len > try.page)
		len = try.page;
	try.text[len] = '\0';
	end = strlen(try.text);
	if (regexec(&try.valid, try.text, 0, NULL, 0))
		return -1;
	if (try.text[end - 1] == '\n')
		end--;
	return try.text[end - 1] - '0';
}

static int level_now(void)
{
	char text[16];
	ssize_t n = pread(try.fd, text, sizeof(text), 0);

	return n == 2 && text[1] == '\n' ? text[0] - '0' : -1;
}

/* In one piece, in two, or at an offset, which sysfs ignores. */
static ssize_t write_somehow(size_t len)
{
	const size_t first = pick(len + 1);
	const struct iovec parts[] = {
		{ try.text, first },
		{ try.text + first, len - first },
	};

	switch (pick(4)) {
	case 0:
		return writev(try.fd, parts, 2);
	case 1:
		return pwrite(try.fd, try.text, len, pick(100000));
	default:
		return write(try.fd, try.text, len);
	}
}

/* Writes @len bytes and compares what happens with the model. */
static void try_write(size_t len)
{
	const size_t taken = len < try.page ? len : try.page;
	int wanted, seen, err;
	ssize_t n;

	n = write_somehow(len);
	err = n < 0 ? errno : 0;
	wanted = model(len);
	try.writes++;
	if (!len) {
		/* sysfs does not ask the module. */
		if (n)
			wrong("a write of no bytes returns %zd", n);
	} else if (wanted < 0) {
		try.refused++;
		if (err != EINVAL)
			wrong("%zu bytes '%.20s': not EINVAL but %zd, %s", len,
			      try.text, n, strerror(err));
	} else {
		try.accepted++;
		try.cut += len > try.page;
		try.level = wanted;
		if (n != (ssize_t)taken)
			wrong("%zu bytes '%.20s': not %zu but %zd, %s", len,
			      try.text, taken, n, strerror(err));
	}
	seen = level_now();
	if (seen != try.level)
		wrong("%zu bytes '%.20s': level %d instead of %d", len,
		      try.text, seen, try.level);
}

static void random_bytes(size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		try.text[i] = pick(256);
}

/* A valid number for any length of at most a page. */
static void zeros(size_t len)
{
	memset(try.text, '0', len);
	if (len)
		try.text[len - 1] += pick(4);
}

/* A piece: mostly what nearly is a number. */
static const char *piece(char byte[2])
{
	static const char *const pieces[] = {
		"0", "0", "1", "2", "00", "3", "8", "9", "\n", "\n", " ", "\t",
		"0x", "0X", "x", "+", "-", "0b1", "0o1", "1e0", "1.0", "a",
		"255", "256", "65536", "4294967295", "4294967296",
		"4294967297", "18446744073709551615", "18446744073709551616",
		"18446744073709551617", "\xc2\xb2", "\xff",
	};
	const size_t nr = ARRAY_SIZE(pieces);
	const size_t chosen = pick(nr + 2);

	if (chosen < nr)
		return pieces[chosen];
	byte[0] = chosen == nr ? 0 : pick(256);
	byte[1] = '\0';
	return byte;
}

static size_t mixed(void)
{
	const unsigned int pieces = 1 + pick(5);
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < pieces; i++) {
		char byte[2];
		const char *text = piece(byte);
		const size_t n = *text ? strlen(text) : 1;

		memcpy(try.text + len, text, n);
		len += n;
	}
	return len;
}

void hostile_sysfs(void)
{
	size_t len;
	int i;

	try.page = sysconf(_SC_PAGESIZE);
	try.text = malloc(try.page + BEYOND + 1);
	try.fd = open(KNOB, O_RDWR | O_CLOEXEC);
	if (!try.text || try.fd < 0)
		broken(KNOB);
	if (regcomp(&try.valid, valid, REG_EXTENDED | REG_NOSUB))
		broken("regcomp");
	try.level = level_now();
	for (len = 0; len <= try.page + BEYOND; len++) {
		random_bytes(len);
		try_write(len);
		zeros(len);
		try_write(len);
	}
	for (i = 0; i < MIXED; i++)
		try_write(mixed());
	if (!try.accepted || !try.refused || !try.cut)
		wrong("not all kinds of writes were tried");
	tell("%s writes of 0 to %s bytes: %s refused with EINVAL, ",
	     commas(try.writes), commas(try.page + BEYOND),
	     commas(try.refused));
	tell("without effect; %s accepted, which mean 0 to 2; ",
	     commas(try.accepted));
	tell("the kernel cuts a write after %s bytes", commas(try.page));
}
