// SPDX-License-Identifier: GPL-2.0-only
/*
 * What explain says: words only, no logic
 *
 * After RFC 9293, sections 3.3.2, 3.5 and 3.6, and what Linux does: net/ipv4,
 * and Documentation/networking/ip-sysctl.rst for the defaults.
 */
#include <netinet/tcp.h>
#include <stddef.h>

#include "explain_text.h"

const char *const explain_no_socket = "(none)";

const char *const explain_count = "%llu now (%llu IPv4, %llu IPv6)";

const char *const explain_more =
	"Two programs step by step: tcpstates explain open, close,"
	" simultaneous-close or listen. All at a glance: tcpstates diagram.";

const struct explain_state explain_labels = {
	.done = "so far",
	.waits = "waits for",
	.from = "comes from",
	.to = "goes to",
	.many = "if many",
	.look = "look at",
};

const struct explain_word explain_words[] = {
	{ "SYN",
	  "\"synchronize\": the segment that opens one direction. It says from"
	  " which number its sender counts the bytes it is going to send." },
	{ "ACK",
	  "\"acknowledge\": says up to which number all has come in. Every"
	  " segment but the first SYN, and some RST, carries one, so it can come"
	  " alone, with data, or with a SYN or FIN: SYN+ACK, FIN+ACK." },
	{ "FIN",
	  "\"finish\": the segment that closes one direction: its sender sends"
	  " no more data. The other direction stays open." },
	{ "RST",
	  "\"reset\": ends the connection at once, in both directions; nothing"
	  " is waited for." },
	{ NULL, NULL },
};

