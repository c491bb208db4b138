// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which end opened a connection, and the accept queues, in tcpstates_ports
 */
#include <limits.h>
#include <stdarg.h>

#include "kselftest_harness.h"

#include "loopback.h"
#include "procfile.h"
#include "rows.h"
#include "step.h"
#include "sysctl.h"

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

#ifndef __printf
#define __printf(a, b)
#endif

#define IPV4_SYSCTL "/proc/sys/net/ipv4/"

static struct rows seen, wanted;
static int file;

/* Waits until there are as many sockets in each state. */
static void await_states(const struct row *sum)
{
	struct procfile pf;
	int i, looks = 0;

	do {
		if (looks)
			usleep(1000);
		step(!procfile_read(PROCFILE, &pf), PROCFILE);
		for (i = 0; i < TALLY_STATES; i++)
			if (sum->of[i] != pf.tally.sockets[TALLY_IPV4][i] +
					  pf.tally.sockets[TALLY_IPV6][i])
				break;
	} while (i < TALLY_STATES && ++looks < 10000);
}

/* Whether the file has these lines, in which numbers that are 0 are left out. */
static __printf(1, 2) bool shows(const char *format, ...)
{
	const char *why;
	struct row sum;
	va_list args;
	char text[500];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	step(!rows_write(&wanted, text), text);
	sum = rows_sum(&wanted, 0, ROWS_MAX);
	await_states(&sum);
	why = rows_read(file, &seen);
	if (why)
		fprintf(stderr, "# %s\n", why);
	return !why && rows_same(&wanted, &seen);
}

FIXTURE(sides)
{
};

FIXTURE_VARIANT(sides)
{
	int family;
};

FIXTURE_VARIANT_ADD(sides, ipv4)
{
	.family = AF_INET,
};

FIXTURE_VARIANT_ADD(sides, ipv6)
{
	.family = AF_INET6,
};

FIXTURE_VARIANT_ADD(sides, mapped)
{
	.family = LOOPBACK_MAPPED,
};

FIXTURE_SETUP(sides)
{
	step_family = variant->family;
	file = step_enter(ROWS_PORTS);
}

FIXTURE_TEARDOWN(sides)
{
}

TEST_F(sides, listener_gone)
{
	int i, fd = step_listen(50051, 16);
	struct pair pairs[12];

	for (i = 0; i < 12; i++)
		pairs[i] = step_pair(fd);
	ASSERT_TRUE(shows("in 50051 ESTABLISHED 12 LISTEN 1 LIMIT 16\n"
			  "out 50051 ESTABLISHED 12\n"));
	close(fd);
	ASSERT_TRUE(shows("in 50051 ESTABLISHED 12\n"
			  "out 50051 ESTABLISHED 12\n"));
	for (i = 0; i < 12; i++)
		close(pairs[i].client);
	ASSERT_TRUE(shows("in 50051 CLOSE_WAIT 12\n"
			  "out 50051 FIN_WAIT2 12\n"));
}

/* The kernel chooses the port of the data. Its listener closes after accept(). */
TEST_F(sides, passive_ftp)
{
	static const int ports[] = { 0, STEP_NO_BIND };
	int i, data, port;

	for (i = 0; i < 2; i++) {
		file = step_enter(ROWS_PORTS);
		step_pair(step_listen(21, 5));
		data = step_listen(ports[i], 1);
		port = loopback_port(data);
		step_pair(data);
		close(data);
		ASSERT_TRUE(shows("in 21 ESTABLISHED 1 LISTEN 1 LIMIT 5\n"
				  "in %d ESTABLISHED 1\n"
				  "out 21 ESTABLISHED 1\n"
				  "out %d ESTABLISHED 1\n", port, port));
	}
}

/*
 * Nothing tells its connections from those of a client, but their port: here it
 * may be a client's, until it is reserved, or others were accepted there.
 */
TEST_F(sides, backlog_0)
{
	int fd[2] = { step_join(40001, 0), step_join(40001, 5) };

	step_set_range(40000, 40001);
	step_attach(fd[0], SO_ATTACH_REUSEPORT_CBPF, 0);
	step_pair(fd[0]);
	ASSERT_TRUE(shows("in 40001 ESTABLISHED 1 LISTEN 2 LIMIT 5\n"
			  "out 40001 ESTABLISHED 1\n"));
	close(fd[0]);
	close(fd[1]);
	ASSERT_TRUE(shows("out 40000 ESTABLISHED 1\n"
			  "out 40001 ESTABLISHED 1\n"));
	step(!sysctl_write(IPV4_SYSCTL "ip_local_reserved_ports", 40001),
	     "ip_local_reserved_ports");
	ASSERT_TRUE(shows("in 40001 ESTABLISHED 1\n"
			  "out 40001 ESTABLISHED 1\n"));
}

