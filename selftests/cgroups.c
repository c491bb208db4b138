// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of each cgroup in tcpstates_cgroups
 *
 * The tests make two cgroups, A and B, move between them, and look at a network
 * namespace of their own.
 */
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kselftest_harness.h"

#include "loopback.h"
#include "namespace.h"
#include "procfile.h"
#include "rows.h"
#include "sockets.h"

#define NOBODY 65534

/* /sys has it as a place for this mount. */
#define MOUNT "/sys/fs/cgroup"

/* The rows that are looked at; NONE is that of sockets without a cgroup. */
enum { NONE, A, B, CGROUPS };

static const char *const folders[CGROUPS] = {
	[A] = MOUNT "/tcpstates_a", [B] = MOUNT "/tcpstates_b",
};

static struct rows seen;

static void __attribute__((constructor)) require_file(void)
{
	if (!access(ROWS_CGROUPS, F_OK))
		return;
	ksft_print_header();
	ksft_exit_skip("the kernel has no CONFIG_SOCK_CGROUP_DATA\n");
}

FIXTURE(cgroups)
{
	struct sockets made;
	struct row wanted[CGROUPS];
	int fd;
};

static int join(const char *folder)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "%s/cgroup.procs", folder);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	err = write(fd, "0", 1) != 1;
	close(fd);
	return -err;
}

FIXTURE_SETUP(cgroups)
{
	struct stat st;
	int i;

	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	/* EBUSY: it is mounted there. */
	if (mount("none", MOUNT, "cgroup2", 0, NULL) && errno != EBUSY)
		SKIP(return, "cannot mount cgroup2");
	for (i = A; i < CGROUPS; i++) {
		if (mkdir(folders[i], 0755) && errno != EEXIST)
			SKIP(return, "cannot make a cgroup");
		ASSERT_EQ(0, stat(folders[i], &st));
		self->wanted[i].key = st.st_ino;
	}
	ASSERT_EQ(0, namespace_enter());
	self->fd = open(ROWS_CGROUPS, O_RDONLY);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(cgroups)
{
	sockets_close(&self->made);
	join(MOUNT);
	rmdir(folders[A]);
	rmdir(folders[B]);
}

/* Compares the first @numbers of each row. */
static bool same(const struct row wanted[CGROUPS], const struct row is[CGROUPS],
		 int numbers)
{
	bool right = true;
	int i, j;

	for (i = 0; i < CGROUPS; i++) {
		for (j = 0; j < numbers; j++) {
			if (is[i].of[j] == wanted[i].of[j])
				continue;
			fprintf(stderr, "# row %d, number %d: %u, not %u\n", i,
				j, is[i].of[j], wanted[i].of[j]);
			right = false;
		}
	}
	return right;
}

/* Do the columns add up to the rows of /proc/tcpstates? */
static bool sums_are_right(void)
{
	const struct row all = rows_sum(&seen, 0, -1);
	struct procfile pf;
	int i;

	if (procfile_read(PROCFILE, &pf))
		return false;
	for (i = 0; i < TALLY_STATES; i++)
		if (all.of[i] != pf.tally.sockets[TALLY_IPV4][i] +
				 pf.tally.sockets[TALLY_IPV6][i])
			return false;
	return true;
}

/* Does the file have what is wanted, and no other row? */
static bool shown(int fd, const struct row wanted[CGROUPS], int numbers)
{
	const char *why = rows_read(fd, &seen);
	struct row is[CGROUPS];
	size_t i, known = 0;

	if (why) {
		fprintf(stderr, "# %s\n", why);
		return false;
	}
	for (i = 0; i < CGROUPS; i++)
		is[i] = rows_sum(&seen, wanted[i].key, wanted[i].key);
	for (i = 0; i < seen.count; i++)
		known += seen.row[i].key == wanted[NONE].key ||
			 seen.row[i].key == wanted[A].key ||
			 seen.row[i].key == wanted[B].key;
	return same(wanted, is, numbers) && known == seen.count &&
	       sums_are_right();
}

/* Adds to a row what the sockets of a kind have in the tables. */
static int put(struct sockets *made, enum sockets_domain domain,
	       enum sockets_kind kind, unsigned int n, struct row *row)
{
	const enum tally_family family = sockets_family(domain);
	const struct tally before = made->tally;
	int i, err = sockets_put(made, domain, kind, n);

	for (i = 0; i < TALLY_STATES; i++)
		row->of[i] += made->tally.sockets[family][i] -
			      before.sockets[family][i];
	return err;
}

/* Minisocks have no cgroup. */
static int put_each(struct sockets *made, enum sockets_domain domain,
		    unsigned int first, struct row wanted[CGROUPS], int cgroup)
{
	enum sockets_kind kind;
	int err = join(folders[cgroup]);

	for (kind = 0; !err && kind < SOCKETS_KINDS; kind++)
		err = put(made, domain, kind, first + kind,
			  &wanted[kind == SOCKETS_TIME_WAIT ||
				  kind == SOCKETS_FIN_WAIT2_MINI ?
				  NONE : cgroup]);
	return err;
}

static void count_message(const struct nlmsghdr *head, struct row is[CGROUPS])
{
	const struct inet_diag_msg *msg = NLMSG_DATA(head);
	int left = head->nlmsg_len - NLMSG_LENGTH(sizeof(*msg)), i;
	const struct rtattr *at = (const void *)(msg + 1);
	unsigned long long id = 0;

	for (; RTA_OK(at, left); at = RTA_NEXT(at, left))
		if (at->rta_type == INET_DIAG_CGROUP_ID)
			memcpy(&id, RTA_DATA(at), sizeof(id));
	for (i = 0; i < CGROUPS; i++)
		if (is[i].key == id)
			is[i].of[msg->idiag_state]++;
}

/* Counts what inet_diag lists; returns 0, or -1 if there is no inet_diag. */
static int diag(int family, struct row is[CGROUPS])
{
	const struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 req;
	} dump = {
		.head.nlmsg_len = sizeof(dump),
		.head.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		.req.sdiag_family = family,
		.req.sdiag_protocol = IPPROTO_TCP,
		.req.idiag_states = ~(1 << TCP_CLOSE),
	};
	const int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
	ssize_t len = send(fd, &dump, sizeof(dump), 0);
	struct nlmsghdr answer[4096];

	while (len > 0 && (len = recv(fd, answer, sizeof(answer), 0)) > 0) {
		const struct nlmsghdr *at = answer;
		unsigned int left = len;

		for (; NLMSG_OK(at, left); at = NLMSG_NEXT(at, left)) {
			if (at->nlmsg_type != SOCK_DIAG_BY_FAMILY)
				return at->nlmsg_type == NLMSG_DONE ? 0 : -1;
			count_message(at, is);
		}
	}
	return -1;
}

