// SPDX-License-Identifier: GPL-2.0-only
/*
 * Real TCP sockets in any wanted state, over loopback
 *
 * A socket filter that drops all received segments keeps a socket in its state.
 * With the filter, a peer never acknowledges. A socket with the filter does not
 * receive the reset that its peer sends when it is closed, nor the resets that
 * answer its own segments later.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "loopback.h"
#include "sockets.h"
#include "sysctl.h"

/* For each step; more than any takes on the slowest machine. */
#define TIMEOUT_SECONDS 10

#define FASTOPEN_SYSCTL "/proc/sys/net/ipv4/tcp_fastopen"
#define FASTOPEN_SERVER 2

/* The port that the clients of a kind connect to. */
enum port { NO_PORT, DEAD_PORT, OPEN_PORT, DEFERRING_PORT, FASTOPEN_PORT };

/* What the sockets of one call of sockets_put() have in common. */
struct batch {
	struct sockets *s;
	enum sockets_domain domain;
	int port;
	bool accepted;	/* whether to keep the accepted end of the next pair */
};

/* The two ends of a connection: the one under test and its peer. */
struct pair {
	int kept;
	int peer;
};

static int failed(struct sockets *s, const char *step)
{
	s->failed = step;
	return -1;
}

static int keep(struct sockets *s, int fd)
{
	int *fds = realloc(s->fds, (s->count + 1) * sizeof(*fds));

	if (!fds)
		return failed(s, "realloc");
	s->fds = fds;
	s->fds[s->count++] = fd;
	return 0;
}

/* Closes a socket; searches from the newest. */
static void forget(struct sockets *s, int fd)
{
	size_t i = s->count;

	while (i--) {
		if (s->fds[i] == fd) {
			s->fds[i] = s->fds[--s->count];
			close(fd);
			return;
		}
	}
}

static int state_of(int fd)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return -1;
	return info.tcpi_state;
}

/* The number of connections in the accept queue of a listener. */
static int queued_of(int fd)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return -1;
	return info.tcpi_unacked;
}

/* Whether the filter of a socket has dropped a segment. */
static int has_dropped(int fd)
{
	__u32 info[SK_MEMINFO_VARS];
	socklen_t len = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len))
		return -1;
	return info[SK_MEMINFO_DROPS] > 0;
}

static bool in_time(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec < TIMEOUT_SECONDS;
}

/* Polls until @look returns @wanted. */
static int await(int (*look)(int fd), int fd, int wanted)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct timespec start;
	int seen;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while ((seen = look(fd)) != wanted) {
		if (seen < 0)
			return -1;
		if (!in_time(&start)) {
			errno = ETIMEDOUT;
			return -1;
		}
		nanosleep(&pause, NULL);
	}
	return 0;
}

int sockets_await(int fd, int state)
{
	return await(state_of, fd, state);
}

static int await_state(struct batch *c, int fd, int state)
{
	if (sockets_await(fd, state))
		return failed(c->s, "waiting for a state");
	return 0;
}

static int set_filter(int fd, struct sock_filter *code, unsigned short len)
{
	const struct sock_fprog program = { .len = len, .filter = code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

static int drop_segments(struct batch *c, int fd)
{
	struct sock_filter nothing[] = {
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	if (set_filter(fd, nothing, 1))
		return failed(c->s, "attaching a filter");
	return 0;
}

/* Byte 13 of a TCP header holds the flags; 4 is RST. */
static int drop_resets(struct sockets *s, int fd)
{
	struct sock_filter all_but_resets[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, ~0U),
	};

	if (set_filter(fd, all_but_resets, 4))
		return failed(s, "attaching a filter");
	return 0;
}

static int set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

/*
 * Whether close() sends a reset and frees the socket at once. Accepted sockets
 * inherit this from their listener.
 */
static int set_reset(struct sockets *s, int fd, bool reset)
{
	const struct linger linger = { .l_onoff = reset };

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)))
		return failed(s, "setting the linger time");
	return 0;
}

/* For blocking calls on this socket. */
static int set_timeout(struct sockets *s, int fd)
{
	const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout,
		       sizeof(timeout)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout,
		       sizeof(timeout)))
		return failed(s, "setting a timeout");
	return 0;
}

static int open_socket(struct sockets *s, enum sockets_domain domain)
{
	int fd = socket(domain == SOCKETS_IPV4 ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return failed(s, "socket");
	if (keep(s, fd)) {
		close(fd);
		return -1;
	}
	if (set_reset(s, fd, true) || set_timeout(s, fd))
		return -1;
	if (domain == SOCKETS_MAPPED &&
	    set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0))
		return failed(s, "making a dual-stack socket");
	return fd;
}

