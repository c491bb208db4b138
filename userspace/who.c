// SPDX-License-Identifier: GPL-2.0-only
/*
 * who.c - the programs that have the sockets in a state open
 *
 * The kernel's inet_diag lists the sockets with their inodes. The links in
 * /proc/PID/fd have the same inodes.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "list.h"

/* The most that the kernel writes at once */
enum { BUFFER_SIZE = 32768 };

/* @pid: the last process that was seen to have it open, or 0 */
struct socket {
	unsigned int inode;
	int pid;
};

/* @unowned: without an inode, not in the list; @unseen: not open in /proc */
struct sockets {
	unsigned int port;
	struct socket *list;
	size_t n;
	size_t unowned;
	size_t unseen;
};

static int add_socket(const struct nlmsghdr *header, void *data)
{
	const struct inet_diag_msg *message = mnl_nlmsg_get_payload(header);
	struct sockets *sockets = data;

	if (sockets->port && ntohs(message->id.idiag_sport) != sockets->port &&
	    ntohs(message->id.idiag_dport) != sockets->port)
		return MNL_CB_OK;
	if (!message->idiag_inode) {
		sockets->unowned++;
		return MNL_CB_OK;
	}
	sockets->list = reallocarray(sockets->list, sockets->n + 1,
				     sizeof(*sockets->list));
	if (!sockets->list)
		return MNL_CB_ERROR;
	sockets->list[sockets->n++] = (struct socket){ message->idiag_inode, 0 };
	return MNL_CB_OK;
}

/* Both messages begin with an error number, negative, or 0. */
static int end_list(const struct nlmsghdr *header, void *data)
{
	(void)data;
	errno = -*(const int *)mnl_nlmsg_get_payload(header);
	return errno ? MNL_CB_ERROR : MNL_CB_STOP;
}

/* Returns a negative number, with errno set, if it fails. */
static ssize_t list_sockets(struct sockets *sockets, int state)
{
	mnl_cb_t ends[] = { [NLMSG_ERROR] = end_list, [NLMSG_DONE] = end_list };
	struct mnl_socket *netlink = mnl_socket_open(NETLINK_SOCK_DIAG);
	char buffer[BUFFER_SIZE];
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req *request =
		mnl_nlmsg_put_extra_header(header, sizeof(*request));
	ssize_t size;

	if (!netlink)
		return -1;
	/* This old request is for both families, in one pass. */
	header->nlmsg_type = TCPDIAG_GETSOCK;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->idiag_states = 1U << state;
	size = mnl_socket_sendto(netlink, header, header->nlmsg_len);
	while (size > 0 &&
	       (size = mnl_socket_recvfrom(netlink, buffer, BUFFER_SIZE)) > 0)
		size = mnl_cb_run2(buffer, (size_t)size, 0, 0, add_socket,
				   sockets, ends, NLMSG_DONE + 1);
	(void)mnl_socket_close(netlink);
	return size;
}

static int by_inode(const void *left, const void *right)
{
	const struct socket *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

/* Leaves each in the list once: the kernel may have given one twice. */
static void sort_sockets(struct sockets *sockets)
{
	struct socket *list = sockets->list;
	const size_t n = sockets->n;
	size_t i;

	if (n)
		qsort(list, n, sizeof(*list), by_inode);
	for (i = sockets->n = 0; i < n; i++)
		if (!i || list[i].inode != list[i - 1].inode)
			list[sockets->n++] = list[i];
	sockets->unseen = sockets->n;
}

/* How many a process has open; one that it has open twice counts once. */
static size_t count_sockets(struct sockets *sockets, int pid)
{
	struct socket key = { 0 }, *socket;
	const struct dirent *file;
	size_t count = 0;
	char path[32];
	DIR *files;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	files = opendir(path);
	while (files && (file = readdir(files))) {
		char link[32] = "";

		if (readlinkat(dirfd(files), file->d_name, link,
			       sizeof(link) - 1) < 0 ||
		    sscanf(link, "socket:[%u]", &key.inode) != 1)
			continue;
		socket = bsearch(&key, sockets->list, sockets->n, sizeof(key),
				 by_inode);
		if (!socket || socket->pid == pid)
			continue;
		sockets->unseen -= !socket->pid;
		socket->pid = pid;
		count++;
	}
	if (files)
		(void)closedir(files);
	return count;
}

/* Returns false if there is no memory. */
static bool add_lines(struct list *list, struct sockets *sockets)
{
	DIR *proc = sockets->n ? opendir("/proc") : NULL;
	const struct dirent *entry;
	bool added = true;

	while (added && proc && (entry = readdir(proc))) {
		const int pid = atoi(entry->d_name);
		struct line line = { .numbers[PID] = (unsigned int)pid };

		line.numbers[COUNT] = pid ? count_sockets(sockets, pid) : 0;
		if (!line.numbers[COUNT])
			continue;
		/* Among equals the oldest is the first. */
		line.numbers[KEY] = describe_process(&line);
		added = list_add(list, &line);
	}
	if (proc)
		(void)closedir(proc);
	return added;
}

/* What the table does not tell of; after -J and -r on standard error */
static void print_rest(const struct sockets *sockets, int state, FILE *stream)
{
	const bool queued = state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
	const size_t all = sockets->n + sockets->unowned;

	if (!all)
		fprintf(stream, "# no sockets\n");
	if (sockets->unowned)
		fprintf(stream, "# %zu of %zu sockets belong to no program: %s\n",
			sockets->unowned, all, queued ?
			"they wait in an accept queue" :
			"only the kernel has them");
	if (sockets->unseen)
		fprintf(stream, "# %zu of %zu sockets belong to no process that"
			" you can see%s\n", sockets->unseen, all,
			geteuid() ? "; root sees all" : "");
}

enum status who_main(const struct options *options, char *arguments[])
{
	static struct list list = {
		.name = "programs",
		.columns = {
			[COUNT] = "COUNT",
			[PID] = "PID",
			[COMMAND] = "PROGRAM",
			[UNIT] = "UNIT",
		},
		.sort = COUNT,
	};
	static struct sockets sockets;
	const char *name = arguments[0];
	int state = name ? find_state(name, strlen(name)) : -1;
	enum status status;

	if (state < 0 || options->rows)
		return fail(STATUS_USAGE, "who: takes one state, and -s a port");
	state = tcpstates_states[state].number;
	sockets.port = options->port;
	if (state == TCP_CLOSE || state == TCPSTATES_UNKNOWN)
		return fail(STATUS_USAGE, "who %s: the kernel lists no sockets"
			    " in this state", name);
	status = enter_namespace(&options->source);
	if (status != STATUS_OK)
		return status;
	if (list_sockets(&sockets, state) < 0)
		return fail(STATUS_FAILED, "inet_diag: %s%s", strerror(errno),
			    errno == ENOENT || errno == EOPNOTSUPP ?
			    "; try: modprobe tcp_diag" : "");
	sort_sockets(&sockets);
	if (!add_lines(&list, &sockets))
		return fail(STATUS_FAILED, "table: out of memory");
	status = list_print(&list, options);
	if (status == STATUS_OK)
		print_rest(&sockets, state, options->format == FORMAT_TABLE ?
			   stdout : stderr);
	return status;
}
