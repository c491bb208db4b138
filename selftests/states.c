// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets in each state are counted exactly
 *
 * Each test makes its sockets in an empty namespace of its own and compares
 * /proc/tcpstates, /proc/net/tcp{,6} and ss.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "kselftest_harness.h"

#include "namespace.h"
#include "procfile.h"
#include "sockets.h"

FIXTURE(states)
{
	struct sockets made;
};

FIXTURE_VARIANT(states)
{
	enum sockets_domain domain;
};

FIXTURE_VARIANT_ADD(states, ipv4)
{
	.domain = SOCKETS_IPV4,
};

FIXTURE_VARIANT_ADD(states, ipv6)
{
	.domain = SOCKETS_IPV6,
};

FIXTURE_VARIANT_ADD(states, mapped)
{
	.domain = SOCKETS_MAPPED,
};

FIXTURE_SETUP(states)
{
	ASSERT_EQ(0, namespace_enter());
}

FIXTURE_TEARDOWN(states)
{
	sockets_close(&self->made);
}

/* Three sockets of a kind count as three in @state, plus @listeners. */
static bool alone(struct sockets *made, enum sockets_domain domain,
		  enum sockets_kind kind, int state, int listeners)
{
	struct tally wanted = {};

	if (sockets_put(made, domain, kind, 3)) {
		fprintf(stderr, "# %s: %s\n", made->failed, strerror(errno));
		return false;
	}
	wanted.sockets[sockets_family(domain)][state] = 3;
	wanted.sockets[sockets_family(domain)][TCP_LISTEN] += listeners;
	return tally_same("sockets made", &wanted, &made->tally) &&
	       tally_is_seen(&wanted);
}

TEST_F(states, none)
{
	const struct tally none = {};

	ASSERT_TRUE(tally_is_seen(&none));
}

TEST_F(states, established)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_ESTABLISHED,
			  TCP_ESTABLISHED, 0));
}

TEST_F(states, syn_sent)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_SYN_SENT,
			  TCP_SYN_SENT, 0));
}

TEST_F(states, syn_recv_request)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_SYN_RECV,
			  TCP_SYN_RECV, 1));
}

TEST_F(states, syn_recv_full)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_SYN_RECV_FULL,
			  TCP_SYN_RECV, 0));
}

TEST_F(states, fin_wait1)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_FIN_WAIT1,
			  TCP_FIN_WAIT1, 0));
}

TEST_F(states, fin_wait2_full)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_FIN_WAIT2,
			  TCP_FIN_WAIT2, 0));
}

TEST_F(states, fin_wait2_minisock)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_FIN_WAIT2_MINI,
			  TCP_FIN_WAIT2, 0));
	/* No socket is open, so they are minisocks. */
	ASSERT_EQ(0U, self->made.count);
}

TEST_F(states, time_wait)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_TIME_WAIT,
			  TCP_TIME_WAIT, 0));
}

TEST_F(states, close_wait)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_CLOSE_WAIT,
			  TCP_CLOSE_WAIT, 0));
}

TEST_F(states, last_ack)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_LAST_ACK,
			  TCP_LAST_ACK, 0));
}

TEST_F(states, listen)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_LISTEN,
			  TCP_LISTEN, 0));
}

TEST_F(states, closing)
{
	ASSERT_TRUE(alone(&self->made, variant->domain, SOCKETS_CLOSING,
			  TCP_CLOSING, 0));
}

/* A socket that is only bound is in no table. */
TEST_F(states, bound_only)
{
	const struct tally none = {};
	int domain = variant->domain == SOCKETS_IPV4 ? AF_INET : AF_INET6;
	int fd = socket(domain, SOCK_STREAM, 0);
	struct sockaddr_storage any = { .ss_family = domain };

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&any,
			  sizeof(struct sockaddr_in6)));
	ASSERT_TRUE(tally_is_seen(&none));
	close(fd);
}

/* Both ends of a connection, from open to closed. */
TEST_F(states, both_ends)
{
	enum tally_family family = sockets_family(variant->domain);
	struct tally wanted = {};
	int ends[2];

	ASSERT_EQ(0, sockets_put_pair(&self->made, variant->domain, ends));
	wanted.sockets[family][TCP_ESTABLISHED] = 2;
	ASSERT_TRUE(tally_is_seen(&wanted));

	ASSERT_EQ(0, shutdown(ends[0], SHUT_WR));
	ASSERT_EQ(0, sockets_await(ends[0], TCP_FIN_WAIT2));
	ASSERT_EQ(0, sockets_await(ends[1], TCP_CLOSE_WAIT));
	wanted = (struct tally){};
	wanted.sockets[family][TCP_FIN_WAIT2] = 1;
	wanted.sockets[family][TCP_CLOSE_WAIT] = 1;
	ASSERT_TRUE(tally_is_seen(&wanted));

	ASSERT_EQ(0, shutdown(ends[1], SHUT_WR));
	ASSERT_EQ(0, sockets_await(ends[0], TCP_CLOSE));
	ASSERT_EQ(0, sockets_await(ends[1], TCP_CLOSE));
	wanted = (struct tally){};
	wanted.sockets[family][TCP_TIME_WAIT] = 1;
	ASSERT_TRUE(tally_is_seen(&wanted));
}

FIXTURE(mixture)
{
	struct sockets made;
};

FIXTURE_SETUP(mixture)
{
	ASSERT_EQ(0, namespace_enter());
}

FIXTURE_TEARDOWN(mixture)
{
	sockets_close(&self->made);
}

/* A different number of each kind. */
TEST_F(mixture, one_family)
{
	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV4, 1));
	ASSERT_TRUE(tally_is_seen(&self->made.tally));
}

TEST_F(mixture, all_families)
{
	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV4, 2));
	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV6, 15));
	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_MAPPED, 1));
	ASSERT_TRUE(tally_is_seen(&self->made.tally));
}

/* Closed sockets are not counted. */
TEST_F(mixture, closed_again)
{
	struct tally left = {};

	ASSERT_EQ(0, sockets_put_each(&self->made, SOCKETS_IPV4, 1));
	left.sockets[TALLY_IPV4][TCP_TIME_WAIT] =
		self->made.tally.sockets[TALLY_IPV4][TCP_TIME_WAIT];
	left.sockets[TALLY_IPV4][TCP_FIN_WAIT2] = SOCKETS_FIN_WAIT2_MINI + 1;
	sockets_close(&self->made);
	/* Request sockets outlive their listener until their timer expires. */
	ASSERT_TRUE(tally_is_shown_soon(PROCFILE, &left));
}

TEST_HARNESS_MAIN
