// SPDX-License-Identifier: GPL-2.0-only
/*
 * states.c - the one table of TCP states, compiled into module and tool alike
 *
 * Meanings after RFC 9293, section 3.3.2; the 60 seconds of TIME_WAIT are
 * TCP_TIMEWAIT_LEN of the kernel's include/net/tcp.h. "This end" is the
 * machine the file is read on, "the program" the one that owns the socket.
 */
#include "states.h"

const struct tcpstates_state tcpstates_states[TCPSTATES_ROWS] = {
	{ 1, "ESTABLISHED",
	  "Open: both ends can send; either program may close when it is done." },
	{ 2, "SYN_SENT",
	  "This end sent a SYN to connect; waits for the other end's SYN+ACK." },
	{ 3, "SYN_RECV",
	  "A SYN came in and was answered; waits for the ACK and for room in the accept queue." },
	{ 4, "FIN_WAIT1",
	  "This end closed; waits for the other end's ACK of all, the FIN included." },
	{ 5, "FIN_WAIT2",
	  "This end closed; waits for the program at the other end to close too." },
	{ 6, "TIME_WAIT",
	  "Both ends closed; kept 60 s to absorb late segments, then goes by itself." },
	{ 7, "CLOSE",
	  "Closed, caught while leaving the table; waits for nothing." },
	{ 8, "CLOSE_WAIT",
	  "The other end closed; waits for the program at this end to close too." },
	{ 9, "LAST_ACK",
	  "Both ends closed, the other one first; waits for the ACK of this end's FIN." },
	{ 10, "LISTEN",
	  "Waits for clients to connect; the program takes them with accept()." },
	{ 11, "CLOSING",
	  "Both ends closed at the same time; waits for the ACK of this end's FIN." },
	{ TCPSTATES_UNKNOWN, "UNKNOWN",
	  "In a state this version does not know; a newer tcpstates may name it." },
};