const struct explain_state explain_states[TCPSTATES_ROWS] = {
[TCP_ESTABLISHED] = {
	.done =
		"Both ends have sent a SYN, and this one has received the ACK of"
		" its own. No FIN has been sent or received.",
	.waits =
		"Nothing. It is either program's turn to send or to close; TCP"
		" itself lets a connection be silent for ever.",
	.from =
		"SYN_SENT, when a SYN+ACK comes in (an ACK goes out)\n"
		"SYN_RECV, when the ACK of this end's SYN comes in",
	.to =
		"FIN_WAIT1, when the program closes (a FIN goes out)\n"
		"CLOSE_WAIT, when a FIN comes in (an ACK goes out)\n"
		"CLOSE, when a RST comes in, when data is repeated for too long"
		" without an ACK, or when the program closes and has not read"
		" all that came in (a RST goes out)",
	.many =
		"Normal on a busy machine. If the number only ever grows,"
		" programs forget to close, or the other ends have gone without"
		" a word: that is noticed only if the program has set"
		" SO_KEEPALIVE, by default after a little more than two hours,"
		" or when it sends. Connections that wait to be accepted are in"
		" this number too.",
	.look =
		"ss -tnpo state established: programs, queues, timers\n"
		"net.ipv4.tcp_keepalive_time, net.ipv4.tcp_retries2\n"
		"the program: its limits, its pool of connections, whether it"
		" sets SO_KEEPALIVE",
},
[TCP_SYN_SENT] = {
	.done =
		"This end has sent a SYN, and again if there was no answer."
		" Nothing has been received.",
	.waits = "The other end's turn: a SYN+ACK.",
	.from = "CLOSE, when the program calls connect() (a SYN goes out)",
	.to =
		"ESTABLISHED, when a SYN+ACK comes in (an ACK goes out)\n"
		"SYN_RECV, when a SYN without ACK comes in (a SYN+ACK goes"
		" out): both ends connect to each other at the same time\n"
		"CLOSE, when a RST comes in (\"connection refused\"), when the"
		" last SYN is not answered in time (\"connection timed out\") or"
		" when the program gives up",
	.many =
		"Other ends do not answer: the machine is off, a firewall drops"
		" the SYN, or the queue of the socket that listens there is"
		" full. Where nobody listens a RST would have come at once.",
	.look =
		"ss -tnpo state syn-sent: who connects where\n"
		"net.ipv4.tcp_syn_retries: 6 by default, which makes a little"
		" more than two minutes\n"
		"at the other end: nstat -az TcpExtListenOverflows",
},
[TCP_SYN_RECV] = {
	.done =
		"A SYN has been received and a SYN+ACK sent, and again if there"
		" was no ACK.",
	.waits = "The client's turn: the ACK of this end's SYN.",
	.from =
		"LISTEN, when a SYN comes in (a SYN+ACK goes out). The socket"
		" that listens stays as it is; the kernel notes the client in a"
		" request socket, smaller than others and without a program,"
		" and this is what is counted here\n"
		"SYN_SENT, when a SYN without ACK comes in (a SYN+ACK goes out)",
	.to =
		"ESTABLISHED, when the ACK comes in\n"
		"FIN_WAIT1, when the program closes, if the socket comes from"
		" SYN_SENT and so has one (a FIN goes out)\n"
		"CLOSE, when a RST comes in or the last SYN+ACK is not answered"
		" in time",
	.many =
		"Clients do not go on after their SYN: a SYN flood from forged"
		" addresses, or a path that loses segments. Or the accept queue"
		" is full: then the kernel ignores the ACK and the client stays"
		" here. With TCP_DEFER_ACCEPT clients stay until they send data.",
	.look =
		"ss -tn state syn-recv: which clients\n"
		"ss -ltn: the accept queue (Recv-Q) and its limit (Send-Q)\n"
		"nstat -az TcpExtListenOverflows TcpExtSyncookiesSent\n"
		"net.ipv4.tcp_synack_retries: 5 by default, about a minute;"
		" net.ipv4.tcp_syncookies, net.ipv4.tcp_max_syn_backlog",
},
[TCP_FIN_WAIT1] = {
	.done =
		"The program has closed. A FIN has been sent, or follows the"
		" data that is still to be sent. No ACK of it and no FIN has"
		" been received.",
	.waits =
		"The other end's turn, its kernel's rather than its program's:"
		" the ACK of the FIN.",
	.from =
		"ESTABLISHED, when the program calls close() or"
		" shutdown(SHUT_WR) (a FIN goes out)\n"
		"SYN_RECV, on close() only, if the socket comes from SYN_SENT",
	.to =
		"FIN_WAIT2, when the ACK of the FIN comes in\n"
		"CLOSING, when a FIN comes in before it (an ACK goes out)\n"
		"TIME_WAIT, when one segment is both (an ACK goes out)\n"
		"CLOSE, when a RST comes in, when data comes in after close()"
		" (a RST goes out), or when the FIN is repeated for too long",
	.many =
		"It takes one round trip, so there are few. Many have other"
		" ends that are gone, or whose programs do not read, so that"
		" the data before the FIN cannot be sent.",
	.look =
		"ss -tno state fin-wait-1: data still to go (Send-Q), timers\n"
		"net.ipv4.tcp_orphan_retries, net.ipv4.tcp_max_orphans",
},
[TCP_FIN_WAIT2] = {
	.done =
		"This end has sent a FIN and received the ACK of it. No FIN has"
		" been received.",
	.waits =
		"The turn of the program at the other end: it is to close, too."
		" Until then it may send.",
	.from = "FIN_WAIT1, when the ACK of the FIN comes in",
	.to =
		"TIME_WAIT, when a FIN comes in (an ACK goes out)\n"
		"CLOSE, when a RST comes in, and if the program has called"
		" close(): when data comes in (a RST goes out), or after"
		" tcp_fin_timeout seconds. After shutdown(SHUT_WR) alone there"
		" is no such limit",
	.many =
		"Programs at the other end do not close: over there the sockets"
		" are in CLOSE_WAIT. After close() the kernel keeps only a small"
		" remnant here, as in TIME_WAIT.",
	.look =
		"ss -tnpo state fin-wait-2: a program that is named has only"
		" called shutdown()\n"
		"net.ipv4.tcp_fin_timeout: 60 by default; not the time of"
		" TIME_WAIT\n"
		"the program at the other end",
},
[TCP_TIME_WAIT] = {
	.done =
		"Both ends have sent a FIN, and this one has received the ACK"
		" of its own and sent the last ACK.",
	.waits =
		"The clock. Should the last ACK be lost, the other end repeats"
		" its FIN and is answered; and no late segment can be taken for"
		" one of a new connection between the same ports.",
	.from =
		"FIN_WAIT2, when a FIN comes in (an ACK goes out)\n"
		"CLOSING, when the ACK of this end's FIN comes in\n"
		"FIN_WAIT1, when both come in at once (an ACK goes out)",
	.to =
		"CLOSE, after 60 seconds, which are fixed in Linux: no sysctl"
		" changes them\n"
		"a new connection between the same ports, when a SYN comes in"
		" that is certainly a later one",
	.many =
		"Normal where this end is the first to close: 1000 connections"
		" a second make 60000 of these. Each takes little memory, and"
		" no program holds it. A client that connects to one port of"
		" one server again and again can run out of local ports; then"
		" connect() fails with EADDRNOTAVAIL.",
	.look =
		"ss -tn state time-wait: which service\n"
		"the program: does it reuse connections, need it be the first"
		" to close?\n"
		"net.ipv4.ip_local_port_range; net.ipv4.tcp_tw_reuse, which"
		" concerns connect() only\n"
		"net.ipv4.tcp_max_tw_buckets: beyond that many, none is kept",
},
[TCP_CLOSE] = {
	.done = "Nothing yet, or nothing any more.",
	.waits = "Nothing.",
	.from =
		"any state but LISTEN, when a RST comes in or the kernel gives"
		" up\n"
		"ESTABLISHED and CLOSE_WAIT, when the program closes and has not"
		" read all that came in (a RST goes out)\n"
		"LAST_ACK, when the ACK of this end's FIN comes in\n"
		"TIME_WAIT, after 60 seconds\n"
		"LISTEN and SYN_SENT, when the program closes",
	.to =
		"LISTEN, when the program calls listen()\n"
		"SYN_SENT, when it calls connect() (a SYN goes out)",
	.many =
		"There are none, or one caught as it leaves. RFC 9293 calls"
		" this CLOSED and means: there is no connection. The kernel"
		" takes a socket out of the tables of connections before it"
		" puts it into this state, and these tables are what is read"
		" here.",
	.look =
		"ss -s: its closed, less its timewait, are sockets in no table",
},
[TCP_CLOSE_WAIT] = {
	.done =
		"A FIN has been received and its ACK sent. This end has sent no"
		" FIN.",
	.waits =
		"The turn of the program at this end: read() tells it of the end"
		" of the data by giving 0, and it is to close. Until then it may"
		" send.",
	.from = "ESTABLISHED, when a FIN comes in (an ACK goes out)",
	.to =
		"LAST_ACK, when the program closes (a FIN goes out)\n"
		"CLOSE, when a RST comes in, when data is repeated for too long"
		" without an ACK, or when the program closes and has not read"
		" all that came in (a RST goes out)",
	.many =
		"A fault of a program at this end, nearly always: it does not"
		" close, or is too busy to notice. The kernel sets no limit to"
		" that; only with SO_KEEPALIVE does it notice, in time, that the"
		" other end has gone. They may also wait to be accepted, their"
		" clients having given up.",
	.look =
		"ss -tnp state close-wait: which program, and what it has not"
		" read (Recv-Q, where the FIN counts as one byte)\n"
		"ls -l /proc/PID/fd: the sockets it holds\n"
		"the program: every way out of it must close()",
},
[TCP_LAST_ACK] = {
	.done =
		"A FIN has been received and its ACK sent. Then the program has"
		" closed, too: a FIN has been sent, or follows the data that is"
		" still to be sent.",
	.waits =
		"The other end's turn, its kernel's: the ACK of this end's FIN.",
	.from = "CLOSE_WAIT, when the program closes (a FIN goes out)",
	.to =
		"CLOSE, when the ACK of the FIN comes in, a RST comes in, or the"
		" FIN is repeated for too long. This end has no TIME_WAIT: that"
		" is for the one that closed first",
	.many =
		"It takes one round trip, so there are few. Many have other ends"
		" that are gone or unreachable.",
	.look =
		"ss -tno state last-ack: data still to go (Send-Q), timers\n"
		"net.ipv4.tcp_orphan_retries, net.ipv4.tcp_max_orphans",
},
[TCP_LISTEN] = {
	.done = "Nothing: it is no connection.",
	.waits =
		"The turn of a client, any client: a SYN. And the program's"
		" turn, to take with accept() what is ready.",
	.from = "CLOSE, when the program calls listen()",
	.to =
		"LISTEN: for a SYN that comes in there is a new socket, which is"
		" in SYN_RECV\n"
		"CLOSE, when the program closes; clients that were not accepted"
		" get a RST",
	.many =
		"There are as many as programs offer services, times addresses,"
		" families and, with SO_REUSEPORT, threads. The load shows in"
		" the queues, not here: see tcpstates explain listen.",
	.look =
		"ss -ltnp: the accept queue (Recv-Q), its limit (Send-Q), the"
		" program\n"
		"nstat -az TcpExtListenOverflows TcpExtListenDrops\n"
		"net.core.somaxconn, and the second argument of listen()\n"
		"tcpstates verbose 2: how many wait, and how many queues are"
		" full",
},
[TCP_CLOSING] = {
	.done =
		"This end's FIN has been sent, or follows data still to be sent."
		" A FIN has come in, but not the ACK of this end's.",
	.waits =
		"The other end's turn, its kernel's: the ACK of this end's FIN.",
	.from =
		"FIN_WAIT1, when a FIN comes in before the ACK (an ACK goes out)",
	.to =
		"TIME_WAIT, when the ACK of the FIN comes in\n"
		"CLOSE, when a RST comes in or the FIN is repeated for too long",
	.many =
		"Rare: both programs have closed before either FIN arrived,"
		" perhaps because both keep to the same time limit. If they"
		" stay, the other end is gone or does not read, or the path"
		" loses segments.",
	.look =
		"ss -tno state closing: data still to go (Send-Q), timers",
},
[TCPSTATES_UNKNOWN] = {
	.many =
		"Anything but 0 says that the kernel has a state which is newer"
		" than this program.",
},
};