/* A socket bound to a free port, where nobody else can listen then. */
static int open_port(struct sockets *s, enum sockets_domain domain)
{
	static const int families[] = { AF_INET, AF_INET6, LOOPBACK_MAPPED };
	struct sockaddr_storage address;
	int fd = open_socket(s, domain);

	if (fd < 0)
		return -1;
	loopback(families[domain], &address, 0);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return failed(s, "bind");
	return fd;
}

static int connect_to(struct batch *c, int client)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	if (getsockname(c->port, (struct sockaddr *)&address, &len))
		return failed(c->s, "getsockname");
	if (connect(client, (struct sockaddr *)&address, len) &&
	    errno != EINPROGRESS)
		return failed(c->s, "connect");
	return 0;
}

static int accept_one(struct batch *c)
{
	int fd = accept4(c->port, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return failed(c->s, "accept");
	if (keep(c->s, fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Opens a connection. Keeps the client and the accepted end in turn. */
static int open_pair(struct batch *c, struct pair *p)
{
	int client, server;

	client = open_socket(c->s, c->domain);
	if (client < 0 || connect_to(c, client))
		return -1;
	server = accept_one(c);
	if (server < 0 || await_state(c, server, TCP_ESTABLISHED))
		return -1;

	p->kept = c->accepted ? server : client;
	p->peer = c->accepted ? client : server;
	c->accepted = !c->accepted;
	return 0;
}

static int shut(struct batch *c, int fd, int state)
{
	if (shutdown(fd, SHUT_WR))
		return failed(c->s, "shutdown");
	return await_state(c, fd, state);
}

/*
 * Closes the peer. Returns after the reset was dropped, so that it cannot
 * affect a later state of the kept socket.
 */
static int remove_peer(struct batch *c, const struct pair *p)
{
	if (drop_segments(c, p->kept))
		return -1;
	forget(c->s, p->peer);
	if (await(has_dropped, p->kept, 1))
		return failed(c->s, "waiting for a reset");
	return 0;
}

static int make_established(struct batch *c)
{
	struct pair p;

	if (open_pair(c, &p))
		return -1;
	return remove_peer(c, &p);
}

/* A dead port answers the SYN with a reset, which the client drops. */
static int make_syn_sent(struct batch *c)
{
	int client = open_socket(c->s, c->domain);

	if (client < 0 || drop_segments(c, client))
		return -1;
	if (fcntl(client, F_SETFL, O_NONBLOCK))
		return failed(c->s, "fcntl");
	if (connect_to(c, client))
		return -1;
	return await_state(c, client, TCP_SYN_SENT);
}

/* The listener waits for data; until then the connection is in SYN_RECV. */
static int make_syn_recv(struct batch *c)
{
	int client = open_socket(c->s, c->domain);

	if (client < 0 || connect_to(c, client))
		return -1;
	forget(c->s, client);
	return 0;
}

/* Sends a SYN with data: the server then has a full socket without an ACK. */
static int send_syn_with_data(struct batch *c, int client)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	if (set_int(client, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, 1))
		return failed(c->s, "doing without a Fast Open cookie");
	if (getsockname(c->port, (struct sockaddr *)&address, &len))
		return failed(c->s, "getsockname");
	if (sendto(client, "x", 1, MSG_FASTOPEN | MSG_DONTWAIT,
		   (struct sockaddr *)&address, len) < 0 &&
	    errno != EINPROGRESS)
		return failed(c->s, "sending data in a SYN");
	return 0;
}

static int make_syn_recv_full(struct batch *c)
{
	int client = open_socket(c->s, c->domain);
	int server;

	if (client < 0 || drop_segments(c, client) ||
	    send_syn_with_data(c, client))
		return -1;
	server = accept_one(c);
	if (server < 0 || drop_segments(c, server))
		return -1;
	forget(c->s, client);
	return await_state(c, server, TCP_SYN_RECV);
}

static int make_fin_wait1(struct batch *c)
{
	struct pair p;

	if (open_pair(c, &p) || remove_peer(c, &p))
		return -1;
	return shut(c, p.kept, TCP_FIN_WAIT1);
}

static int open_fin_wait2(struct batch *c, struct pair *p)
{
	if (open_pair(c, p) || shut(c, p->kept, TCP_FIN_WAIT2))
		return -1;
	return remove_peer(c, p);
}

static int make_fin_wait2(struct batch *c)
{
	struct pair p;

	return open_fin_wait2(c, &p);
}

/* After close(), the kernel replaces the socket with a minisock. */
static int make_fin_wait2_mini(struct batch *c)
{
	struct pair p;

	if (open_fin_wait2(c, &p) || set_reset(c->s, p.kept, false))
		return -1;
	forget(c->s, p.kept);
	return 0;
}

/* The minisock exists as soon as TCP_INFO reports TCP_CLOSE. */
static int make_time_wait(struct batch *c)
{
	struct pair p;

	if (open_pair(c, &p) || shut(c, p.kept, TCP_FIN_WAIT2) ||
	    await_state(c, p.peer, TCP_CLOSE_WAIT) ||
	    shut(c, p.peer, TCP_CLOSE) || await_state(c, p.kept, TCP_CLOSE))
		return -1;
	forget(c->s, p.kept);
	forget(c->s, p.peer);
	return 0;
}

static int open_close_wait(struct batch *c, struct pair *p)
{
	if (open_pair(c, p) || shut(c, p->peer, TCP_FIN_WAIT2) ||
	    await_state(c, p->kept, TCP_CLOSE_WAIT))
		return -1;
	return remove_peer(c, p);
}

static int make_close_wait(struct batch *c)
{
	struct pair p;

	return open_close_wait(c, &p);
}

static int make_last_ack(struct batch *c)
{
	struct pair p;

	if (open_close_wait(c, &p))
		return -1;
	return shut(c, p.kept, TCP_LAST_ACK);
}

static int make_listen(struct batch *c)
{
	return sockets_put_listener(c->s, c->domain, 1) < 0 ? -1 : 0;
}

/* The peer's FIN arrives, and acknowledges nothing. */
static int make_closing(struct batch *c)
{
	struct pair p;

	if (open_pair(c, &p) || drop_segments(c, p.peer) ||
	    shut(c, p.kept, TCP_FIN_WAIT1) || shut(c, p.peer, TCP_FIN_WAIT1) ||
	    await_state(c, p.kept, TCP_CLOSING))
		return -1;
	return remove_peer(c, &p);
}

static const struct {
	const char *name;
	int state;
	enum port port;
	int (*make)(struct batch *c);
} kinds[SOCKETS_KINDS] = {
	[SOCKETS_ESTABLISHED] = {
		"established", TCP_ESTABLISHED, OPEN_PORT, make_established },
	[SOCKETS_SYN_SENT] = {
		"syn_sent", TCP_SYN_SENT, DEAD_PORT, make_syn_sent },
	[SOCKETS_SYN_RECV] = {
		"syn_recv", TCP_SYN_RECV, DEFERRING_PORT, make_syn_recv },
	[SOCKETS_SYN_RECV_FULL] = {
		"syn_recv_full", TCP_SYN_RECV, FASTOPEN_PORT,
		make_syn_recv_full },
	[SOCKETS_FIN_WAIT1] = {
		"fin_wait1", TCP_FIN_WAIT1, OPEN_PORT, make_fin_wait1 },
	[SOCKETS_FIN_WAIT2] = {
		"fin_wait2", TCP_FIN_WAIT2, OPEN_PORT, make_fin_wait2 },
	[SOCKETS_FIN_WAIT2_MINI] = {
		"fin_wait2_mini", TCP_FIN_WAIT2, OPEN_PORT,
		make_fin_wait2_mini },
	[SOCKETS_TIME_WAIT] = {
		"time_wait", TCP_TIME_WAIT, OPEN_PORT, make_time_wait },
	[SOCKETS_CLOSE_WAIT] = {
		"close_wait", TCP_CLOSE_WAIT, OPEN_PORT, make_close_wait },
	[SOCKETS_LAST_ACK] = {
		"last_ack", TCP_LAST_ACK, OPEN_PORT, make_last_ack },
	[SOCKETS_LISTEN] = {
		"listen", 0, NO_PORT, make_listen },
	[SOCKETS_CLOSING] = {
		"closing", TCP_CLOSING, OPEN_PORT, make_closing },
};

const char *sockets_name(enum sockets_kind kind)
{
	return kind < SOCKETS_KINDS ? kinds[kind].name : NULL;
}

enum tally_family sockets_family(enum sockets_domain domain)
{
	return domain == SOCKETS_IPV4 ? TALLY_IPV4 : TALLY_IPV6;
}

static void count(struct batch *c, int state, int n)
{
	c->s->tally.sockets[sockets_family(c->domain)][state] += n;
}

/* Has the port accept connections. */
static int serve(struct batch *c, int backlog)
{
	if (listen(c->port, backlog))
		return failed(c->s, "listen");
	c->s->served[loopback_port(c->port)] = true;
	return 0;
}

static int prepare_port(struct batch *c, enum port port)
{
	/* An hour; the kernel drops such a connection much earlier. */
	if (port == DEFERRING_PORT &&
	    (set_int(c->port, IPPROTO_TCP, TCP_DEFER_ACCEPT, 3600) ||
	     drop_resets(c->s, c->port)))
		return failed(c->s, "deferring accept");
	if (port == FASTOPEN_PORT &&
	    (set_int(c->port, IPPROTO_TCP, TCP_FASTOPEN, SOMAXCONN) ||
	     set_int(c->port, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, 1)))
		return failed(c->s, "allowing Fast Open");
	return port == DEAD_PORT ? 0 : serve(c, SOMAXCONN);
}

/* Makes @n sockets; the port is bound. */
static int make_batch(struct batch *c, enum sockets_kind kind, unsigned int n)
{
	unsigned int i;

	if (kinds[kind].port != NO_PORT && prepare_port(c, kinds[kind].port))
		return -1;
	for (i = 0; i < n; i++) {
		if (kinds[kind].make(c))
			return -1;
		if (kinds[kind].state)
			count(c, kinds[kind].state, 1);
	}
	if (kinds[kind].port == DEFERRING_PORT)
		count(c, TCP_LISTEN, 1);
	else if (kinds[kind].port != NO_PORT)
		forget(c->s, c->port);
	return 0;
}

/* The same with Fast Open servers allowed; restores the sysctl. */
static int make_batch_fast_open(struct batch *c, enum sockets_kind kind,
				unsigned int n)
{
	int before = sysctl_read(FASTOPEN_SYSCTL);
	int err, saved;

	if (before < 0 ||
	    sysctl_write(FASTOPEN_SYSCTL, before | FASTOPEN_SERVER | 1))
		return failed(c->s, FASTOPEN_SYSCTL);
	err = make_batch(c, kind, n);
	saved = errno;
	if (sysctl_write(FASTOPEN_SYSCTL, before) && !err)
		return failed(c->s, FASTOPEN_SYSCTL);
	errno = saved;
	return err;
}

int sockets_put(struct sockets *s, enum sockets_domain domain,
		enum sockets_kind kind, unsigned int n)
{
	struct batch c = { .s = s, .domain = domain, .port = -1 };

	if (!n)
		return 0;
	if (kinds[kind].port != NO_PORT) {
		c.port = open_port(s, domain);
		if (c.port < 0)
			return -1;
	}
	if (kinds[kind].port == FASTOPEN_PORT)
		return make_batch_fast_open(&c, kind, n);
	return make_batch(&c, kind, n);
}

int sockets_put_each(struct sockets *s, enum sockets_domain domain,
		     unsigned int first)
{
	enum sockets_kind kind;
	int err = 0;

	for (kind = 0; !err && kind < SOCKETS_KINDS; kind++)
		err = sockets_put(s, domain, kind, first + kind);
	return err;
}

int sockets_put_listener(struct sockets *s, enum sockets_domain domain,
			 int backlog)
{
	struct batch c = { .s = s, .domain = domain };

	c.port = open_port(s, domain);
	if (c.port < 0 || serve(&c, backlog))
		return -1;
	count(&c, TCP_LISTEN, 1);
	return c.port;
}

int sockets_put_pair(struct sockets *s, enum sockets_domain domain,
		     int ends[2])
{
	struct batch c = { .s = s, .domain = domain };
	struct pair p;

	c.port = open_port(s, domain);
	if (c.port < 0 || prepare_port(&c, OPEN_PORT) || open_pair(&c, &p))
		return -1;
	forget(s, c.port);
	count(&c, TCP_ESTABLISHED, 2);
	ends[0] = p.kept;
	ends[1] = p.peer;
	return 0;
}

int sockets_put_queued(struct sockets *s, enum sockets_domain domain,
		       int listener, unsigned int n)
{
	struct batch c = { .s = s, .domain = domain, .port = listener };
	int before = queued_of(listener);
	unsigned int i;

	for (i = 0; i < n; i++) {
		int client = open_socket(s, domain);

		if (client < 0 || connect_to(&c, client))
			return -1;
		if (await(queued_of, listener, before + i + 1))
			return failed(s, "waiting for the accept queue");
		count(&c, TCP_ESTABLISHED, 2);
	}
	return 0;
}

void sockets_close(struct sockets *s)
{
	while (s->count)
		close(s->fds[--s->count]);
	free(s->fds);
	*s = (struct sockets){};
}
