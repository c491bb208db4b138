/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /proc/tcpstates says, or a saved copy of it
 */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "source.h"
#include "states.h"

/* The numbers of a row, in the order of the file's columns. */
enum procfile_number {
	PROCFILE_TOTAL,
	PROCFILE_IPV4,
	PROCFILE_IPV6,
	PROCFILE_NUMBERS
};

/**
 * struct procfile_row - the sockets in one state
 * @sockets:	how many; the total is the sum of the others
 * @description: what the state means, or NULL if the file does not say
 */
struct procfile_row {
	unsigned long long sockets[PROCFILE_NUMBERS];
	const char *description;
};

/* The most bytes a file may have: several times what the module writes. */
#define PROCFILE_SIZE 16384

/**
 * struct procfile - a file that was read
 * @rows:	one for each of tcpstates_states, in the same order
 * @details:	all lines that start with "# ", or an empty string
 * @line:	how many lines were read; the wrong one if parsing failed
 * @text:	the file itself; descriptions and details point into it, so the
 *		struct must not be copied
 */
struct procfile {
	struct procfile_row rows[TCPSTATES_ROWS];
	const char *details;
	unsigned int line;
	char text[PROCFILE_SIZE + 1];
};

/**
 * procfile_read() - read and parse the proc file or a copy of it
 * @file:	is filled in
 * @source:	where it is
 *
 * Return: STATUS_FINE; STATUS_NOT_LOADED if there is no live file;
 * STATUS_FAILED if the file cannot be read or is not, from the first byte to
 * the last, what the module writes. Then a line is on stderr and @file is not
 * to be used.
 */
enum status procfile_read(struct procfile *file, const struct source *source);

/**
 * procfile_read_here() - read this namespace's live file, if that is possible
 * @file:	is filled in
 *
 * Return: whether it was; if not, nothing is said about it.
 */
bool procfile_read_here(struct procfile *file);

/**
 * procfile_parse() - understand a file that is in memory
 * @file:	its text holds the file; the rest is filled in and the text is
 *		cut up
 * @length:	the number of bytes in the text, at most PROCFILE_SIZE
 *
 * Return: NULL, or what is wrong with the line @file->line.
 */
const char *procfile_parse(struct procfile *file, size_t length);

#endif /* PROCFILE_H */
