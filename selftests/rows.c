// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads tcpstates_ports, _cgroups and _netns; says what the first should show
 */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Adds listeners, or all others: which side depends on all listeners. */
static int add_proc_net(const char *path, bool listeners, struct row *rows)
{
	unsigned int low, high, local, remote, state, received;
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	char line[512];

	if (!file || fscanf(file, "%u %u", &low, &high) != 2 ||
	    !freopen(path, "re", file))
		return -1;
	while (fgets(line, sizeof(line), file)) {
		struct row *row;
		bool listens;

		/* slot: local:port remote:port state sent:received */
		if (sscanf(line, " %*u: %*[^:]:%x %*[^:]:%x %x %*x:%x", &local,
			   &remote, &state, &received) != 4)
			continue;
		listens = state == TCP_LISTEN;
		if (listens != listeners)
			continue;
		row = &rows[local];
		if (!listens && !row->of[TCP_LISTEN] && local >= low &&
		    local <= high)
			row = &rows[ROWS_OUT + remote];
		row->of[state < TALLY_STATES ? state : TALLY_UNKNOWN]++;
		if (listens)
			row->of[ROWS_QUEUED] += received;
	}
	return fclose(file);
}

/* Addresses of both families have the port in the same place. */
static void add_limit(int fd, struct row *rows)
{
	struct tcp_info info = {};
	struct sockaddr_in in;
	socklen_t info_size = sizeof(info), size = sizeof(in);
	struct row *row;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &info_size) ||
	    info.tcpi_state != TCP_LISTEN ||
	    getsockname(fd, (struct sockaddr *)&in, &size))
		return;
	row = &rows[ntohs(in.sin_port)];
	row->of[ROWS_LIMIT] += info.tcpi_sacked;
	if (row->of[ROWS_LIMIT] < info.tcpi_sacked)
		row->of[ROWS_LIMIT] = UINT_MAX;
	row->of[ROWS_FULL] += info.tcpi_unacked > info.tcpi_sacked;
}

int rows_expect(struct rows *rows)
{
	struct row *row = rows->row;
	int i;

	memset(rows, 0, sizeof(*rows));
	if (add_proc_net("/proc/thread-self/net/tcp", true, row) ||
	    add_proc_net("/proc/thread-self/net/tcp6", true, row) ||
	    add_proc_net("/proc/thread-self/net/tcp", false, row) ||
	    add_proc_net("/proc/thread-self/net/tcp6", false, row))
		return -1;
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
