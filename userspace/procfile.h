/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * procfile.h - find, read and parse /proc/net/tcpstates or a saved copy of it
 */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "output.h"
#include "states.h"

/**
 * struct source - which file to read; at most one member is set
 * @path:	a saved copy, "-" for standard input
 * @netns:	the network namespace with this ip-netns(8) name
 * @pid:	the network namespace of this process
 *
 * With none set it is the file of the caller's network namespace.
 */
struct source {
	const char *path;
	const char *netns;
	int pid;
};

/*
 * Opens a file of /proc/net or the saved copy, in the namespace of the source,
 * which is entered for good. If it returns NULL, source_failed() says why.
 */
FILE *source_open(const struct source *source, const char *file,
		  const char **name);

/* Prints why a file could not be opened or read. */
enum status source_failed(const struct source *source, const char *name,
			  int err);

/* Cuts the next word off; it is empty at the end of the line. */
char *next_word(char **rest);

bool parse_number(const char *word, unsigned long long *number);

/* The numbers of a row, in the order of the file's columns. */
enum number { TOTAL, IPV4, IPV6, NUMBERS };

/**
 * struct procfile_row - the sockets in one state
 * @sockets:	how many; the total is the sum of the others
 * @description: what the state means; NULL at level 0
 */
struct procfile_row {
	unsigned long long sockets[NUMBERS];
	const char *description;
};

/* The most bytes that a file may have: several times what the module writes. */
#define PROCFILE_SIZE 16384

/**
 * struct procfile - a parsed file
 * @rows:	in the order of tcpstates_states
 * @details:	the lines that begin with "# ", as they are
 * @has_queues:	whether they tell of accept queues
 * @queued:	connections that wait to be accepted
 * @full:	listening sockets whose accept queue is full
 * @line:	the number of the last line parsed, for error messages
 * @text:	the strings that the other members point to; so do not copy the
 *		struct
 */
struct procfile {
	struct procfile_row rows[TCPSTATES_ROWS];
	const char *details;
	bool has_queues;
	unsigned long long queued;
	unsigned long long full;
	unsigned int line;
	char text[PROCFILE_SIZE + 1];
};

/**
 * procfile_read() - read and parse a file
 * @source:	which one; its namespace is entered for good
 * @found:	if not NULL: set to @file, or to NULL if no source is set and
 *		the caller's own file cannot be read, which is then no error
 *
 * Return: STATUS_OK; STATUS_NOT_LOADED if the module is not loaded;
 * STATUS_FAILED if the file cannot be read or is not exactly what the module
 * writes. Failures print a message.
 */
enum status procfile_read(struct procfile *file, const struct source *source,
			  const struct procfile **found);

/*
 * Enters the namespace of @source->netns or @source->pid, if one is set, for
 * good. Returns STATUS_OK, or STATUS_FAILED with a message.
 */
enum status enter_namespace(const struct source *source);

/*
 * Parses the @length bytes in @file->text, at most PROCFILE_SIZE. Returns NULL,
 * or what is wrong in line @file->line.
 */
const char *procfile_parse(struct procfile *file, size_t length);

/*
 * Whether a row deserves attention, however small it is: sockets in CLOSE_WAIT
 * or UNKNOWN, and in SYN_RECV and LISTEN while an accept queue is full.
 */
bool procfile_notable(const struct procfile *file, unsigned int row);

/* The index in tcpstates_states of the state with this number, or its name. */
unsigned int state_row(int number);
const char *state_name(int number);

/*
 * The index of the state with this name, spelled as netstat, ss or RFC 9293 do,
 * in any case, with or without '-' and '_'; or -1. The name need not be
 * terminated.
 */
int find_state(const char *name, size_t length);

#endif /* PROCFILE_H */