/* Connections of both listeners, of which one says who accepted. */
TEST_F(sides, backlog_0_beside_5)
{
	int i, fd[2] = { step_join(40001, 0), step_join(40001, 5) };

	for (i = 0; i < 2; i++) {
		step_attach(fd[0], SO_ATTACH_REUSEPORT_CBPF, i);
		step_pair(fd[i]);
	}
	close(fd[0]);
	close(fd[1]);
	ASSERT_TRUE(shows("in 40001 ESTABLISHED 2\n"
			  "out 40001 ESTABLISHED 2\n"));
}

TEST_F(sides, shared_port)
{
	int i, fd[4];

	for (i = 0; i < 4; i++)
		fd[i] = step_join(50053, 4);
	step_attach(fd[0], SO_ATTACH_REUSEPORT_CBPF, 2);
	step_pair(fd[2]);
	step_pair(fd[2]);
	close(fd[2]);
	ASSERT_TRUE(shows("in 50053 ESTABLISHED 2 LISTEN 3 LIMIT 12\n"
			  "out 50053 ESTABLISHED 2\n"));
}

/* A queue takes its limit and one more. The next client is not answered. */
TEST_F(sides, one_queue_full)
{
	int i, fd[8], client = step_open(700);

	for (i = 0; i < 8; i++)
		fd[i] = step_join(80, 1);
	step_attach(fd[0], SO_ATTACH_REUSEPORT_CBPF, 5);
	step_client(80);
	ASSERT_TRUE(shows("in 80 ESTABLISHED 1 LISTEN 8 QUEUED 1 LIMIT 8\n"
			  "out 80 ESTABLISHED 1\n"));
	step_client(80);
	step_begin(client, 80);
	ASSERT_TRUE(shows("in 80 ESTABLISHED 2 LISTEN 8 QUEUED 2 LIMIT 8 FULL 1\n"
			  "out 80 ESTABLISHED 2 SYN_SENT 1\n"));
	close(client);
	step_accept(fd[5]);
	ASSERT_TRUE(shows("in 80 ESTABLISHED 2 LISTEN 8 QUEUED 1 LIMIT 8\n"
			  "out 80 ESTABLISHED 2\n"));
}

TEST(both_families)
{
	file = step_enter(ROWS_PORTS);
	step_listen(80, 5);
	step_client(80);
	step_family = AF_INET6;
	step_listen(80, 5);
	step_client(80);
	ASSERT_TRUE(shows("in 80 ESTABLISHED 2 LISTEN 2 QUEUED 2 LIMIT 10\n"
			  "out 80 ESTABLISHED 2\n"));
}

/* A limit that is greater than the column's greatest number is shown as that. */
TEST_F(sides, greatest_limit)
{
	step(!sysctl_write("/proc/sys/net/core/somaxconn", INT_MAX),
	     "somaxconn");
	step_join(443, INT_MAX);
	step_join(443, INT_MAX);
	ASSERT_TRUE(shows("in 443 LISTEN 2 LIMIT %u\n", 2U * INT_MAX));
	step_join(443, INT_MAX);
	ASSERT_TRUE(shows("in 443 LISTEN 3 LIMIT %u\n", UINT_MAX));
}

/* The port is chosen by connect(), by bind(), by the caller, late by connect(). */
static void open_clients(int clients[4])
{
	int i;

	for (i = 0; i < 4; i++)
		clients[i] = step_open(STEP_NO_BIND);
	step_bind(clients[1], 0);
	step_bind(clients[2], 700);
	step_set(clients[3], IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	step_bind(clients[3], 0);
}

/* The second may as well have been accepted: the range decides. */
TEST_F(sides, client)
{
	int i, fd = step_listen(2049, 5), clients[4];

	open_clients(clients);
	for (i = 0; i < 4; i++) {
		step_connect(clients[i], 2049);
		step_accept(fd);
		ASSERT_TRUE(shows("in 2049 ESTABLISHED %d LISTEN 1 LIMIT 5\n"
				  "out 2049 ESTABLISHED %d\n", i + 1, i + 1));
	}
	close(fd);
	step_set_range(2000, 3000);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 4\n"
			  "in %d ESTABLISHED 1\n"
			  "out 2049 ESTABLISHED 3\n",
			  loopback_port(clients[1])));
}

