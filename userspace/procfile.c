// SPDX-License-Identifier: GPL-2.0-only
/*
 * procfile.c - find, read and parse /proc/net/tcpstates or a saved copy of it
 *
 * A wrong number is worse than none: a file that is not exactly what the module
 * writes is refused, and nothing is skipped or guessed.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procfile.h"

static const char blanks[] = " \t";

/* Names that differ from the kernel's in more than case, '-' and '_'. */
static const struct alias {
	const char *name;
	int number;
} aliases[] = {
	{ "ESTAB", TCP_ESTABLISHED },		/* ss */
	{ "LISTENING", TCP_LISTEN },		/* ss */
	{ "UNCONN", TCP_CLOSE },		/* ss */
	{ "UNCONNECTED", TCP_CLOSE },		/* ss */
	{ "CLOSED", TCP_CLOSE },		/* ss, RFC 9293 */
	{ "SYN_RECEIVED", TCP_SYN_RECV },	/* RFC 9293 */
	{ NULL, 0 },
};

static bool same_name(const char *name, size_t length, const char *known)
{
	const char *end = name + length;

	for (;; name++, known++) {
		while (name < end && (*name == '-' || *name == '_'))
			name++;
		known += strspn(known, "-_");
		if (name == end || !*known)
			return name == end && !*known;
		if (toupper((unsigned char)*name) != *known)
			return false;
	}
}

unsigned int state_row(int number)
{
	unsigned int row = 0;

	while (row < TCPSTATES_ROWS - 1 &&
	       tcpstates_states[row].number != number)
		row++;
	return row;
}

const char *state_name(int number)
{
	return tcpstates_states[state_row(number)].name;
}

int find_state(const char *name, size_t length)
{
	const struct alias *alias;
	int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (same_name(name, length, tcpstates_states[row].name))
			return row;
	for (alias = aliases; alias->name; alias++)
		if (same_name(name, length, alias->name))
			return (int)state_row(alias->number);
	return -1;
}

char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, blanks);

	*rest = word + strcspn(word, blanks);
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

/* Cuts the next line off; NULL if it does not end in a newline. */
static char *next_line(struct procfile *file, char **rest)
{
	char *line = strsep(rest, "\n");

	file->line++;
	return *rest ? line : NULL;
}

/* Plain ASCII only, so that no byte of the file can harm a terminal. */
static bool is_text(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (text[i] != '\n' && text[i] != '\t' &&
		    (text[i] < ' ' || text[i] > '~'))
			return false;
	return true;
}

static const char *parse_header(char *line, bool *described)
{
	static const char *const names[] = { "STATE", "TOTAL", "IPV4", "IPV6" };
	const char *word;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!line || strcmp(next_word(&line), names[i]) != 0)
			return "not the header of " TCPSTATES_NAME;

	word = next_word(&line);
	*described = !strcmp(word, "DESCRIPTION");
	if ((*word && !*described) || *next_word(&line))
		return "a column that this version does not know";
	return NULL;
}

/* strtoull() alone would accept a sign, and blanks before it. */
bool parse_number(const char *word, unsigned long long *number)
{
	if (!*word || word[strspn(word, "0123456789")])
		return false;
	errno = 0;
	*number = strtoull(word, NULL, 10);
	return !errno;
}

static const char *parse_row(char *line, const char *name, bool described,
			     struct procfile_row *row)
{
	unsigned long long sum;
	size_t i;

	if (!line)
		return "cut short";
	if (strcmp(next_word(&line), name) != 0)
		return "not the state that belongs here";
	for (i = 0; i < NUMBERS; i++)
		if (!parse_number(next_word(&line), &row->sockets[i]))
			return "a number is missing, malformed or too large";
	if (__builtin_add_overflow(row->sockets[IPV4], row->sockets[IPV6],
				   &sum) || sum != row->sockets[TOTAL])
		return "the total is not the sum of IPV4 and IPV6";

	line += strspn(line, blanks);
	if (described != (*line != '\0'))
		return described ? "the description is missing" :
				   "more than the header announces";
	row->description = described ? line : NULL;
	return NULL;
}

/* Later versions may write other details; only these are understood. */
static const char *parse_details(struct procfile *file, const char *text)
{
	static const char queues[] = "# listen sockets %*[0-9]"
				     " queued %21[0-9] full %21[0-9]";
	char queued[22], full[22];
	const char *end;

	file->details = text;
	file->has_queues = false;
	for (; *text; text = end + 1) {
		file->line++;
		end = strchr(text, '\n');
		if (!end)
			return "cut short";
		if (strncmp(text, "# ", 2) != 0)
			return "a row that this version does not know";
		if (sscanf(text, queues, queued, full) == 2)
			file->has_queues =
				parse_number(queued, &file->queued) &&
				parse_number(full, &file->full);
	}
	return NULL;
}