const struct story explain_stories[] = {
{
	.name = "open",
	.title = "Opening a connection: three segments.",
	.a = "a connects",
	.b = "b listens",
	.steps = {
	{ STORY_NOBODY, "", STORY_NONE, TCP_LISTEN,
	  "b has called socket(), bind() and listen(). a has called socket(),"
	  " but a socket that does nothing is in no table and is not counted." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_SYN_RECV,
	  "a calls connect(), which sends a SYN. The kernel of b notes it in a"
	  " request socket, which is what counts as SYN_RECV; the socket that"
	  " listens stays in LISTEN. The program b knows nothing of it yet." },
	{ STORY_B, "SYN+ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
	  "b opens its direction, too, and acknowledges that of a. For a this"
	  " is enough: connect() returns, and it can send." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_ESTABLISHED,
	  "The ACK may be the first segment with data. The kernel of b makes a"
	  " full socket of the request; accept() gives it to the program." },
	},
},
{
	.name = "close",
	.title = "Closing a connection: each direction by itself.",
	.a = "a closes first",
	.b = "b closes later",
	.steps = {
	{ STORY_NOBODY, "", TCP_ESTABLISHED, TCP_ESTABLISHED,
	  "Either program may begin, the client as well as the server. Here it"
	  " is a." },
	{ STORY_A, "FIN", TCP_FIN_WAIT1, TCP_CLOSE_WAIT,
	  "a calls close() or shutdown(SHUT_WR). The kernel sends what is left"
	  " to be sent, then a FIN. At b, read() gives 0: the end of the data." },
	{ STORY_B, "ACK", TCP_FIN_WAIT2, TCP_CLOSE_WAIT,
	  "The kernel of b answers by itself. From now on it is the program b's"
	  " turn, however long it takes: as long as it sends or forgets to"
	  " close, b stays in CLOSE_WAIT. If a has called close(), its kernel"
	  " gives up after tcp_fin_timeout, 60 s by default." },
	{ STORY_B, "FIN", TCP_TIME_WAIT, TCP_LAST_ACK,
	  "b calls close(). If it does so before the ACK has been sent, both go"
	  " in one segment, and a never sees FIN_WAIT2." },
	{ STORY_A, "ACK", TCP_TIME_WAIT, STORY_NONE,
	  "The socket of b is gone. a cannot know whether its ACK arrived; if it"
	  " did not, b sends its FIN again, and a must be there to answer." },
	{ STORY_NOBODY, "60 s", STORY_NONE, STORY_NONE,
	  "So a stays for 60 seconds. Who closes first has the TIME_WAIT: on a"
	  " server that closes first, all of them are there." },
	},
},
{
	.name = "simultaneous-close",
	.title = "Both programs close at the same time.",
	.a = "a closes",
	.b = "b closes",
	.steps = {
	{ STORY_NOBODY, "", TCP_ESTABLISHED, TCP_ESTABLISHED,
	  "Neither program knows that the other is about to close." },
	{ STORY_BOTH, "FIN", TCP_FIN_WAIT1, TCP_FIN_WAIT1,
	  "Both call close(). The two FIN are on their way and pass each"
	  " other; neither has arrived yet." },
	{ STORY_BOTH, "ACK", TCP_CLOSING, TCP_CLOSING,
	  "Each end waits for the ACK of its FIN, but a FIN comes in instead:"
	  " both answer it with an ACK, and these two pass each other as well." },
	{ STORY_NOBODY, "", TCP_TIME_WAIT, TCP_TIME_WAIT,
	  "The ACK have arrived. Both ends closed first, so to speak, and both"
	  " have the TIME_WAIT." },
	{ STORY_NOBODY, "60 s", STORY_NONE, STORY_NONE,
	  "After 60 seconds both are gone." },
	},
},
{
	.name = "listen",
	.title = "Listening: two queues, and accept().",
	.a = "a connects",
	.b = "b listens",
	.steps = {
	{ STORY_NOBODY, "listen()", STORY_NONE, TCP_LISTEN,
	  "The kernel of b keeps two queues for the socket: the SYN queue, of"
	  " clients that have sent a SYN, and the accept queue, of connections"
	  " that are ready. The second argument of listen(), but at most"
	  " net.core.somaxconn, limits each of them." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_SYN_RECV,
	  "a is in the SYN queue. If that is full, the kernel answers without"
	  " keeping anything: it hides what it must know in the number of its"
	  " SYN (a SYN cookie). With net.ipv4.tcp_syncookies 0 it drops the SYN." },
	{ STORY_B, "SYN+ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
	  "Repeated if no ACK comes, 5 times by default"
	  " (net.ipv4.tcp_synack_retries)." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_ESTABLISHED,
	  "a moves to the accept queue. To both kernels the connection is open:"
	  " a may send, and b acknowledges what it sends." },
	{ STORY_NOBODY, "accept()", TCP_ESTABLISHED, TCP_ESTABLISHED,
	  "accept() takes the oldest connection out of the queue, and waits if"
	  " there is none. No segment is sent: a does not notice whether it has"
	  " been accepted." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
	  "The same for another client if b is too slow and the accept queue is"
	  " full: its ACK is ignored, it stays in the SYN queue and is sent the"
	  " SYN+ACK again. If net.ipv4.tcp_abort_on_overflow is 1, it gets a RST." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_LISTEN,
	  "As long as the queue is full, the SYN of further clients is dropped,"
	  " too: they send it again after a second. ss -ltn shows the queue in"
	  " Recv-Q and its limit in Send-Q; TcpExtListenOverflows counts what"
	  " was dropped." },
	},
},
{ .name = NULL },
};
