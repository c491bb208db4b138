/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.h - lines for ports, network namespaces, units or programs
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
 * @resolve:	replaces KEY by another column; or NULL
 * @describe:	fills in what the file does not have; or NULL
 */
struct list {
	const char *file;
	const char *name;
	const char *metric;
	const char *columns[COLUMNS];
	bool has_queues;
	size_t sort;
	void (*resolve)(struct list *list);
	void (*describe)(struct line *lines, size_t n);
	struct line *lines;
	size_t n;
};

/* Returns false if there is no memory. */
bool list_add(struct list *list, const struct line *line);

/* Others choose the names: but for ASCII they may harm a terminal or JSON. */
void make_ascii(char *text);

/* For qsort(): by rank, then by SIDE, KEY and PID. */
int by_rank(const void *left, const void *right);

/* Prints the lines and columns that the options choose. */
enum status list_print(struct list *list, const struct options *options);

/* Reads a file and prints it. */
enum status list_main(struct list *list, const struct options *options);

/* The innermost container or unit of a cgroup's path, which it cuts up. */
const char *find_unit(char *text);

/*
 * Fills in the name of the process PID, and its container or unit. Returns when
 * the process began.
 */
unsigned long long describe_process(struct line *line);

#endif /* LIST_H */