const char *procfile_parse(struct procfile *file, size_t length)
{
	char *rest = file->text;
	bool described = false;
	const char *why;
	size_t i;

	rest[length] = '\0';
	file->line = 1;
	if (!is_text(rest, length))
		return "not plain text";

	file->line = 0;
	why = parse_header(next_line(file, &rest), &described);
	for (i = 0; !why && i < TCPSTATES_ROWS; i++)
		why = parse_row(next_line(file, &rest),
				tcpstates_states[i].name, described,
				&file->rows[i]);
	return why ? why : parse_details(file, rest);
}

bool procfile_notable(const struct procfile *file, unsigned int row)
{
	if (!file->rows[row].sockets[TOTAL])
		return false;
	switch (tcpstates_states[row].number) {
	case TCP_CLOSE_WAIT:
	case TCPSTATES_UNKNOWN:
		return true;
	case TCP_SYN_RECV:
	case TCP_LISTEN:
		return file->has_queues && file->full;
	default:
		return false;
	}
}

enum status enter_namespace(const struct source *source)
{
	const char *name = source->netns;
	char path[512] = "";
	int err, fd;

	if (source->pid)
		(void)snprintf(path, sizeof(path), "/proc/%d/ns/net",
			       source->pid);
	else if (!name)
		return STATUS_OK;
	/* The name must not lead out of the directory of ip-netns(8). */
	else if (*name && *name != '.' && !strchr(name, '/'))
		(void)snprintf(path, sizeof(path), "/run/netns/%s", name);

	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 || setns(fd, CLONE_NEWNET) ? errno : 0;
	if (fd >= 0)
		close(fd);
	if (err && source->pid)
		return source_failed(source, path, err);
	switch (err) {
	case 0:
		return STATUS_OK;
	case ENOENT:
		return fail(STATUS_FAILED, "%s: no such network namespace;"
			    " see: ip netns", name);
	case EINVAL:
		return fail(STATUS_FAILED, "%s: not a network namespace", name);
	default:
		return fail(STATUS_FAILED, "%s: %s%s", name, strerror(err),
			    err == EPERM || err == EACCES ?
			    "; run it as root" : "");
	}
}

FILE *source_open(const struct source *source, const char *file,
		  const char **name)
{
	static char path[64];

	*name = NULL;
	if (source->netns && enter_namespace(source) != STATUS_OK)
		return NULL;
	if (source->pid)
		(void)snprintf(path, sizeof(path), "/proc/%d/net/%s",
			       source->pid, file);
	else
		/* Of the calling thread, visible with subset=pid too. */
		(void)snprintf(path, sizeof(path), "/proc/thread-self/net/%s",
			       file);
	*name = source->path ? source->path : path;
	if (strcmp(*name, "-") != 0)
		return fopen(*name, "re");
	*name = "standard input";
	return stdin;
}

enum status source_failed(const struct source *source, const char *name,
			  int err)
{
	char path[64];

	if (!name)
		return STATUS_FAILED;
	/* A process that has ended has no namespace, even if it is listed. */
	(void)snprintf(path, sizeof(path), "/proc/%d/net/dev", source->pid);
	if (source->pid && access(path, F_OK) && errno == ENOENT)
		return fail(STATUS_FAILED, "process %d: %s", source->pid,
			    strerror(ESRCH));
	if (source->path || err != ENOENT)
		return fail(STATUS_FAILED, "%s: %s%s", name, strerror(err),
			    (err == EACCES || err == EPERM) && !source->path ?
			    "; run it as root" : "");
	if (access("/sys/module/" TCPSTATES_NAME, F_OK))
		return not_loaded(name);
	return fail(STATUS_FAILED, "%s: the module is loaded, but %s", name,
		    strstr(name, TCPSTATES_PORTS) ? "it is older than " TCPST :
		    strstr(name, TCPSTATES_CGROUPS) ? "it is older than " TCPST
		    ", or this kernel has no CONFIG_SOCK_CGROUP_DATA" :
		    strstr(name, TCPSTATES_NETNS) ? "it is older than " TCPST ", or"
		    " this network namespace is not the initial one" :
		    "this /proc does not show the file");
}

/* Returns the length, or -1 with errno set. */
static ssize_t read_file(struct procfile *file, FILE *stream)
{
	size_t length;
	int err = 0;

	if (!stream)
		return -1;
	length = fread(file->text, 1, sizeof(file->text), stream);
	if (ferror(stream))
		err = errno;
	else if (length > PROCFILE_SIZE)
		err = EFBIG;
	(void)fclose(stream);
	errno = err;
	return err ? -1 : (ssize_t)length;
}

enum status procfile_read(struct procfile *file, const struct source *source,
			  const struct procfile **found)
{
	const bool optional = found && !source->path && !source->netns &&
			      !source->pid;
	const char *name;
	const char *why;
	ssize_t length;

	if (found)
		*found = NULL;
	length = read_file(file, source_open(source, TCPSTATES_NAME, &name));
	if (length < 0)
		return optional ? STATUS_OK :
				  source_failed(source, name, errno);
	why = procfile_parse(file, (size_t)length);
	if (why)
		return optional ? STATUS_OK :
				  fail(STATUS_FAILED, "%s: line %u: %s", name,
				       file->line, why);
	if (found)
		*found = file;
	return STATUS_OK;
}
