// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads /proc/tcpstates, /proc/net/tcp{,6} and the output of ss
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "procfile.h"

/* The names of the rows, by state number. */
static const char *const names[TALLY_STATES] = {
	"UNKNOWN", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1",
	"FIN_WAIT2", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN",
	"CLOSING",
};

/* The names that ss uses. */
static const char *const ss_names[TALLY_STATES] = {
	"UNKNOWN", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2",
	"TIME-WAIT", "UNCONN", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING",
};

#define NUMBERS 3

/* In columns of a terminal. */
#define MAX_DESCRIPTION 44

/* The places of the header's words; the rows have to match them. */
struct columns {
	size_t number_end[NUMBERS];
	size_t description;
};

ssize_t procfile_drain(int fd, char *text, size_t size, size_t step)
{
	size_t len = 0;
	ssize_t n;

	do {
		size_t room = size - 1 - len;

		if (!room) {
			errno = EFBIG;
			return -1;
		}
		n = read(fd, text + len, step < room ? step : room);
		if (n < 0)
			return -1;
		len += n;
	} while (n);
	text[len] = '\0';
	return len;
}

ssize_t procfile_text(const char *path, char text[PROCFILE_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = procfile_drain(fd, text, PROCFILE_SIZE, PROCFILE_SIZE);
	close(fd);
	return len;
}

/* The start of the next word after *pos, which is set to the word's end. */
static size_t next_word(const char *line, size_t *pos)
{
	size_t start = *pos + strspn(line + *pos, " ");

	*pos = start + strcspn(line + start, " ");
	return start;
}

static bool word_is(const char *line, size_t start, size_t end,
		    const char *word)
{
	return end - start == strlen(word) &&
	       !memcmp(line + start, word, end - start);
}

static const char *parse_header(const char *line, struct procfile *pf,
				struct columns *columns)
{
	static const char *const words[NUMBERS] = { "TOTAL", "IPV4", "IPV6" };
	size_t start, pos = 0;
	int i;

	start = next_word(line, &pos);
	if (start || !word_is(line, start, pos, "STATE"))
		return "the header does not begin with STATE";
	for (i = 0; i < NUMBERS; i++) {
		start = next_word(line, &pos);
		if (!word_is(line, start, pos, words[i]))
			return "a column is missing in the header";
		columns->number_end[i] = pos;
	}
	pf->level = line[pos] != '\0';
	if (!pf->level)
		return NULL;
	columns->description = next_word(line, &pos);
	if (!word_is(line, columns->description, pos, "DESCRIPTION"))
		return "the header has a fifth column, but not DESCRIPTION";
	return line[pos] ? "the header has something after DESCRIPTION" : NULL;
}

/* Decimal, right-aligned below its header, without leading zeros. */
static const char *parse_number(const char *line, size_t *pos, size_t end,
				unsigned long *number)
{
	size_t start = next_word(line, pos);
	size_t digits = strspn(line + start, "0123456789");

	if (!digits || start + digits != *pos)
		return "a number is missing in a row";
	if (line[start] == '0' && digits > 1)
		return "a number has leading zeros";
	if (*pos != end)
		return "a number is not right-aligned";
	errno = 0;
	*number = strtoul(line + start, NULL, 10);
	return errno ? "a number is too big" : NULL;
}

static const char *check_description(const char *line, size_t pos,
				     const struct columns *columns)
{
	size_t start = pos + strspn(line + pos, " ");

	if (!line[start])
		return "a description is missing";
	if (start != columns->description)
		return "a description is not below its header";
	if (strlen(line + start) > MAX_DESCRIPTION)
		return "a description is too long";
	if (strchr(" .", line[strlen(line) - 1]))
		return "a description ends with a blank or a full stop";
	return NULL;
}

static const char *parse_row(const char *line, unsigned int state,
			     struct procfile *pf, const struct columns *columns)
{
	unsigned long numbers[NUMBERS];
	const char *complaint;
	size_t start, pos = 0;
	int i;

	start = next_word(line, &pos);
	if (start || !word_is(line, start, pos, names[state]))
		return "a row is missing or in the wrong place";
	for (i = 0; i < NUMBERS; i++) {
		complaint = parse_number(line, &pos, columns->number_end[i],
					 &numbers[i]);
		if (complaint)
			return complaint;
	}
	if (numbers[0] != numbers[1] + numbers[2])
		return "TOTAL is not the sum of IPV4 and IPV6";
	pf->tally.sockets[TALLY_IPV4][state] = numbers[1];
	pf->tally.sockets[TALLY_IPV6][state] = numbers[2];
	if (pf->level)
		return check_description(line, pos, columns);
	return line[pos] ? "a row has something after its numbers" : NULL;
}

/* Printing the values must give the same line again. */
static const char *parse_walk(const char *line, struct procfile *pf)
{
	char again[256];

	if (sscanf(line, "# walk buckets %lu sockets %lu usecs %lu",
		   &pf->walk_buckets, &pf->walk_sockets, &pf->walk_usecs) != 3)
		return "not a # walk line";
	snprintf(again, sizeof(again),
		 "# walk buckets %lu sockets %lu usecs %lu",
		 pf->walk_buckets, pf->walk_sockets, pf->walk_usecs);
	return strcmp(line, again) ? "extra text in the # walk line" : NULL;
}

static const char *parse_listen(const char *line, struct procfile *pf)
{
	const struct tally *t = &pf->tally;
	char again[256];

	if (sscanf(line, "# listen sockets %lu queued %lu full %lu",
		   &pf->listeners, &pf->queued, &pf->full) != 3)
		return "not a # listen line";
	snprintf(again, sizeof(again),
		 "# listen sockets %lu queued %lu full %lu",
		 pf->listeners, pf->queued, pf->full);
	if (strcmp(line, again))
		return "extra text in the # listen line";
	if (pf->listeners != t->sockets[TALLY_IPV4][TCP_LISTEN] +
			     t->sockets[TALLY_IPV6][TCP_LISTEN])
		return "the # listen line and the LISTEN row differ";
	return NULL;
}

#define ROWS_AT 1
#define WALK_AT (ROWS_AT + TALLY_STATES)
#define LISTEN_AT (WALK_AT + 1)
#define LINES (LISTEN_AT + 1)

static const char *parse_line(const char *line, int at, struct procfile *pf,
			      struct columns *columns)
{
	if (at < ROWS_AT)
		return parse_header(line, pf, columns);
	if (at < WALK_AT) /* UNKNOWN, state 0, is the last */
		return parse_row(line, (at - ROWS_AT + 1) % TALLY_STATES, pf,
				 columns);
	if (at == WALK_AT)
		return parse_walk(line, pf);
	if (at == LISTEN_AT)
		return parse_listen(line, pf);
	return "too many lines";
}

static const char *check_lines(int lines, struct procfile *pf)
{
	if (lines < WALK_AT)
		return "rows are missing";
	if (lines == WALK_AT)
		return NULL;
	if (lines != LINES)
		return "a # line is missing";
	if (!pf->level)
		return "# lines without descriptions";
	pf->level = 2;
	return NULL;
}

/* Only printable ASCII and newlines, with a newline at the end. */
static const char *check_characters(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~'))
			return "a character is not printable ASCII";
	return len && text[len - 1] == '\n' ? NULL : "the last line is cut off";
}

const char *procfile_parse(const char *text, size_t len, struct procfile *pf)
{
	const char *complaint = check_characters(text, len);
	struct columns columns = {};
	const char *newline;
	char line[512];
	int at = 0;

	*pf = (struct procfile){};
	for (; !complaint && len; at++) {
		size_t n;

		newline = memchr(text, '\n', len);
		n = newline - text;
		if (n >= sizeof(line))
			return "a line is too long";
		memcpy(line, text, n);
		line[n] = '\0';
		complaint = parse_line(line, at, pf, &columns);
		text += n + 1;
		len -= n + 1;
	}
	return complaint ? complaint : check_lines(at, pf);
}

const char *procfile_read(const char *path, struct procfile *pf)
{
	char text[PROCFILE_SIZE];
	ssize_t len = procfile_text(path, text);

	if (len < 0)
		return strerror(errno);
	return procfile_parse(text, len, pf);
}

static int add_proc_net(const char *path, unsigned long *sockets)
{
	FILE *file = fopen(path, "re");
	unsigned int state;
	char line[512];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		/* slot: local:port remote:port state; skips the header */
		if (sscanf(line, " %*u: %*[^:]:%*x %*[^:]:%*x %x",
			   &state) != 1)
			continue;
		sockets[state < TALLY_STATES ? state : TALLY_UNKNOWN]++;
	}
	fclose(file);
	return 0;
}

