// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads tcpstates_ports, _cgroups and _netns; says what the first should show
 */
#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loopback.h"
#include "procfile.h"
#include "rows.h"

#define STATES " ESTABLISHED    SYN_SENT    SYN_RECV   FIN_WAIT1" \
	"   FIN_WAIT2   TIME_WAIT  CLOSE_WAIT    LAST_ACK      LISTEN" \
	"     CLOSING     UNKNOWN"
#define QUEUES "      QUEUED       LIMIT        FULL"

/* CLOSE has none. The last three are those of listeners. */
static const int columns[] = {
	TCP_ESTABLISHED, TCP_SYN_SENT, TCP_SYN_RECV, TCP_FIN_WAIT1,
	TCP_FIN_WAIT2, TCP_TIME_WAIT, TCP_CLOSE_WAIT, TCP_LAST_ACK, TCP_LISTEN,
	TCP_CLOSING, TALLY_UNKNOWN, ROWS_QUEUED, ROWS_LIMIT, ROWS_FULL,
};

/* What the files look like. */
static const struct format {
	const char *header;
	int width;	/* of the key */
	int columns;
} formats[] = {
	{ "SIDE  PORT" STATES QUEUES "\n", 0, 14 },
	{ "              CGROUP" STATES QUEUES "\n", 20, 14 },
	{ "     NETNS" STATES "\n", 10, 11 },
};

#define LINE_SIZE 256

/* The timer that /proc/net/tcp shows for time-wait minisocks. */
#define MINISOCK_TIMER 3

static size_t print_row(char line[LINE_SIZE], const struct row *row,
			const struct format *format)
{
	char *at = line;
	int i;

	at += format->width ? sprintf(at, "%*llu", format->width, row->key) :
			      sprintf(at, "%-4s %5llu",
				      row->key < ROWS_OUT ? "in" : "out",
				      row->key % ROWS_OUT);
	for (i = 0; i < format->columns; i++)
		at += sprintf(at, " %11u", row->of[columns[i]]);
	return at + sprintf(at, "\n") - line;
}

/* Returns what follows the line, or NULL if printing it gives another one. */
static const char *parse_row(const char *line, struct row *row,
			     const struct format *format)
{
	const size_t side = format->width ? 0 : strcspn(line, " ");
	char again[LINE_SIZE], *at;
	size_t len;
	int i;

	*row = (struct row){ .key = *line == 'o' ? ROWS_OUT : 0 };
	row->key += strtoull(line + side, &at, 10);
	for (i = 0; i < format->columns; i++)
		row->of[columns[i]] = strtoul(at, &at, 10);
	len = print_row(again, row, format);
	return strncmp(line, again, len) ? NULL : line + len;
}

static const struct format *find_format(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (!strncmp(text, formats[i].header,
			     strlen(formats[i].header)))
			return &formats[i];
	return NULL;
}

static bool no_sockets(const struct row *row)
{
	static const unsigned int none[TALLY_STATES];

	return !memcmp(row->of, none, sizeof(none));
}

const char *rows_parse(const char *text, size_t len, struct rows *rows)
{
	const struct format *format = find_format(text);
	struct row *row = rows->row;

	if (strlen(text) != len)
		return "a character is NUL";
	if (!format)
		return "the header is not as documented";
	for (text += strlen(format->header); *text; row++) {
		if (row == rows->row + ROWS_MAX)
			return "too many lines";
		text = parse_row(text, row, format);
		if (!text)
			return "a line is not as documented";
		if (row > rows->row && row->key <= row[-1].key)
			return "the lines are not sorted, or one is there twice";
		if (no_sockets(row))
			return "a line has no sockets";
	}
	rows->count = row - rows->row;
	*row = (struct row){};
	return NULL;
}

const char *rows_read(int fd, struct rows *rows)
{
	static char text[ROWS_TEXT];
	ssize_t len;

	if (lseek(fd, 0, SEEK_SET))
		return strerror(errno);
	len = procfile_drain(fd, text, sizeof(text), sizeof(text));
	return len < 0 ? strerror(errno) : rows_parse(text, len, rows);
}

/* Returns the number of a row by the name of its column, or NULL. */
static unsigned int *number_of(struct row *row, const char *name)
{
	const char *at = formats[0].header + strlen("SIDE  PORT");
	char word[16];
	int i, n;

	for (i = 0; sscanf(at, "%15s%n", word, &n) == 1; i++, at += n)
		if (!strcmp(word, name))
			return &row->of[columns[i]];
	return NULL;
}

int rows_write(struct rows *rows, const char *text)
{
	struct row *row = NULL;
	unsigned int number;
	char word[16];
	int n;

	rows->count = 0;
	for (; sscanf(text, "%15s %u %n", word, &number, &n) == 2; text += n) {
		bool out = !strcmp(word, "out");

		if (out || !strcmp(word, "in")) {
			row = &rows->row[rows->count++];
			*row = (struct row){ .key = number + out * ROWS_OUT };
		} else if (row && number_of(row, word)) {
			*number_of(row, word) = number;
		} else {
			return -1;
		}
	}
	rows->row[rows->count] = (struct row){};
	return *text ? -1 : 0;
}

