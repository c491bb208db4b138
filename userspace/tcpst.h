/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tcpst.h - the options and what they choose
 */
#ifndef TCPST_H
#define TCPST_H

#include <stdbool.h>

#include "output.h"
#include "procfile.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_RAW, FORMAT_METRICS };

/**
 * struct options - what the options say
 * @source:	which file to read (-f, -N, --pid)
 * @format:	how to print it (-J, -r, -m)
 * @color:	whether to use colour (--color)
 * @number:	the only column of numbers to print, or TOTAL for all (-4, -6)
 * @rows:	a bit for each index of tcpstates_states to print; 0 for all
 *		(-s, -l, -a)
 * @non_zero:	leave out rows that are 0 (-z)
 * @noheadings:	print no header (--noheadings)
 * @interval:	nanoseconds between two readings; 0 for one reading (-c)
 * @count:	how many readings; 0 for no limit (--count)
 * @sort:	the column to sort by; NULL for none (-S)
 * @top:	how many lines; 0 for all (--top)
 * @port:	only sockets with this port; 0 for all (-s, of who)
 * @numeric:	do not look names up (-n)
 */
struct options {
	struct source source;
	enum format format;
	enum color color;
	enum number number;
	unsigned int rows;
	bool non_zero;
	bool noheadings;
	long long interval;
	unsigned long count;
	const char *sort;
	unsigned long top;
	unsigned int port;
	bool numeric;
};

/**
 * struct series - the last table on the terminal, which the next one replaces
 * @started:	whether there is one
 * @sockets:	the numbers of its rows
 * @lines:	how many lines of the terminal it takes
 */
struct series {
	bool started;
	unsigned long long sockets[TCPSTATES_ROWS];
	size_t lines;
};

/*
 * Prints a reading in the format of the options, with the time if there are
 * several. With a @series it replaces the last one instead. Returns STATUS_OK,
 * or STATUS_FAILED with a message.
 */
enum status table_print(const struct procfile *file,
			const struct options *options, struct series *series);

/* For other tables; a column that is flushed right has numbers. */
struct libscols_table *table_new(const struct options *options,
				 const char *name);
int table_add_column(struct libscols_table *scols, const char *name, int flags);

/* Of a metric: a label with the name of a state, in lower case. */
void print_state(const char *label, const char *name);

/*
 * The commands, a file each; show is the one without a name. @arguments are
 * what follows the command's name, terminated by NULL. Each prints its errors
 * and returns the exit status.
 */
enum status show_main(const struct options *options);
enum status verbose_main(const struct options *options, char *arguments[]);
enum status explain_main(const struct options *options, char *arguments[]);
enum status diagram_main(const struct options *options, char *arguments[]);
enum status ports_main(const struct options *options, char *arguments[]);
enum status netns_main(const struct options *options, char *arguments[]);
enum status units_main(const struct options *options, char *arguments[]);
enum status who_main(const struct options *options, char *arguments[]);

#endif /* TCPST_H */
