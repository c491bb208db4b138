// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcpstates_stray.c - a socket that stays when its network namespace has ended
 *
 * As 9p and ceph, if the peer is gone: sockets of the kernel hold no reference to
 * their namespace, and one that is released in FIN_WAIT1 has no timer any more.
 */
#include <linux/in.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/net.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/tcp.h>

#include <net/sock.h>

/* While a socket is in repair, its segments are only queued, also SYN and FIN. */
static int close_unacknowledged(struct socket *sock)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct tcp_sock *tp = tcp_sk(sock->sk);
	int err;

	tp->repair = 1;
	tp->repair_queue = TCP_SEND_QUEUE;
	err = kernel_connect(sock, (void *)&to, sizeof(to), 0);
	if (!err)
		err = kernel_sock_shutdown(sock, SHUT_RDWR);
	tp->repair = 0;
	return err;
}

/* Whatever is written, the socket is in the writer's namespace. */
static int leave_socket(const char *text, const struct kernel_param *param)
{
	struct socket *sock;
	int err;

	err = sock_create_kern(current->nsproxy->net_ns, AF_INET, SOCK_STREAM,
			       IPPROTO_TCP, &sock);
	if (err)
		return err;
	err = close_unacknowledged(sock);
	sock_release(sock);
	return err;
}

static const struct kernel_param_ops leave_ops = { .set = leave_socket };

module_param_cb(leave, &leave_ops, NULL, 0200);
MODULE_PARM_DESC(leave, "leave a socket in FIN_WAIT1");
MODULE_DESCRIPTION("Sockets of namespaces that have ended, for tests");
MODULE_LICENSE("GPL");