FIXTURE_VARIANT(cgroups)
{
	enum sockets_domain domain;
	int family;
};

FIXTURE_VARIANT_ADD(cgroups, ipv4)
{
	.domain = SOCKETS_IPV4,
	.family = AF_INET,
};

FIXTURE_VARIANT_ADD(cgroups, ipv6)
{
	.domain = SOCKETS_IPV6,
	.family = AF_INET6,
};

TEST_F_TIMEOUT(cgroups, each_state, 90)
{
	struct row listed[CGROUPS] = {};
	int i;

	ASSERT_EQ(0, put_each(&self->made, variant->domain, 1, self->wanted,
			      A));
	ASSERT_EQ(0, put_each(&self->made, variant->domain, 3, self->wanted,
			      B));
	ASSERT_TRUE(shown(self->fd, self->wanted, TALLY_STATES));
	for (i = 0; i < CGROUPS; i++)
		listed[i].key = self->wanted[i].key;
	if (diag(variant->family, listed))
		SKIP(return, "the kernel has no inet_diag");
	/* It does not tell the cgroup of requests. */
	for (i = 0; i < CGROUPS; i++)
		listed[i].of[TCP_SYN_RECV] = self->wanted[i].of[TCP_SYN_RECV];
	ASSERT_TRUE(same(self->wanted, listed, TALLY_STATES));
}

/* Returns the fd of a connection to a listener, or -1. */
static int client(const struct sockaddr_storage *address)
{
	int fd = socket(address->ss_family, SOCK_STREAM, 0);

	return connect(fd, (const struct sockaddr *)address,
		       sizeof(*address)) ? -1 : fd;
}

/* A request and what is accepted have the listener's cgroup. */
TEST_F(cgroups, accepted)
{
	const int seconds = 10;
	struct sockaddr_storage address, deferring;
	int listener, defers;

	ASSERT_EQ(0, join(folders[A]));
	listener = loopback_listener(variant->family, 8, &address);
	defers = loopback_listener(variant->family, 8, &deferring);
	ASSERT_LE(0, listener);
	ASSERT_EQ(0, setsockopt(defers, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds,
				sizeof(seconds)));
	ASSERT_EQ(0, join(folders[B]));
	ASSERT_LE(0, client(&address));
	ASSERT_LE(0, client(&deferring));
	ASSERT_LE(0, accept(listener, NULL, NULL));
	self->wanted[A].of[TCP_LISTEN] = 2;
	self->wanted[A].of[ROWS_LIMIT] = 16;
	self->wanted[A].of[TCP_ESTABLISHED] = 1;
	self->wanted[A].of[TCP_SYN_RECV] = 1;
	self->wanted[B].of[TCP_ESTABLISHED] = 2;
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
}

