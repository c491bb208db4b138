// SPDX-License-Identifier: GPL-2.0-only
/*
 * states.c - the table of TCP states, compiled into both module and tool
 *
 * The descriptions follow RFC 9293, section 3.3.2. The 60 seconds of TIME_WAIT
 * are TCP_TIMEWAIT_LEN in the kernel's include/net/tcp.h. "We" is the machine
 * where the file is read, "our program" the program that owns the socket.
 */
#include "states.h"

const struct tcpstates_state tcpstates_states[TCPSTATES_ROWS] = {
	{ 1, "ESTABLISHED", "open: both ends can send data" },
	{ 2, "SYN_SENT", "SYN sent; peer has not answered yet" },
	{ 3, "SYN_RECV", "SYN received and answered; waiting for ACK" },
	{ 4, "FIN_WAIT1", "we closed; peer has not acknowledged our FIN" },
	{ 5, "FIN_WAIT2", "we closed; peer has not closed yet" },
	{ 6, "TIME_WAIT", "both closed; kept 60 s for late segments" },
	{ 7, "CLOSE", "always 0: closed sockets are in no table" },
	{ 8, "CLOSE_WAIT", "peer closed; our program has not closed yet" },
	{ 9, "LAST_ACK", "peer closed, then we; waiting for last ACK" },
	{ 10, "LISTEN", "waiting for clients to connect" },
	{ 11, "CLOSING", "both closed at once; waiting for ACK of FIN" },
	{ TCPSTATES_UNKNOWN, "UNKNOWN",
	  "state that this tcpstates does not know" },
};
