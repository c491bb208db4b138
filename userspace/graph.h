/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which state leads to which, and by what
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "procfile.h"

/**
 * struct graph_edge - a way from one state to another
 * @from:	the number of the state
 * @to:		the number of the next one
 * @label:	what happens, and after a '/' what is sent then
 */
struct graph_edge {
	int from;
	int to;
	const char *label;
};

/* Ends with an edge without a label. A RST, which always ends it, is no edge. */
extern const struct graph_edge graph_edges[];

/* What makes a state a busy one: a tenth of all sockets. */
bool graph_is_busy(const struct procfile *file, unsigned int row);

/**
 * graph_list() - print the edges in words
 * @file:	the counts, or NULL
 */
void graph_list(const struct procfile *file);

/**
 * graph_dot() - print the graph as dot(1) reads it
 * @file:	the counts, or NULL
 */
void graph_dot(const struct procfile *file);

#endif /* GRAPH_H */