TEST_F(cgroups, queues)
{
	struct row *wanted = self->wanted;
	int listener;

	ASSERT_EQ(0, join(folders[A]));
	listener = sockets_put_listener(&self->made, variant->domain, 2);
	ASSERT_EQ(0, sockets_put_queued(&self->made, variant->domain, listener,
					3));
	ASSERT_LE(0, sockets_put_listener(&self->made, variant->domain, 4));
	ASSERT_EQ(0, join(folders[B]));
	listener = sockets_put_listener(&self->made, variant->domain, 5);
	ASSERT_EQ(0, sockets_put_queued(&self->made, variant->domain, listener,
					1));
	wanted[A].of[TCP_LISTEN] = 2;
	wanted[A].of[TCP_ESTABLISHED] = 6;
	wanted[A].of[ROWS_QUEUED] = 3;
	wanted[A].of[ROWS_LIMIT] = 6;
	wanted[A].of[ROWS_FULL] = 1;
	wanted[B].of[TCP_LISTEN] = 1;
	wanted[B].of[TCP_ESTABLISHED] = 2;
	wanted[B].of[ROWS_QUEUED] = 1;
	wanted[B].of[ROWS_LIMIT] = 5;
	ASSERT_TRUE(shown(self->fd, wanted, ROWS_NUMBERS));
}

/* When the process has moved, and the folder is removed. */
TEST_F(cgroups, stays)
{
	int half;

	ASSERT_EQ(0, join(folders[A]));
	half = loopback_half(variant->family);
	ASSERT_LE(0, half);
	ASSERT_EQ(0, join(folders[B]));
	ASSERT_LE(0, loopback_half(variant->family));
	self->wanted[A].of[TCP_ESTABLISHED] = 1;
	self->wanted[B].of[TCP_ESTABLISHED] = 1;
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
	ASSERT_EQ(0, rmdir(folders[A]));
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
	close(half);
	self->wanted[A].of[TCP_ESTABLISHED] = 0;
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
}

/* A message of one byte, with room for an open file. */
struct message {
	struct msghdr head;
	struct iovec iov;
	char byte;
	size_t control[CMSG_SPACE(sizeof(int)) / sizeof(size_t)];
};

static void prepare(struct message *message)
{
	*message = (struct message) {
		.iov = { &message->byte, 1 },
		.head.msg_iov = &message->iov,
		.head.msg_iovlen = 1,
		.head.msg_control = message->control,
		.head.msg_controllen = sizeof(message->control),
	};
}

static bool pass(int to, int fd)
{
	struct message message;
	struct cmsghdr *control;

	prepare(&message);
	control = CMSG_FIRSTHDR(&message.head);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(control), &fd, sizeof(fd));
	return sendmsg(to, &message.head, 0) == 1;
}

/* In B: receives a socket, says so, keeps it until the other end is closed. */
static void receive(int from)
{
	struct message message;

	prepare(&message);
	if (join(folders[B]) || recvmsg(from, &message.head, 0) != 1 ||
	    !CMSG_FIRSTHDR(&message.head) || write(from, "", 1) != 1)
		_exit(1);
	_exit(read(from, &message.byte, 1));
}

TEST_F(cgroups, passed)
{
	int ends[2], half, status;
	char byte;
	pid_t pid;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	pid = fork();
	if (!pid) {
		close(ends[0]);
		receive(ends[1]);
	}
	close(ends[1]);
	ASSERT_EQ(0, join(folders[A]));
	half = loopback_half(variant->family);
	ASSERT_TRUE(pass(ends[0], half));
	ASSERT_EQ(1, read(ends[0], &byte, 1));
	close(half);
	self->wanted[A].of[TCP_ESTABLISHED] = 1;
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
	close(ends[0]);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, status);
	self->wanted[A].of[TCP_ESTABLISHED] = 0;
	ASSERT_TRUE(shown(self->fd, self->wanted, ROWS_NUMBERS));
}

TEST_F(cgroups, another_namespace)
{
	ASSERT_EQ(0, put(&self->made, variant->domain, SOCKETS_ESTABLISHED, 2,
			 &self->wanted[NONE]));
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, join(folders[A]));
	ASSERT_EQ(0, put(&self->made, variant->domain, SOCKETS_ESTABLISHED, 3,
			 &self->wanted[A]));
	self->wanted[NONE] = (struct row){};
	self->fd = open(ROWS_CGROUPS, O_RDONLY);
	ASSERT_TRUE(shown(self->fd, self->wanted, TALLY_STATES));
	ASSERT_EQ(0, namespace_enter());
	self->wanted[A].of[TCP_ESTABLISHED] = 0;
	self->fd = open(ROWS_CGROUPS, O_RDONLY);
	ASSERT_TRUE(shown(self->fd, self->wanted, TALLY_STATES));
}

TEST_F(cgroups, unprivileged)
{
	struct stat st;
	int fd;

	ASSERT_EQ(0, join(folders[A]));
	ASSERT_EQ(0, put(&self->made, variant->domain, SOCKETS_ESTABLISHED, 2,
			 &self->wanted[A]));
	ASSERT_EQ(0, stat(ROWS_CGROUPS, &st));
	ASSERT_EQ(S_IFREG | 0444U, st.st_mode);
	ASSERT_EQ(-1, open(ROWS_CGROUPS, O_RDWR));
	ASSERT_EQ(EACCES, errno);
	ASSERT_EQ(0, setresuid(-1, NOBODY, -1));
	fd = open(ROWS_CGROUPS, O_RDONLY);
	ASSERT_TRUE(shown(fd, self->wanted, TALLY_STATES));
	ASSERT_EQ(0, setresuid(-1, 0, -1));
}

TEST_HARNESS_MAIN
