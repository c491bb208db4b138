// SPDX-License-Identifier: GPL-2.0-only
/*
 * full.c - full TCP sockets in any state, without a peer
 *
 * The sockets are made as in inet_create(), then given addresses, ports and a
 * place in the table by the protocol's own functions. They have no timer and
 * receive no packet, so they never change.
 */
#include <linux/ipv6.h>
#include <linux/net.h>

#include "bench.h"

/* tcp_init_sock() sets a flag in struct socket, which these sockets lack. */
static struct socket nobody;

static void set_ends(struct sock *sk, const struct bench_tuple *tuple)
{
	struct inet_sock *inet = inet_sk(sk);

	sk->sk_daddr = tuple->remote;
	sk->sk_rcv_saddr = tuple->local;
	sk->sk_dport = htons(tuple->rport);
	sk->sk_num = tuple->lport;
	inet->inet_saddr = tuple->local;
	inet->inet_sport = htons(tuple->lport);
	if (sk->sk_family != AF_INET6)
		return;
	sk->sk_v6_daddr = tuple->remote6;
	sk->sk_v6_rcv_saddr = tuple->local6;
	inet6_sk(sk)->saddr = tuple->local6;
}

static void set_v6(struct sock *sk)
{
	inet_sk(sk)->pinet6 = (struct ipv6_pinfo *)
		((u8 *)sk + sk->sk_prot->ipv6_pinfo_offset);
}

struct sock *bench_full(struct net *net, const struct bench_tuple *tuple,
			int state)
{
	bool v6 = tuple->family == AF_INET6;
	struct sock *sk;

	sk = sk_alloc(net, tuple->family, GFP_KERNEL,
		      v6 ? &tcpv6_prot : &tcp_prot, 1);
	if (!sk)
		return NULL;
	inet_init_csk_locks(sk);
	inet_set_bit(IS_ICSK, sk);
	sock_init_data(NULL, sk);
	sk->sk_type = SOCK_STREAM;
	sk->sk_protocol = IPPROTO_TCP;
	if (v6)
		set_v6(sk);

	sk->sk_socket = &nobody;
	if (sk->sk_prot->init(sk)) {
		sk->sk_socket = NULL;
		sk_free(sk);
		return NULL;
	}
	sk->sk_socket = NULL;

	set_ends(sk, tuple);
	sk->sk_state = state;
	sk->sk_prot->hash(sk);
	return sk;
}

void bench_full_free(struct sock *sk)
{
	sk->sk_prot->unhash(sk);
	sk->sk_state = TCP_CLOSE;
	sk_common_release(sk);
}
