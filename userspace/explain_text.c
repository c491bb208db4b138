// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain_text.c - what tcpst explain prints: text, no logic
 *
 * From RFC 9293, sections 3.3.2, 3.5 and 3.6, and from what Linux does: its
 * net/ipv4, and Documentation/networking/ip-sysctl.rst for the defaults. "We",
 * "our program" and "peer" are used as in states.c.
 */
#include <netinet/tcp.h>
#include <stddef.h>

#include "explain_text.h"

const char *const explain_more =
	"For both ends step by step: tcpst explain open, close,"
	" simultaneous-close or listen. For all states in one picture: tcpst"
	" diagram.";

const char *const explain_words =
"SYN\topens one direction of a connection (\"synchronize\")\n"
"ACK\tacknowledges what was received; with a SYN or FIN: SYN+ACK, FIN+ACK\n"
"FIN\tcloses one direction; the other one stays open (\"finish\")\n"
"RST\tends the connection at once, in both directions (\"reset\")\n";

const char *const explain_states[TCPSTATES_ROWS] = {
[TCP_ESTABLISHED] =
"so far\tBoth ends have sent a SYN, and we have received the ACK of ours. No"
" FIN has been sent or received.\n"
"waits for\tNothing. Either program may send data or close. TCP does not limit"
" how long a connection may be idle.\n"
"comes from\tSYN_SENT: SYN+ACK received, ACK sent\n"
"\tSYN_RECV: ACK of our SYN received\n"
"goes to\tFIN_WAIT1: our program closes, FIN sent\n"
"\tCLOSE_WAIT: FIN received, ACK sent\n"
"\tCLOSE: RST received, or data not acknowledged in time\n"
"\tCLOSE: our program closes with unread data, RST sent\n"
"if many\tNormal on a busy machine. If the number only grows, programs do not"
" close, or peers have vanished: a connection that sends nothing does not"
" notice that unless SO_KEEPALIVE is set. Connections that wait in an accept"
" queue are also counted here.\n"
"look at\ttcpst who established: which programs\n"
"\tss -tno state established: queues, timers\n"
"\tnet.ipv4.tcp_keepalive_time: 7200 s by default; used only with"
" SO_KEEPALIVE\n"
"\tnet.ipv4.tcp_retries2: 15 by default; the connection ends when data has not"
" been acknowledged for at least 15 minutes\n",
[TCP_SYN_SENT] =
"so far\tWe have sent a SYN, possibly several times. Nothing has been"
" received.\n"
"waits for\tA SYN+ACK from the peer.\n"
"comes from\tCLOSE: our program calls connect(), SYN sent\n"
"goes to\tESTABLISHED: SYN+ACK received, ACK sent\n"
"\tSYN_RECV: SYN without ACK received, SYN+ACK sent: both ends connect to each"
" other at the same time\n"
"\tCLOSE: RST received (\"Connection refused\"), ICMP error received (\"No"
" route to host\"), no answer in time (\"Connection timed out\"), or our"
" program closes\n"
"if many\tPeers do not answer: the host is down, a firewall drops the SYN, or"
" the accept queue there is full. A closed port would answer with a RST at"
" once.\n"
"look at\ttcpst who syn-sent: which program connects\n"
"\tss -tn state syn-sent: where to\n"
"\tnet.ipv4.tcp_syn_retries: 6 by default, about two minutes\n"
"\ton the peer: nstat -az TcpExtListenOverflows\n",
[TCP_SYN_RECV] =
"so far\tWe have received a SYN and sent a SYN+ACK, possibly several times.\n"
"waits for\tThe ACK of our SYN from the peer.\n"
"comes from\tLISTEN: SYN received, SYN+ACK sent. The listening socket stays in"
" LISTEN; what is counted here is a request socket, which is small and belongs"
" to no program\n"
"\tLISTEN with TCP Fast Open: the same, but the kernel creates a full socket"
" at once; a program can accept, use and close it before the ACK arrives\n"
"\tSYN_SENT: SYN without ACK received, SYN+ACK sent\n"
"goes to\tESTABLISHED: ACK of our SYN received\n"
"\tFIN_WAIT1: our program closes, FIN sent; full sockets only (TCP Fast Open,"
" or from SYN_SENT)\n"
"\tCLOSE: RST received, or no ACK of our SYN in time\n"
"if many\tClients do not send the ACK: a SYN flood from forged addresses, or a"
" path that loses packets. Or an accept queue is full: the kernel then ignores"
" the ACK. With TCP_DEFER_ACCEPT, clients stay here until they send data.\n"
"look at\ttcpst ports --sort syn-recv: which service\n"
"\tss -tn state syn-recv: which clients\n"
"\tss -ltn: each accept queue (Recv-Q) and its limit (Send-Q)\n"
"\tnstat -az TcpExtListenOverflows TcpExtTCPReqQFullDoCookies"
" TcpExtTCPReqQFullDrop\n"
"\tnet.ipv4.tcp_synack_retries: 5 by default, about a minute\n"
"\tnet.ipv4.tcp_syncookies: 1 by default, used when the SYN queue is full\n",
[TCP_FIN_WAIT1] =
"so far\tOur program has closed. Our FIN has been sent, or waits behind data"
" in the send queue. Neither its ACK nor a FIN has been received.\n"
"waits for\tThe ACK of our FIN from the peer. An ACK of earlier data is not"
" enough.\n"
"comes from\tESTABLISHED: our program calls close() or shutdown(SHUT_WR), FIN"
" sent\n"
"\tSYN_RECV: our program closes, FIN sent; full sockets only\n"
"goes to\tFIN_WAIT2: ACK of FIN received\n"
"\tTIME_WAIT: FIN + ACK of FIN received in one segment, ACK sent\n"
"\tCLOSING: FIN without the ACK of our FIN received, ACK sent\n"
"\tCLOSE: RST received, data received after close() (RST sent), or no ACK of"
" our FIN in time\n"
"if many\tUsually this takes one round trip. If many stay, their peers are"
" gone, or the programs there do not read, so that the data before the FIN"
" cannot be sent.\n"
"look at\tss -tno state fin-wait-1: data not acknowledged yet (Send-Q),"
" timers\n"
"\tnet.ipv4.tcp_orphan_retries: 0 by default, which means 8\n"
"\tnet.ipv4.tcp_max_orphans: a limit for the whole machine\n",
[TCP_FIN_WAIT2] =
"so far\tWe have sent a FIN and received its ACK. No FIN has been received.\n"
"waits for\tThe peer's program to close, too. Until then it may send data.\n"
"comes from\tFIN_WAIT1: ACK of FIN received\n"
"goes to\tTIME_WAIT: FIN received, ACK sent\n"
"\tCLOSE: RST received; after close() also when data is received (RST sent) or"
" tcp_fin_timeout has passed. After shutdown(SHUT_WR) alone there is no time"
" limit\n"
"if many\tPrograms on the peers do not close; their sockets are in CLOSE_WAIT."
" After close(), the kernel keeps only a minisock here, a small substitute for"
" the socket, as in TIME_WAIT.\n"
"look at\ttcpst who fin-wait-2: which programs have shut down a socket but not"
" closed it\n"
"\tnet.ipv4.tcp_fin_timeout: 60 s by default; has no effect on TIME_WAIT."
" Above 60 s, the full socket stays as an orphan for the excess time and only"
" then becomes a minisock\n"
"\tthe program on the peer: does it close its sockets?\n",
[TCP_TIME_WAIT] =
"so far\tBoth ends have sent a FIN. We have received the ACK of ours and sent"
" the last ACK.\n"
"waits for\t60 seconds to pass. If the last ACK is lost, the peer repeats its"
" FIN and gets another ACK. Segments that arrive late cannot be mistaken for"
" data of a new connection between the same ports.\n"
"comes from\tFIN_WAIT2: FIN received, ACK sent\n"
"\tCLOSING: ACK of FIN received\n"
"\tFIN_WAIT1: FIN + ACK of FIN received in one segment, ACK sent\n"
"goes to\tCLOSE: after 60 s, which no sysctl changes; a repeated FIN starts"
" the 60 s again\n"
"\tCLOSE: RST received, unless net.ipv4.tcp_rfc1337 is 1\n"
"\ta new connection between the same ports: SYN received that is newer than"
" the old connection\n"
"if many\tNormal on the end that closes first: 1000 connections a second leave"
" 60000. Each is only a minisock; it needs little memory and belongs to no"
" program. A client that connects to the same port of the same server again"
" and again can run out of local ports; connect() then fails with"
" EADDRNOTAVAIL.\n"
"look at\ttcpst ports --sort time-wait: which service\n"
"\tthe program: can it reuse connections, or let the peer close first?\n"
"\tnet.ipv4.ip_local_port_range: 32768 to 60999 by default\n"
"\tnet.ipv4.tcp_tw_reuse: 2 by default, loopback only; affects only"
" connect()\n"
"\tnet.ipv4.tcp_max_tw_buckets: above this number, sockets skip TIME_WAIT;"
" nstat -az TcpExtTCPTimeWaitOverflow counts them\n",
[TCP_CLOSE] =
"so far\tNothing: there is no connection.\n"
"waits for\tOur program to call connect() or listen().\n"
"comes from\tLAST_ACK: ACK of FIN received\n"
"\tTIME_WAIT: 60 s have passed\n"
"\tFIN_WAIT2: tcp_fin_timeout has passed\n"
"\tESTABLISHED, CLOSE_WAIT: our program closes with unread data, RST sent\n"
"\tLISTEN, SYN_SENT: our program closes\n"
"\tany state but LISTEN: RST received, or no answer in time\n"
"goes to\tSYN_SENT: our program calls connect(), SYN sent\n"
"\tLISTEN: our program calls listen()\n"
"if many\tCannot happen: the kernel takes a socket out of its tables before it"
" sets this state, and puts a new socket in only on connect() or listen(). RFC"
" 9293 calls the state CLOSED.\n"
"look at\t/proc/net/sockstat: alloc counts the TCP sockets of the whole"
" machine, including closed ones; inuse counts the IPv4 sockets of this"
" namespace that are in the tables\n"
"\ttcpst explain close: how a connection closes, step by step\n",
[TCP_CLOSE_WAIT] =
"so far\tWe have received a FIN and sent its ACK. We have not sent a FIN.\n"
"waits for\tOur program to close: read() returns 0, and the program should then"
" call close(). Until then it may still send data.\n"
"comes from\tESTABLISHED: FIN received, ACK sent\n"
"goes to\tLAST_ACK: our program closes, FIN sent\n"
"\tCLOSE: RST received, or data not acknowledged in time\n"
"\tCLOSE: our program closes with unread data, RST sent\n"
"if many\tAlmost always a bug in our program: it forgets to close, or is too"
" busy to notice. The kernel sets no time limit; with SO_KEEPALIVE it ends"
" connections whose peer has vanished. Connections that the client closed while"
" they waited in an accept queue are also counted here.\n"
"look at\ttcpst ports --sort close-wait: which service\n"
"\ttcpst who close-wait: which program, and how many wait in an accept queue\n"
"\tss -tn state close-wait: Recv-Q counts the FIN as one byte: 0 means that the"
" program has read to the end and still does not close\n"
"\tthe program: does every path through it close the socket?\n",
[TCP_LAST_ACK] =
"so far\tWe have received a FIN and sent its ACK. Then our program closed: our"
" FIN has been sent, or waits behind data in the send queue.\n"
"waits for\tThe ACK of our FIN from the peer.\n"
"comes from\tCLOSE_WAIT: our program closes, FIN sent\n"
"goes to\tCLOSE: ACK of FIN received, RST received, or no ACK of our FIN in"
" time. There is no TIME_WAIT on the end that closes last\n"
"if many\tUsually this takes one round trip. If many stay, their peers are"
" gone or cannot be reached.\n"
"look at\tss -tno state last-ack: data not acknowledged yet (Send-Q), timers\n"
"\tnet.ipv4.tcp_orphan_retries: 0 by default, which means 8\n"
"\tnet.ipv4.tcp_max_orphans: a limit for the whole machine\n",
[TCP_LISTEN] =
"so far\tNothing: a listening socket is not a connection.\n"
"waits for\tSYNs from clients, and for our program to accept() connections that"
" are ready.\n"
"comes from\tCLOSE: our program calls listen()\n"
"goes to\tLISTEN: a SYN creates a new socket, in SYN_RECV; this one stays in"
" LISTEN\n"
"\tCLOSE: our program closes; connections not accepted yet get a RST\n"
"if many\tPrograms open one for each service, address and family, and with"
" SO_REUSEPORT often one for each thread. Load shows in the queues, not in"
" this number.\n"
"look at\tss -ltnp: accept queue (Recv-Q), its limit (Send-Q), program\n"
"\ttcpst ports --sort full: services whose accept queues are full\n"
"\tnstat -az TcpExtListenOverflows TcpExtListenDrops\n"
"\tnet.core.somaxconn: 4096 by default; caps the backlog that a program passes"
" to listen()\n"
"\ttcpst verbose 2: /proc/tcpstates then says how many connections wait in"
" accept queues and how many queues are full\n"
"\ttcpst explain listen: the two queues, step by step\n",
[TCP_CLOSING] =
"so far\tOur program has closed. Our FIN has been sent, or waits behind data"
" in the send queue. We have received a FIN and sent its ACK.\n"
"waits for\tThe ACK of our FIN from the peer.\n"
"comes from\tFIN_WAIT1: FIN without the ACK of our FIN received, ACK sent\n"
"goes to\tTIME_WAIT: ACK of FIN received\n"
"\tCLOSE: RST received, or no ACK of our FIN in time\n"
"if many\tRare: both programs closed before either FIN arrived, perhaps"
" because both use the same timeout. If many stay, their peers are gone, or"
" the path loses packets.\n"
"look at\tss -tno state closing: data not acknowledged yet (Send-Q), timers\n"
"\ttcpst explain simultaneous-close: how it happens\n",
[TCPSTATES_UNKNOWN] =
"if many\tAnything but 0 means that this kernel has a state that did not exist"
" when the module was written.\n"
"look at\t/sys/module/tcpstates/version: is there a newer release?\n",
};

