/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * procfile.h - find, read and parse /proc/net/tcpstates or a saved copy of it
 */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
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

/* The numbers of a row, in the order of the file's columns. */
enum number { TOTAL, IPV4, IPV6, NUMBERS };

/**
 * struct procfile_row - the sockets in one state
 * @sockets:	how many, by enum number; the total is the sum of the others
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
 * @text:	the file's text, cut into strings that the other members point to;
 *		so do not copy the struct
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
 * procfile_enter() - move into the namespace that a source names
 * @source:	where to go; nothing is done unless it has a @netns
 *
 * Return: STATUS_OK, or STATUS_FAILED with a message on stderr.
 */
enum status procfile_enter(const struct source *source);

/**
 * procfile_read() - read and parse the file
 * @file:	the result
 * @source:	which file; procfile_enter() was called for it
 *
 * Return: STATUS_OK; STATUS_NOT_LOADED if the module is not loaded;
 * STATUS_FAILED if the file cannot be read or is not exactly what the module
 * writes. Failures print a message on stderr.
 */
enum status procfile_read(struct procfile *file, const struct source *source);

/**
 * procfile_find() - read the file if there is one
 * @file:	the result
 * @source:	which file
 * @found:	set to @file, or to NULL if no source is set and the caller's
 *		own file cannot be read, which is not an error here
 *
 * Return: as procfile_enter() and procfile_read().
 */
enum status procfile_find(struct procfile *file, const struct source *source,
			  const struct procfile **found);

/**
 * procfile_parse() - parse a file that is in memory
 * @file:	@file->text holds it; the other members are the result
 * @length:	bytes in @file->text, at most PROCFILE_SIZE
 *
 * Return: NULL, or what is wrong in line @file->line.
 */
const char *procfile_parse(struct procfile *file, size_t length);

/**
 * procfile_notable() - whether a row deserves attention, however small it is
 * @file:	the file
 * @row:	index into tcpstates_states
 *
 * True for sockets in CLOSE_WAIT or UNKNOWN, and for those in SYN_RECV and
 * LISTEN while an accept queue is full.
 */
bool procfile_notable(const struct procfile *file, unsigned int row);

/**
 * state_row() - find a state by its name
 * @name:	as netstat, ss or RFC 9293 write it, in any case, with or
 *		without '-' and '_'
 * @length:	the length of the name, which need not be terminated
 *
 * Return: its index in tcpstates_states, or -1.
 */
int state_row(const char *name, size_t length);

/* The name of the state with this number. */
const char *state_name(int number);

#endif /* PROCFILE_H */
