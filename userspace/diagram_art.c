// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture that diagram draws: no logic
 *
 * The edges are those of graph_edges.
 */
#include <netinet/tcp.h>

#include "diagram_art.h"

const char *const art_lines[ART_LINES] = {
"+-----------+      listen()      +-----------+  connect() / SYN   +-----------+",
"|           |<-------------------|           |------------------->|           |",
"|           |------------------->|           |<-------------------|           |",
"+-----------+      close()       +-----------+      close()       +-----------+",
"   |                                                                 |     |",
"   | SYN / SYN+ACK                                     SYN / SYN+ACK |     |",
"   |     +-----------------------------------------------------------+     |",
"   v     v                                                                 |",
"+-----------+        ACK         +-----------+       SYN+ACK / ACK         |",
"|           |------------------->|           |<----------------------------+",
"|           |                    |           |",
"+-----------+                    +-----------+",
"   |                                |     |",
"   | close() / FIN    close() / FIN |     | FIN / ACK",
"   |     +--------------------------+     +--------------------------+",
"   v     v                                                           v",
"+-----------+     FIN / ACK      +-----------+                    +-----------+",
"|           |------------------->|           |                    |           |",
"|           |---+                |           |                    |           |",
"+-----------+   |                +-----------+                    +-----------+",
"   |            | FIN+ACK / ACK         |                            |",
"   | ACK        +-------------------+   | ACK          close() / FIN |",
"   v                                v   v                            v",
"+-----------+     FIN / ACK      +-----------+                    +-----------+",
"|           |------------------->|           |                    |           |",
"|           |                    |           |                    |           |",
"+-----------+                    +-----------+                    +-----------+",
"                                       |                             |",
"                                       | 60 s                    ACK |",
"                                       |                             |",
"                                       +----------> CLOSE <----------+",
};

const struct art_box art_boxes[ART_BOXES] = {
	{ TCP_LISTEN, 1, 1 },
	{ TCP_CLOSE, 1, 34 },
	{ TCP_SYN_SENT, 1, 67 },
	{ TCP_SYN_RECV, 9, 1 },
	{ TCP_ESTABLISHED, 9, 34 },
	{ TCP_FIN_WAIT1, 17, 1 },
	{ TCP_CLOSING, 17, 34 },
	{ TCP_CLOSE_WAIT, 17, 67 },
	{ TCP_FIN_WAIT2, 24, 1 },
	{ TCP_TIME_WAIT, 24, 34 },
	{ TCP_LAST_ACK, 24, 67 },
};

const char *const art_legend =
	"SYN / SYN+ACK: a SYN comes in, a SYN+ACK goes out. close() / FIN: the"
	" program closes, a FIN goes out. A RST leads to CLOSE from anywhere but"
	" LISTEN, and so does giving up on an end that does not answer. More on"
	" each state: tcpstates explain STATE.";

const char *const art_unknown =
	"UNKNOWN, and so not in the picture: %llu";
