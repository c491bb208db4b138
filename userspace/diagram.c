// SPDX-License-Identifier: GPL-2.0-only
/*
 * diagram.c - draw how one state leads to another
 *
 * After RFC 9293, figure 5, and what Linux does: a listening socket cannot
 * connect(), and FIN_WAIT2 ends after tcp_fin_timeout.
 */
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "tcpst.h"

/* What happens, and after a '/' what is sent; docs/states.svg is made of it. */
static const struct edge {
	int from;
	int to;
	const char *label;
} edges[] = {
	{ TCP_CLOSE, TCP_LISTEN, "listen()" },
	{ TCP_CLOSE, TCP_SYN_SENT, "connect() / SYN" },
	{ TCP_LISTEN, TCP_CLOSE, "close()" },
	{ TCP_LISTEN, TCP_SYN_RECV, "SYN / SYN+ACK" },
	{ TCP_SYN_SENT, TCP_CLOSE, "close()" },
	{ TCP_SYN_SENT, TCP_SYN_RECV, "SYN / SYN+ACK" },
	{ TCP_SYN_SENT, TCP_ESTABLISHED, "SYN+ACK / ACK" },
	{ TCP_SYN_RECV, TCP_ESTABLISHED, "ACK of SYN" },
	{ TCP_SYN_RECV, TCP_FIN_WAIT1, "close() / FIN" },
	{ TCP_ESTABLISHED, TCP_FIN_WAIT1, "close() / FIN" },
	{ TCP_ESTABLISHED, TCP_CLOSE_WAIT, "FIN / ACK" },
	{ TCP_FIN_WAIT1, TCP_FIN_WAIT2, "ACK of FIN" },
	{ TCP_FIN_WAIT1, TCP_CLOSING, "FIN / ACK" },
	{ TCP_FIN_WAIT1, TCP_TIME_WAIT, "FIN + ACK of FIN / ACK" },
	{ TCP_FIN_WAIT2, TCP_TIME_WAIT, "FIN / ACK" },
	{ TCP_FIN_WAIT2, TCP_CLOSE, "tcp_fin_timeout" },
	{ TCP_CLOSING, TCP_TIME_WAIT, "ACK of FIN" },
	{ TCP_TIME_WAIT, TCP_CLOSE, "60 s" },
	{ TCP_CLOSE_WAIT, TCP_LAST_ACK, "close() / FIN" },
	{ TCP_LAST_ACK, TCP_CLOSE, "ACK of FIN" },
	{ 0, 0, NULL },
};

enum { DRAWING_COLUMNS = 79, BOX_COLUMNS = 11 };

/* Where a '%' is, the number of sockets goes, in the middle of BOX_COLUMNS. */
static const char drawing[] =
"┌──LISTEN───┐◀──── listen() ─────┌───CLOSE───┐─ connect() / SYN ─▶┌─SYN_SENT──┐\n"
"│%          │───── close() ─────▶│%          │◀──── close() ──────│%          │\n"
"└──┬────────┘                    └───────────┘                    └──┬─────┬──┘\n"
"   │ SYN / SYN+ACK                                     SYN / SYN+ACK │     │\n"
"   │     ┌───────────────────────────────────────────────────────────┘     │\n"
"   ▼     ▼                                                                 │\n"
"┌─SYN_RECV──┐                    ┌ESTABLISHED┐                             │\n"
"│%          │─── ACK of SYN ────▶│%          │◀────── SYN+ACK / ACK ───────┘\n"
"└──┬────────┘                    └──┬─────┬──┘\n"
"   │ close() / FIN    close() / FIN │     │ FIN / ACK\n"
"   │     ┌──────────────────────────┘     └──────────────────────────┐\n"
"   ▼     ▼                                                           ▼\n"
"┌─FIN_WAIT1─┐                    ┌──CLOSING──┐                    ┌CLOSE_WAIT─┐\n"
"│%          │──── FIN / ACK ────▶│%          │                    │%          │\n"
"└──┬─────┬──┘                    └──┬────────┘                    └──┬────────┘\n"
"   │     └─ FIN + ACK of FIN / ACK ─┼─────┐                          │\n"
"   │ ACK of FIN          ACK of FIN │     │            close() / FIN │\n"
"   ▼                                ▼     ▼                          ▼\n"
"┌─FIN_WAIT2─┐                    ┌─TIME_WAIT─┐                    ┌─LAST_ACK──┐\n"
"│%          │──── FIN / ACK ────▶│%          │                    │%          │\n"
"└──┬────────┘                    └────────┬──┘                    └──┬────────┘\n"
"   └─ tcp_fin_timeout ─▶ CLOSE ◀── 60 s ──┘  CLOSE ◀── ACK of FIN ───┘\n"
"A / B: on A, B is sent. A RST or a timeout leads to CLOSE.\n";