struct row rows_sum(const struct rows *rows, unsigned long long first,
		    unsigned long long last)
{
	struct row sum = { .key = first };
	const struct row *row;
	int i;

	for (row = rows->row; row < rows->row + rows->count; row++) {
		if (row->key < first || row->key > last)
			continue;
		for (i = 0; i < ROWS_NUMBERS; i++)
			sum.of[i] += row->of[i];
	}
	return sum;
}

/* In this order: the sides of minisocks depend on the others, all on listeners. */
enum kind { LISTENERS, OTHERS, MINISOCKS, KINDS };

/* A line of /proc/net/tcp or tcp6. */
struct line {
	enum kind kind;
	unsigned int local;
	unsigned int remote;
	unsigned int state;
	unsigned int received;	/* of a listener: what waits for accept() */
};

/* No test has more. */
#define LINES_MAX (3 * ROWS_OUT)

static bool is_ephemeral(unsigned int port)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	unsigned int low, high;
	bool is;

	if (!file)
		return false;
	is = fscanf(file, "%u %u", &low, &high) == 2 && port >= low &&
	     port <= high;
	fclose(file);
	return is;
}

/* Adds those of a file to the first @nr; returns how many there are then, or -1. */
static int read_lines(const char *path, struct line *lines, int nr)
{
	FILE *file = fopen(path, "re");
	unsigned int timer;
	char text[512];

	if (!file)
		return -1;
	while (nr < LINES_MAX && fgets(text, sizeof(text), file)) {
		struct line *line = &lines[nr];

		/* slot: local:port remote:port state sent:received timer:when */
		if (sscanf(text, " %*u: %*[^:]:%x %*[^:]:%x %x %*x:%x %x",
			   &line->local, &line->remote, &line->state,
			   &line->received, &timer) != 5)
			continue;
		line->kind = line->state == TCP_LISTEN ? LISTENERS :
			     timer == MINISOCK_TIMER ? MINISOCKS : OTHERS;
		nr++;
	}
	fclose(file);
	return nr;
}

/* On side in there are only listeners and what was accepted so far. */
static bool is_in(const struct line *line, const struct row *rows,
		  const bool *served)
{
	const struct row *row = &rows[line->local];

	if (line->kind == LISTENERS || row->of[TCP_LISTEN])
		return true;
	if (!served[line->local])
		return false;
	return line->kind == OTHERS || !no_sockets(row) ||
	       !is_ephemeral(line->local);
}

static void add_line(const struct line *line, struct row *rows,
		     const bool *served)
{
	struct row *row = &rows[is_in(line, rows, served) ? line->local :
				ROWS_OUT + line->remote];

	row->of[line->state < TALLY_STATES ? line->state : TALLY_UNKNOWN]++;
	if (line->kind == LISTENERS)
		row->of[ROWS_QUEUED] += line->received;
}

static void add_limit(int fd, struct row *rows)
{
	struct tcp_info info = {};
	socklen_t size = sizeof(info);
	struct row *row;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) ||
	    info.tcpi_state != TCP_LISTEN)
		return;
	row = &rows[loopback_port(fd)];
	row->of[ROWS_LIMIT] += info.tcpi_sacked;
	if (row->of[ROWS_LIMIT] < info.tcpi_sacked)
		row->of[ROWS_LIMIT] = UINT_MAX;
	row->of[ROWS_FULL] += info.tcpi_unacked > info.tcpi_sacked;
}

int rows_expect(struct rows *rows, const bool served[ROWS_OUT])
{
	static struct line lines[LINES_MAX];
	struct row *row = rows->row;
	enum kind kind;
	int i, nr;

	nr = read_lines("/proc/thread-self/net/tcp", lines, 0);
	if (nr >= 0)
		nr = read_lines("/proc/thread-self/net/tcp6", lines, nr);
	if (nr < 0)
		return -1;
	memset(rows, 0, sizeof(*rows));
	for (kind = 0; kind < KINDS; kind++)
		for (i = 0; i < nr; i++)
			if (lines[i].kind == kind)
				add_line(&lines[i], row, served);
	for (i = 0; i < getdtablesize(); i++)
		add_limit(i, row);
	/* Only those with sockets stay. */
	for (i = 0; i < ROWS_MAX; i++) {
		row[i].key = i;
		if (!no_sockets(&row[i]))
			row[rows->count++] = row[i];
	}
	row[rows->count] = (struct row){};
	return 0;
}

bool rows_same(const struct rows *wanted, const struct rows *seen)
{
	char line[LINE_SIZE];
	size_t i;

	for (i = 0; i <= wanted->count; i++) {
		if (!memcmp(&wanted->row[i], &seen->row[i], sizeof(struct row)))
			continue;
		print_row(line, &wanted->row[i], formats);
		fprintf(stderr, "# wanted %s", line);
		print_row(line, &seen->row[i], formats);
		fprintf(stderr, "# seen   %s", line);
		return false;
	}
	return true;
}