const struct story explain_stories[] = {
{ "open", "Opening a connection: three segments", "client", "server", {
	{ STORY_NOBODY, "", STORY_NONE, TCP_LISTEN,
"The server has called listen(). The client has only called socket(): its"
" socket is in no table and is not counted." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_SYN_RECV,
"The client calls connect(). On the server, the kernel creates a request"
" socket, which is counted as SYN_RECV; the listening socket stays in LISTEN."
" The program does not know about it yet." },
	{ STORY_B, "SYN+ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
"The server acknowledges the client's SYN and sends its own. connect()"
" returns; the client can send data." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_ESTABLISHED,
"The client acknowledges the server's SYN. The request socket becomes a full"
" socket, which accept() returns to the program." },
} },
{ "close", "Closing a connection: one direction after the other",
	"A closes first", "B closes last", {
	{ STORY_NOBODY, "", TCP_ESTABLISHED, TCP_ESTABLISHED,
"Either end may close first, client or server." },
	{ STORY_A, "FIN", TCP_FIN_WAIT1, TCP_CLOSE_WAIT,
"A calls close() or shutdown(SHUT_WR). Its kernel sends the remaining"
" data, then a FIN. On B, read() returns 0." },
	{ STORY_B, "ACK", TCP_FIN_WAIT2, TCP_CLOSE_WAIT,
"The kernel of B acknowledges the FIN. Now the program on B should close;"
" until it does, B stays in CLOSE_WAIT. If A has called close(), its kernel"
" gives up after tcp_fin_timeout, 60 s by default." },
	{ STORY_B, "FIN", TCP_TIME_WAIT, TCP_LAST_ACK,
"B calls close(). If the FIN and the ACK of A's FIN go out in one segment, A"
" goes straight from FIN_WAIT1 to TIME_WAIT." },
	{ STORY_A, "ACK", TCP_TIME_WAIT, STORY_NONE,
"A acknowledges the FIN, and the socket on B is gone. If this ACK is lost, B"
" repeats its FIN, and A must still be there to answer." },
	{ STORY_NOBODY, "60 s", STORY_NONE, STORY_NONE,
"Only the end that closes first gets TIME_WAIT. If that is the server, all"
" TIME_WAIT sockets are on the server." },
} },
{ "simultaneous-close", "Both programs close at the same time",
	"A closes", "B closes", {
	{ STORY_NOBODY, "", TCP_ESTABLISHED, TCP_ESTABLISHED,
"Neither program knows that the other is about to close." },
	{ STORY_BOTH, "FIN", TCP_FIN_WAIT1, TCP_FIN_WAIT1,
"Both call close(). The two FINs cross; neither has arrived yet." },
	{ STORY_BOTH, "ACK", TCP_CLOSING, TCP_CLOSING,
"Each end waits for the ACK of its FIN but receives a FIN. It acknowledges"
" that FIN, and the two ACKs cross as well." },
	{ STORY_NOBODY, "", TCP_TIME_WAIT, TCP_TIME_WAIT,
"Both ACKs have arrived. Here both ends get TIME_WAIT." },
	{ STORY_NOBODY, "60 s", STORY_NONE, STORY_NONE,
"Both sockets are gone." },
} },
{ "listen", "Listening: two queues, and accept()", "client", "server", {
	{ STORY_NOBODY, "listen()", STORY_NONE, TCP_LISTEN,
"The kernel keeps two queues for each listening socket: the SYN queue for"
" clients that have sent a SYN, and the accept queue for connections that are"
" ready. The backlog passed to listen(), capped by net.core.somaxconn, limits"
" each of them; the accept queue takes one connection more." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_SYN_RECV,
"The kernel adds the client to the SYN queue. If the queue is full, the kernel"
" answers with a SYN cookie and stores nothing; if net.ipv4.tcp_syncookies is"
" 0, it drops the SYN." },
	{ STORY_B, "SYN+ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
"If no ACK arrives, the server repeats the SYN+ACK, up to"
" net.ipv4.tcp_synack_retries times, 5 by default." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_ESTABLISHED,
"The connection moves to the accept queue. It is open: the client can send"
" data, and the kernel acknowledges it." },
	{ STORY_NOBODY, "accept()", TCP_ESTABLISHED, TCP_ESTABLISHED,
"accept() takes the oldest connection from the queue. Nothing is sent: the"
" client cannot tell whether it has been accepted." },
	{ STORY_A, "ACK", TCP_ESTABLISHED, TCP_SYN_RECV,
"If another client's ACK arrives while the accept queue is full, the kernel"
" ignores it: the client stays in the SYN queue, and the SYN+ACK is sent"
" again. If net.ipv4.tcp_abort_on_overflow is 1, the client gets a RST"
" instead." },
	{ STORY_A, "SYN", TCP_SYN_SENT, TCP_LISTEN,
"While the accept queue is full, new SYNs are dropped, and the clients repeat"
" them after a second. ss -ltn shows the queue (Recv-Q) and its limit"
" (Send-Q): it is full if Recv-Q is greater. TcpExtListenOverflows in nstat -az"
" counts dropped SYNs and ignored ACKs." },
} },
{ .name = NULL },
};