/* The states of the '%', in the order of the text. */
static const unsigned char boxes[] = {
	TCP_LISTEN, TCP_CLOSE, TCP_SYN_SENT, TCP_SYN_RECV, TCP_ESTABLISHED,
	TCP_FIN_WAIT1, TCP_CLOSING, TCP_CLOSE_WAIT, TCP_FIN_WAIT2,
	TCP_TIME_WAIT, TCP_LAST_ACK,
};

/* Bytes of each character of the drawing that is not ASCII. */
enum { STROKE_BYTES = 3 };

/* What stands for such a character in ASCII; '+' for corners and junctions. */
static char ascii_stroke(const char *stroke)
{
	static const char strokes[] = "─│▼◀▶";
	const char *found = memmem(strokes, sizeof(strokes) - 1, stroke,
				   STROKE_BYTES);

	if (!found)
		return '+';
	return "-|v<>"[(found - strokes) / STROKE_BYTES];
}

static void draw_box(const struct procfile *file, unsigned int row, bool color)
{
	const char *start = "";
	char count[24] = "-";
	int before;

	if (file) {
		const long double sockets = file->rows[row].sockets[TOTAL];

		(void)snprintf(count, sizeof(count),
			       sockets > 99999999999 ? "%.3Le" : "%.0Lf",
			       sockets);
		if (sockets == 0)
			start = TERMINAL_DIM;
		else if (procfile_notable(file, row))
			start = TERMINAL_NOTABLE;
	}
	before = (BOX_COLUMNS - (int)strlen(count)) / 2;
	printf("%s%*s%s%*s%s", color ? start : "", before, "", count,
	       BOX_COLUMNS - before - (int)strlen(count), "",
	       color && *start ? TERMINAL_PLAIN : "");
}

static void draw(const struct procfile *file, bool color, bool unicode)
{
	const unsigned char *box = boxes;
	const char *text = drawing;

	while (*text) {
		if (*text == '%') {
			draw_box(file, state_row(*box++), color);
			text += BOX_COLUMNS;
		} else if (unicode || !((unsigned char)*text & 0x80)) {
			putchar(*text++);
		} else {
			putchar(ascii_stroke(text));
			text += STROKE_BYTES;
		}
	}
}

/* For a terminal that is too narrow for the drawing. */
static void list(const struct procfile *file)
{
	const struct edge *edge;
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct tcpstates_state *state = &tcpstates_states[row];

		if (state->number == TCPSTATES_UNKNOWN)
			continue;
		(void)fputs(state->name, stdout);
		if (file)
			printf(": %llu", file->rows[row].sockets[TOTAL]);
		putchar('\n');
		for (edge = edges; edge->label; edge++)
			if (edge->from == state->number)
				printf("  %-22s  %s\n", edge->label,
				       state_name(edge->to));
	}
}

enum status diagram_main(const struct options *options, char *arguments[])
{
	const unsigned int unknown = state_row(TCPSTATES_UNKNOWN);
	const unsigned short columns = terminal_size().ws_col;
	const struct procfile *found;
	struct procfile file;
	enum status status;

	(void)arguments;
	status = procfile_read(&file, &options->source, &found);
	if (status != STATUS_OK)
		return status;
	if (columns && columns < DRAWING_COLUMNS)
		list(found);
	else
		draw(found, terminal_color(options->color), terminal_unicode());
	if (found && found->rows[unknown].sockets[TOTAL])
		printf("UNKNOWN: %llu\n", found->rows[unknown].sockets[TOTAL]);
	return STATUS_OK;
}