TEST_F(sides, client_with_range)
{
	const unsigned int range = 40010U << 16 | 40001;
	int fd = step_listen(2049, 5), client = step_open(STEP_NO_BIND);

	if (setsockopt(client, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range,
		       sizeof(range)))
		SKIP(return, "this kernel has no IP_LOCAL_PORT_RANGE");
	step_connect(client, 2049);
	ASSERT_LT(40000, loopback_port(client));
	ASSERT_GT(40011, loopback_port(client));
	step_set_range(1024, 1025);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 1 LISTEN 1 QUEUED 1 LIMIT 5\n"
			  "out 2049 ESTABLISHED 1\n"));
	close(fd);
}

/* On a port on which somebody listens it is taken for an accepted connection. */
TEST_F(sides, client_on_listeners_port)
{
	int service = step_listen(2049, 5), fd = step_join(50055, 5);
	int client = step_open(STEP_NO_BIND);

	step_pair(fd);
	step_set(client, SOL_SOCKET, SO_REUSEPORT, 1);
	step_bind(client, 50055);
	step_connect(client, 2049);
	step_accept(service);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 1 LISTEN 1 LIMIT 5\n"
			  "in 50055 ESTABLISHED 2 LISTEN 1 LIMIT 5\n"
			  "out 50055 ESTABLISHED 1\n"));
	close(fd);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 1 LISTEN 1 LIMIT 5\n"
			  "in 50055 ESTABLISHED 1\n"
			  "out 2049 ESTABLISHED 1\n"
			  "out 50055 ESTABLISHED 1\n"));
}

/* The second and the third may as well have been accepted: the range decides. */
TEST_F(sides, minisock_of_client)
{
	int i, fd = step_listen(2049, 5), clients[4], servers[4], port;

	open_clients(clients);
	port = loopback_port(clients[1]);
	for (i = 0; i < 4; i++) {
		step_connect(clients[i], 2049);
		servers[i] = step_accept(fd);
		close(clients[i]);
	}
	ASSERT_TRUE(shows("in 700 FIN_WAIT2 1\n"
			  "in 2049 CLOSE_WAIT 4 LISTEN 1 LIMIT 5\n"
			  "out 2049 FIN_WAIT2 3\n"));
	for (i = 0; i < 4; i++)
		close(servers[i]);
	ASSERT_TRUE(shows("in 700 TIME_WAIT 1\n"
			  "in 2049 LISTEN 1 LIMIT 5\n"
			  "out 2049 TIME_WAIT 3\n"));
	step_set_range(1024, 1025);
	ASSERT_TRUE(shows("in 700 TIME_WAIT 1\n"
			  "in 2049 LISTEN 1 LIMIT 5\n"
			  "in %d TIME_WAIT 1\n"
			  "out 2049 TIME_WAIT 2\n", port));
}

/* What is left is told by its port, unless others were accepted there. */
TEST_F(sides, minisock_of_server)
{
	int fd = step_listen(50056, 5), client = step_open(700);
	struct pair other;

	step_connect(client, 50056);
	close(step_accept(fd));
	other = step_pair(fd);
	ASSERT_TRUE(shows("in 50056 ESTABLISHED 1 FIN_WAIT2 1 LISTEN 1 LIMIT 5\n"
			  "out 50056 ESTABLISHED 1 CLOSE_WAIT 1\n"));
	close(fd);
	ASSERT_TRUE(shows("in 50056 ESTABLISHED 1 FIN_WAIT2 1\n"
			  "out 50056 ESTABLISHED 1 CLOSE_WAIT 1\n"));
	close(client);
	ASSERT_TRUE(shows("in 50056 ESTABLISHED 1 TIME_WAIT 1\n"
			  "out 50056 ESTABLISHED 1\n"));
	close(other.client);
	ASSERT_TRUE(shows("in 50056 CLOSE_WAIT 1 TIME_WAIT 1\n"
			  "out 50056 FIN_WAIT2 1\n"));
	close(other.server);
	ASSERT_TRUE(shows("out 700 TIME_WAIT 1\n"
			  "out 50056 TIME_WAIT 1\n"));
	step_set_range(1024, 1025);
	ASSERT_TRUE(shows("in 50056 TIME_WAIT 1\n"
			  "out 50056 TIME_WAIT 1\n"));
}

/* Waits for data. Its listener has gone before it, for a second at most. */
TEST_F(sides, request)
{
	int fd = step_listen(50057, 5);

	step_set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 3600);
	step_client(50057);
	ASSERT_TRUE(shows("in 50057 LISTEN 1 SYN_RECV 1 LIMIT 5\n"
			  "out 50057 ESTABLISHED 1\n"));
	close(fd);
	do {
		ASSERT_EQ(NULL, rows_read(file, &seen));
		ASSERT_EQ(0U, rows_sum(&seen, ROWS_OUT,
				       ROWS_MAX).of[TCP_SYN_RECV]);
	} while (rows_sum(&seen, 0, ROWS_OUT).of[TCP_SYN_RECV]);
}

