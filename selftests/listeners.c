// SPDX-License-Identifier: GPL-2.0-only
/*
 * The accept queues in the "# listen" line
 */
#include <sys/socket.h>

#include "kselftest_harness.h"

#include "knob.h"
#include "namespace.h"
#include "procfile.h"
#include "sockets.h"

FIXTURE(listeners)
{
	struct sockets made;
	struct procfile seen;
	int level;
};

FIXTURE_VARIANT(listeners)
{
	enum sockets_domain domain;
};

FIXTURE_VARIANT_ADD(listeners, ipv4)
{
	.domain = SOCKETS_IPV4,
};

FIXTURE_VARIANT_ADD(listeners, ipv6)
{
	.domain = SOCKETS_IPV6,
};

FIXTURE_VARIANT_ADD(listeners, mapped)
{
	.domain = SOCKETS_MAPPED,
};

FIXTURE_SETUP(listeners)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, knob_set(2));
}

FIXTURE_TEARDOWN(listeners)
{
	sockets_close(&self->made);
	knob_set(self->level);
}

/* A listener with @n connections in its accept queue. */
static bool put(struct sockets *made, enum sockets_domain domain, int backlog,
		unsigned int n)
{
	int fd = sockets_put_listener(made, domain, backlog);

	if (fd >= 0 && !sockets_put_queued(made, domain, fd, n))
		return true;
	fprintf(stderr, "# %s: %s\n", made->failed, strerror(errno));
	return false;
}

static bool shows(const struct sockets *made, unsigned long listeners,
		  unsigned long queued, unsigned long full)
{
	const char *complaint;
	struct procfile seen;

	complaint = procfile_read(PROCFILE, &seen);
	if (complaint) {
		fprintf(stderr, "# %s\n", complaint);
		return false;
	}
	if (seen.level == 2 && seen.listeners == listeners &&
	    seen.queued == queued && seen.full == full)
		return tally_same(PROCFILE, &made->tally, &seen.tally);
	fprintf(stderr, "# listen sockets %lu queued %lu full %lu\n",
		seen.listeners, seen.queued, seen.full);
	return false;
}

TEST_F(listeners, none)
{
	ASSERT_TRUE(shows(&self->made, 0, 0, 0));
}

TEST_F(listeners, idle)
{
	ASSERT_TRUE(put(&self->made, variant->domain, 4, 0));
	ASSERT_TRUE(put(&self->made, variant->domain, 0, 0));
	ASSERT_TRUE(shows(&self->made, 2, 0, 0));
}

TEST_F(listeners, queued)
{
	ASSERT_TRUE(put(&self->made, variant->domain, 4, 1));
	ASSERT_TRUE(put(&self->made, variant->domain, 4, 4));
	ASSERT_TRUE(shows(&self->made, 2, 5, 0));
}

/* A queue is full when it holds one connection more than its backlog. */
TEST_F(listeners, full)
{
	ASSERT_TRUE(put(&self->made, variant->domain, 4, 5));
	ASSERT_TRUE(shows(&self->made, 1, 5, 1));
	ASSERT_TRUE(put(&self->made, variant->domain, 0, 1));
	ASSERT_TRUE(shows(&self->made, 2, 6, 2));
	ASSERT_TRUE(put(&self->made, variant->domain, 4, 3));
	ASSERT_TRUE(shows(&self->made, 3, 9, 2));
}

TEST_F(listeners, accepted)
{
	int fd = sockets_put_listener(&self->made, variant->domain, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, sockets_put_queued(&self->made, variant->domain, fd, 1));
	ASSERT_TRUE(shows(&self->made, 1, 1, 1));
	ASSERT_LE(0, accept(fd, NULL, NULL));
	ASSERT_TRUE(shows(&self->made, 1, 0, 0));
}

/* Connections in SYN_RECV are not in the accept queue yet. */
TEST_F(listeners, half_open)
{
	ASSERT_EQ(0, sockets_put(&self->made, variant->domain,
				 SOCKETS_SYN_RECV, 3));
	ASSERT_TRUE(shows(&self->made, 1, 0, 0));
}

TEST_HARNESS_MAIN