int tally_proc_net(struct tally *tally)
{
	*tally = (struct tally){};
	if (add_proc_net("/proc/self/net/tcp", tally->sockets[TALLY_IPV4]) ||
	    add_proc_net("/proc/self/net/tcp6", tally->sockets[TALLY_IPV6]))
		return -1;
	return 0;
}

static unsigned int ss_state(const char *name)
{
	unsigned int state;

	for (state = 1; state < TALLY_STATES; state++)
		if (!strcmp(name, ss_names[state]))
			return state;
	return TALLY_UNKNOWN;
}

static int add_ss(const char *command, unsigned long *sockets)
{
	FILE *output = popen(command, "re");
	char line[512], state[32];
	int status;

	if (!output)
		return -1;
	while (fgets(line, sizeof(line), output))
		if (sscanf(line, "%31s", state) == 1)
			sockets[ss_state(state)]++;
	status = pclose(output);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return 1;
	return status ? -1 : 0;
}

/*
 * Leaves out UNCONN: newer kernels also show sockets to ss that are only bound
 * and thus in neither table.
 */
int tally_ss(struct tally *tally)
{
	int err;

	*tally = (struct tally){};
	err = add_ss("ss -Htan4 2>/dev/null", tally->sockets[TALLY_IPV4]);
	if (!err)
		err = add_ss("ss -Htan6 2>/dev/null",
			     tally->sockets[TALLY_IPV6]);
	tally->sockets[TALLY_IPV4][TCP_CLOSE] = 0;
	tally->sockets[TALLY_IPV6][TCP_CLOSE] = 0;
	return err;
}

