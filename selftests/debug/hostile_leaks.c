// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is printed: the documented text and nothing else from the kernel
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "rows.h"

#define ROUNDS 300

#define NET_FILE "/proc/net/tcpstates"

/* Sockets of the namespace, and of another one with the same tables. */
#define OURS 9
#define LISTENERS 2
#define OTHERS 40

/*
 * An address or a pointer that was hashed, and the bytes of the slab allocator:
 * 0x6b is k, 0x5a is Z. All that is not ASCII the parser refuses.
 */
static const char suspicious[] = "0x|[0-9a-fA-F]{12}|k{3}|Z{3}";

/* More than there is on any machine that runs this. */
#define MOST_SOCKETS 100000000
#define MOST_BUCKETS 100000000
#define MOST_USECS 600000000

static struct {
	regex_t suspicious;
	unsigned long texts, bytes, beyond;
} seen;

static void check_numbers(const struct procfile *pf)
{
	const unsigned long *sockets = &pf->tally.sockets[0][0];
	size_t i;

	for (i = 0; i < sizeof(pf->tally) / sizeof(*sockets); i++)
		if (sockets[i] > MOST_SOCKETS)
			wrong("a row says %lu", sockets[i]);
	if (pf->walk_sockets > MOST_SOCKETS || pf->walk_usecs > MOST_USECS ||
	    pf->walk_buckets > MOST_BUCKETS || pf->queued > MOST_SOCKETS ||
	    pf->full > pf->listeners)
		wrong("impossible: %lu buckets %lu sockets %lu us %lu queued",
		      pf->walk_buckets, pf->walk_sockets, pf->walk_usecs,
		      pf->queued);
}

static void check_text(char *text, size_t len, int level)
{
	struct procfile pf;
	const char *why = procfile_parse(text, len, &pf);

	seen.texts++;
	seen.bytes += len;
	if (why || pf.level != level) {
		wrong("level %d: %s", level, why ? why : "another level");
		return;
	}
	check_numbers(&pf);
	text[len] = '\0';
	if (!regexec(&seen.suspicious, text, 0, NULL, 0))
		wrong("level %d: an address or a poison byte: %s", level, text);
}

/* Into a buffer that is full of @poison. */
static void read_poisoned(const char *path, int level, int poison)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[PROCFILE_SIZE];
	ssize_t len, i;

	memset(text, poison, sizeof(text));
	len = read(fd, text, sizeof(text));
	close(fd);
	if (len <= 0) {
		wrong("%s: %s", path, strerror(errno));
		return;
	}
	for (i = len; i < PROCFILE_SIZE; i++)
		if (text[i] != (char)poison) {
			wrong("level %d: a byte beyond the text is written",
			      level);
			break;
		}
	check_text(text, len, level);
}

/*
 * A file that showed a long text and then a short one: what is left of the long
 * one cannot be read.
 */
static void read_shrunk(void)
{
	char text[PROCFILE_SIZE];
	ssize_t longer, len, at;
	int fd = open_file();

	if (knob_set(2))
		broken("level");
	longer = pread(fd, text, sizeof(text), 0);
	if (knob_set(0))
		broken("level");
	len = pread(fd, text, sizeof(text), 0);
	check_text(text, len, 0);
	for (at = len; at <= longer + 300; at++, seen.beyond++)
		if (pread(fd, text, sizeof(text), at))
			wrong("%zd bytes of text, and more at %zd", len, at);
	if (len <= 0 || longer <= len)
		wrong("level 2 has %zd bytes, level 0 %zd", longer, len);
	close(fd);
}

/* A file whose first read is not at its begin shows the end of a text. */
static void read_fresh(void)
{
	char text[PROCFILE_SIZE], end[PROCFILE_SIZE];
	const off_t at = 1 + pick(500);
	int fd = open_file();
	ssize_t n = pread(fd, end, sizeof(end), at);
	ssize_t len = pread(fd, text, sizeof(text), 1);

	if (n != len + 1 - at || memcmp(text + at - 1, end, n))
		wrong("%zd bytes at %ld before anything was read, then %zd at 1",
		      n, (long)at, len);
	close(fd);
}

/* A namespace's details must not tell how many sockets others have. */
static void check_walk_line(void)
{
	struct procfile pf;
	unsigned long total;

	read_details(&pf);
	total = tally_sum(&pf.tally);
	if (total != OURS + LISTENERS)
		wrong("TOTAL adds up to %lu", total);
	else if (pf.walk_sockets != total)
		wrong("the walk line says %lu sockets, the namespace has %lu",
		      pf.walk_sockets, total);
}

/* The file of ports shows the same sockets; that of all namespaces is not here. */
static void check_rows(void)
{
	static struct rows rows;
	int fd = open(ROWS_PORTS, O_RDONLY);
	const char *why = rows_read(fd, &rows);
	const struct row all = rows_sum(&rows, 0, ROWS_MAX - 1);

	if (why)
		wrong("ports: %s", why);
	else if (all.of[TCP_ESTABLISHED] != OURS ||
		 all.of[TCP_LISTEN] != LISTENERS)
		wrong("ports: %u connections and %u listeners",
		      all.of[TCP_ESTABLISHED], all.of[TCP_LISTEN]);
	close(fd);
	if (open(ROWS_NETNS, O_RDONLY) >= 0 || errno != ENOENT)
		wrong("another namespace has the file of all namespaces");
}

/* Each with the parameter as it was when the file was read. */
static void read_levels(void)
{
	static const int poisons[] = { 0x00, 0x5a, 0x6b, 0xa5, 0xff };
	int i, level;

	for (i = 0; i < ROUNDS; i++) {
		level = i % (KNOB_MAX + 1);
		if (knob_set(level))
			broken("level");
		read_poisoned(i % 2 ? PROCFILE : NET_FILE, level,
			      poisons[pick(5)]);
	}
}

void hostile_leaks(void)
{
	struct sockaddr_storage address;
	int i;

	if (regcomp(&seen.suspicious, suspicious, REG_EXTENDED | REG_NOSUB))
		broken("regcomp");
	open_halves(AF_INET, OTHERS);
	/* First in the initial namespace, then in a new one. */
	read_levels();
	if (namespace_enter())
		broken("namespace");
	open_halves(AF_INET6, OURS);
	for (i = 0; i < LISTENERS; i++)
		if (loopback_listener(AF_INET, 1, &address) < 0)
			broken("listener");
	read_levels();
	read_shrunk();
	read_fresh();
	check_walk_line();
	check_rows();
	if (!seen.texts || !seen.beyond)
		wrong("nothing was read");
	tell("%s texts of both files at all levels, %s bytes: ",
	     commas(seen.texts), commas(seen.bytes));
	tell("only the documented fields, no address, no poison byte, ");
	tell("nothing written beyond; %s reads where a longer text was: ",
	     commas(seen.beyond));
	tell("nothing; beside %d sockets of others ", OTHERS);
	tell("the walk line and the ports tell only of the namespace's own %d",
	     OURS + LISTENERS);
}
