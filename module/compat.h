/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - all differences between the kernels this module builds for
 *
 * compat.mk defines the symbols tested here.
 */
#ifndef TCPSTATES_COMPAT_H
#define TCPSTATES_COMPAT_H

#include <linux/proc_fs.h>

#include <net/inet_connection_sock.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/**
 * tcpstates_hashinfo() - the tables that hold a namespace's TCP sockets
 * @net: the namespace; the caller keeps it alive
 *
 * Newer kernels do not export tcp_hashinfo, and a namespace may have a table
 * of its own (net.ipv4.tcp_child_ehash_entries, since 6.1).
 *
 * Return: the tables; usually they hold other namespaces' sockets as well.
 */
static inline struct inet_hashinfo *tcpstates_hashinfo(const struct net *net)
{
#ifdef TCPSTATES_DEATH_ROW_POINTER
	return net->ipv4.tcp_death_row->hashinfo;
#else
	return net->ipv4.tcp_death_row.hashinfo;
#endif
}

/**
 * tcpstates_port_by_connect() - whether connect() chose a socket's local port
 * @sk: a full socket or a time-wait minisock in a chain of ehash whose lock the
 *	caller holds; so its bind bucket stays (docs/walk.md)
 *
 * Newer kernels note it in the socket. Older ones set both fields of a bucket
 * that connect() makes to -1; bind() makes one of them 0 or more.
 *
 * Return: true if it did.
 */
static inline bool tcpstates_port_by_connect(const struct sock *sk)
{
	bool timewait = READ_ONCE(sk->sk_state) == TCP_TIME_WAIT;
#ifdef TCPSTATES_CONNECT_BIND
	if (timewait)
		return inet_twsk(sk)->tw_connect_bind;
	/* Other bits change under the lock of the socket. */
	return data_race(sk->sk_userlocks & SOCK_CONNECT_BIND);
#else
	const struct inet_bind_bucket *tb =
		timewait ? READ_ONCE(inet_twsk(sk)->tw_tb) :
			   READ_ONCE(inet_csk(sk)->icsk_bind_hash);

	return tb && READ_ONCE(tb->fastreuse) == -1 &&
	       READ_ONCE(tb->fastreuseport) == -1;
#endif
}

/* The cache line that tells most often which end opened a connection. */
#ifdef TCPSTATES_CONNECT_BIND
#define TCPSTATES_SIDE_LINE offsetof(struct sock, sk_userlocks)
#else
#define TCPSTATES_SIDE_LINE offsetof(struct sock, sk_max_ack_backlog)
#endif

#ifdef TCPSTATES_LHASH2_HLIST
static inline struct sock *tcpstates_listener(struct hlist_node *node)
{
	struct inet_connection_sock *icsk;

	icsk = hlist_entry_safe(node, struct inet_connection_sock,
				icsk_listen_portaddr_node);
	return (struct sock *)icsk;
}

/**
 * tcpstates_no_listener() - whether a bucket of listeners is empty
 * @ilb: the bucket; its lock is not needed
 *
 * Return: true if it is.
 */
static inline bool
tcpstates_no_listener(const struct inet_listen_hashbucket *ilb)
{
	return !READ_ONCE(ilb->head.first);
}

/**
 * tcpstates_first_listener() - the first socket in a bucket of listeners
 * @ilb: a bucket whose lock the caller holds
 *
 * Return: the socket, or NULL.
 */
static inline struct sock *
tcpstates_first_listener(const struct inet_listen_hashbucket *ilb)
{
	return tcpstates_listener(ilb->head.first);
}

/**
 * tcpstates_next_listener() - the next socket in the bucket
 * @sk: a socket in a bucket whose lock the caller holds
 *
 * Return: the socket, or NULL at the end.
 */
static inline struct sock *tcpstates_next_listener(const struct sock *sk)
{
	return tcpstates_listener(inet_csk(sk)->icsk_listen_portaddr_node.next);
}

/**
 * tcpstates_is_listener() - whether a socket is in a bucket of listeners
 * @sk: a socket; the caller has a reference, and the lock of the bucket
 *
 * Return: true if it is.
 */
static inline bool tcpstates_is_listener(const struct sock *sk)
{
	return !hlist_unhashed(&inet_csk(sk)->icsk_listen_portaddr_node);
}
#else
static inline struct sock *tcpstates_listener(struct hlist_nulls_node *node)
{
	if (is_a_nulls(node))
		return NULL;
	return hlist_nulls_entry(node, struct sock, sk_nulls_node);
}

static inline bool
tcpstates_no_listener(const struct inet_listen_hashbucket *ilb)
{
	return is_a_nulls(READ_ONCE(ilb->nulls_head.first));
}

static inline struct sock *
tcpstates_first_listener(const struct inet_listen_hashbucket *ilb)
{
	return tcpstates_listener(ilb->nulls_head.first);
}

static inline struct sock *tcpstates_next_listener(const struct sock *sk)
{
	return tcpstates_listener(sk->sk_nulls_node.next);
}

/* Elsewhere a hashed socket is not in this state. */
static inline bool tcpstates_is_listener(const struct sock *sk)
{
	return READ_ONCE(sk->sk_state) == TCP_LISTEN && sk_hashed(sk);
}
#endif

/**
 * tcpstates_proc_data() - the data of a proc file
 * @inode: of the file
 *
 * Return: the pointer given to proc_create_data().
 */
static inline void *tcpstates_proc_data(const struct inode *inode)
{
#ifdef TCPSTATES_PDE_DATA_CAPITALS
	return PDE_DATA(inode);
#else
	return pde_data(inode);
#endif
}

#endif /* TCPSTATES_COMPAT_H */
