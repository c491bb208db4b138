// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which state leads to which, and by what
 *
 * After RFC 9293, figure 5, less what Linux does not do: a listening socket
 * cannot connect().
 */
#include <netinet/tcp.h>
#include <stdio.h>

#include "graph.h"
#include "names.h"

const struct graph_edge graph_edges[] = {
	{ TCP_CLOSE, TCP_LISTEN, "listen()" },
	{ TCP_CLOSE, TCP_SYN_SENT, "connect() / SYN" },
	{ TCP_LISTEN, TCP_CLOSE, "close()" },
	{ TCP_LISTEN, TCP_SYN_RECV, "SYN / SYN+ACK" },
	{ TCP_SYN_SENT, TCP_CLOSE, "close()" },
	{ TCP_SYN_SENT, TCP_SYN_RECV, "SYN / SYN+ACK" },
	{ TCP_SYN_SENT, TCP_ESTABLISHED, "SYN+ACK / ACK" },
	{ TCP_SYN_RECV, TCP_ESTABLISHED, "ACK" },
	{ TCP_SYN_RECV, TCP_FIN_WAIT1, "close() / FIN" },
	{ TCP_ESTABLISHED, TCP_FIN_WAIT1, "close() / FIN" },
	{ TCP_ESTABLISHED, TCP_CLOSE_WAIT, "FIN / ACK" },
	{ TCP_FIN_WAIT1, TCP_FIN_WAIT2, "ACK" },
	{ TCP_FIN_WAIT1, TCP_CLOSING, "FIN / ACK" },
	{ TCP_FIN_WAIT1, TCP_TIME_WAIT, "FIN+ACK / ACK" },
	{ TCP_FIN_WAIT2, TCP_TIME_WAIT, "FIN / ACK" },
	{ TCP_CLOSING, TCP_TIME_WAIT, "ACK" },
	{ TCP_TIME_WAIT, TCP_CLOSE, "60 s" },
	{ TCP_CLOSE_WAIT, TCP_LAST_ACK, "close() / FIN" },
	{ TCP_LAST_ACK, TCP_CLOSE, "ACK" },
	{ 0, 0, NULL },
};

bool graph_is_busy(const struct procfile *file, unsigned int row)
{
	double all = 0;
	unsigned int i;

	for (i = 0; i < TCPSTATES_ROWS; i++)
		all += (double)file->rows[i].sockets[PROCFILE_TOTAL];
	return all > 0 &&
	       (double)file->rows[row].sockets[PROCFILE_TOTAL] >= all / 10;
}

/* Only UNKNOWN has none, and needs none as long as there are no such sockets. */
static bool is_needed(const struct procfile *file, unsigned int row)
{
	return tcpstates_states[row].number != TCPSTATES_UNKNOWN ||
	       (file && file->rows[row].sockets[PROCFILE_TOTAL]);
}

static void list_state(const struct procfile *file, unsigned int row)
{
	const struct tcpstates_state *state = &tcpstates_states[row];
	const struct graph_edge *edge;

	fputs(state->name, stdout);
	if (file)
		printf(": %llu", file->rows[row].sockets[PROCFILE_TOTAL]);
	putchar('\n');
	for (edge = graph_edges; edge->label; edge++)
		if (edge->from == state->number)
			printf("  %-15s  %s\n", edge->label,
			       state_of(edge->to));
}

void graph_list(const struct procfile *file)
{
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (is_needed(file, row))
			list_state(file, row);
}

static void print_node(const struct procfile *file, unsigned int row)
{
	const char *name = tcpstates_states[row].name;

	printf("\t%s", name);
	if (file)
		printf(" [label=\"%s\\n%llu\"%s]", name,
		       file->rows[row].sockets[PROCFILE_TOTAL],
		       graph_is_busy(file, row) ? ", style=bold" : "");
	puts(";");
}

void graph_dot(const struct procfile *file)
{
	const struct graph_edge *edge;
	unsigned int row;

	puts("digraph " TCPSTATES_NAME " {\n\tnode [shape=box];");
	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (is_needed(file, row))
			print_node(file, row);
	for (edge = graph_edges; edge->label; edge++)
		printf("\t%s -> %s [label=\"%s\"];\n", state_of(edge->from),
		       state_of(edge->to), edge->label);
	puts("}");
}
