/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.h - lines for ports, for network namespaces or for programs
 */
#ifndef LIST_H
#define LIST_H

#include "tcpst.h"

/* The columns; a file has SIDE, KEY and those from STATES on. */
enum {
	COUNT, SIDE, KEY, NAME, SERVICE, PID, COMMAND, UNIT, STATES,
	QUEUED = STATES + TCPSTATES_ROWS, LIMIT, FULL, COLUMNS
};

/* @rank: greater ones come first; @texts: any bytes, NULL if not known */
struct line {
	unsigned long long rank;
	unsigned long long numbers[COLUMNS];
	const char *texts[STATES];
};

/**
 * struct list - the lines
 * @file:	its name in /proc/net
 * @name:	of the JSON array
 * @metric:	what metrics and their label are called
 * @columns:	the names of those that there are
 * @has_queues:	whether QUEUED, LIMIT and FULL are in the file
 * @sort:	the one to sort by; equal lines by SIDE, KEY and PID
 * @describe:	fills in what the file does not have; or NULL
 */
struct list {
	const char *file;
	const char *name;
	const char *metric;
	const char *columns[COLUMNS];
	bool has_queues;
	size_t sort;
	void (*describe)(struct line *lines, size_t n);
	struct line *lines;
	size_t n;
};

/* Returns false if there is no memory. */
bool list_add(struct list *list, const struct line *line);

/* Prints the lines and columns that the options choose. */
enum status list_print(struct list *list, const struct options *options);

/* Reads a file and prints it. */
enum status list_main(struct list *list, const struct options *options);

/*
 * Fills in the name of the process PID, and its container or unit. Returns when
 * the process began.
 */
unsigned long long describe_process(struct line *line);

#endif /* LIST_H */