/* Neither listens. The first one is in SYN_RECV until its answer arrives. */
TEST_F(sides, simultaneous_connect)
{
	int first = step_open(701), second = step_open(702);

	step_attach(first, SO_ATTACH_FILTER, STEP_DROP);
	step_begin(first, 702);
	ASSERT_TRUE(shows("out 702 SYN_SENT 1\n"));
	step_attach(first, SO_ATTACH_FILTER, STEP_PASS);
	step_attach(second, SO_ATTACH_FILTER, STEP_DROP);
	step_begin(second, 701);
	ASSERT_TRUE(shows("out 701 SYN_SENT 1\n"
			  "out 702 SYN_RECV 1\n"));
	step_attach(second, SO_ATTACH_FILTER, STEP_PASS);
	ASSERT_TRUE(shows("out 701 ESTABLISHED 1\n"
			  "out 702 ESTABLISHED 1\n"));
}

/* The port is its own, chosen by the caller or by connect(). */
TEST_F(sides, self_connect)
{
	step_connect(step_open(700), 700);
	step_set_range(40000, 40001);
	step_client(40000);
	ASSERT_TRUE(shows("out 700 ESTABLISHED 1\n"
			  "out 40000 ESTABLISHED 1\n"));
}

/* A SYN with data makes a full socket at the server, here without an answer. */
TEST_F(sides, fast_open)
{
	int client = step_open(STEP_NO_BIND), fd = step_listen(50058, 5);
	struct sockaddr_storage address;

	step(!sysctl_write(IPV4_SYSCTL "tcp_fastopen", 3), "tcp_fastopen");
	step_set(fd, IPPROTO_TCP, TCP_FASTOPEN, 5);
	step_set(fd, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, 1);
	step_set(client, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, 1);
	step_attach(client, SO_ATTACH_FILTER, STEP_DROP);
	loopback(step_family, &address, 50058);
	step(sendto(client, "x", 1, MSG_FASTOPEN | MSG_DONTWAIT,
		    (struct sockaddr *)&address, sizeof(address)) == 1 ||
	     errno == EINPROGRESS, "sending data in a SYN");
	step_accept(fd);
	close(fd);
	ASSERT_TRUE(shows("in 50058 SYN_RECV 1\n"
			  "out 50058 SYN_SENT 1\n"));
	step_attach(client, SO_ATTACH_FILTER, STEP_PASS);
	ASSERT_TRUE(shows("in 50058 ESTABLISHED 1\n"
			  "out 50058 ESTABLISHED 1\n"));
}

TEST_F(sides, repair)
{
	int client = step_open(50059);

	step_set(client, IPPROTO_TCP, TCP_REPAIR, 1);
	step_connect(client, 80);
	step(loopback_half_to(step_family, 80) >= 0, "TCP_REPAIR");
	ASSERT_TRUE(shows("out 80 ESTABLISHED 2\n"));
}

/* A listener keeps its limit when it becomes a client. */
TEST_F(sides, was_listener)
{
	int bound = step_listen(50060, 5), not_bound = step_listen(STEP_NO_BIND, 5);
	int chosen = step_listen(0, 5);

	step_listen(2049, 5);
	step(!shutdown(bound, SHUT_RDWR), "shutdown");
	step_disconnect(not_bound);
	step_disconnect(chosen);
	step_connect(bound, 2049);
	step_connect(not_bound, 2049);
	step_connect(chosen, 2049);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 3 LISTEN 1 QUEUED 3 LIMIT 5\n"
			  "out 2049 ESTABLISHED 3\n"));
}

/* So does a connection that it has accepted. */
TEST_F(sides, was_accepted)
{
	int fd = step_listen(50061, 5);
	struct pair pair = step_pair(fd);

	close(fd);
	step_listen(2049, 5);
	step_disconnect(pair.server);
	step_connect(pair.server, 2049);
	ASSERT_TRUE(shows("in 2049 ESTABLISHED 1 LISTEN 1 QUEUED 1 LIMIT 5\n"
			  "out 2049 ESTABLISHED 1\n"));
}

TEST_F(sides, was_client)
{
	struct pair pair = step_pair(step_listen(2049, 5));
	int port;

	step_disconnect(pair.client);
	step(!listen(pair.client, 5), "listen");
	port = loopback_port(pair.client);
	step_pair(pair.client);
	close(pair.client);
	ASSERT_TRUE(shows("in 2049 LISTEN 1 LIMIT 5\n"
			  "in %d ESTABLISHED 1\n"
			  "out %d ESTABLISHED 1\n", port, port));
}

TEST_HARNESS_MAIN