bool tally_same(const char *who, const struct tally *wanted,
		const struct tally *seen)
{
	bool same = true;
	int family, state;

	for (family = 0; family < TALLY_FAMILIES; family++) {
		for (state = 0; state < TALLY_STATES; state++) {
			unsigned long want = wanted->sockets[family][state];
			unsigned long have = seen->sockets[family][state];

			if (want == have)
				continue;
			same = false;
			fprintf(stderr, "# %s: %s IPV%d: wanted %lu, seen %lu\n",
				who, names[state],
				family == TALLY_IPV4 ? 4 : 6, want, have);
		}
	}
	return same;
}

bool tally_is_shown(const char *path, const struct tally *wanted)
{
	const char *complaint;
	struct procfile pf;

	complaint = procfile_read(path, &pf);
	if (complaint) {
		fprintf(stderr, "# %s: %s\n", path, complaint);
		return false;
	}
	return tally_same(path, wanted, &pf.tally);
}

bool tally_is_shown_soon(const char *path, const struct tally *wanted)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	struct procfile pf;
	int looks;

	for (looks = 0; looks < 1000; looks++) {
		if (!procfile_read(path, &pf) &&
		    !memcmp(wanted, &pf.tally, sizeof(*wanted)))
			return true;
		nanosleep(&pause, NULL);
	}
	return tally_is_shown(path, wanted);
}

bool tally_is_seen(const struct tally *wanted)
{
	struct tally seen;
	bool same;
	int err;

	same = tally_is_shown(PROCFILE, wanted);
	if (tally_proc_net(&seen)) {
		perror("# /proc/net/tcp");
		return false;
	}
	same &= tally_same("/proc/net/tcp", wanted, &seen);
	err = tally_ss(&seen);
	if (err < 0)
		fprintf(stderr, "# ss failed\n");
	if (err <= 0)
		same &= !err && tally_same("ss", wanted, &seen);
	return same;
}
