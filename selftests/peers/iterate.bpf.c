// SPDX-License-Identifier: GPL-2.0-only
/*
 * A BPF iterator that counts TCP sockets by state, as ss names them
 *
 * Of the kernel's types it declares only the members that it reads; libbpf
 * finds their offsets in the BTF of the running kernel.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "iterate.h"

#define TCP_SYN_RECV 3
#define TCP_TIME_WAIT 6
#define TCP_NEW_SYN_RECV 12

#define FROM_BTF __attribute__((preserve_access_index))

struct sock_common {
	unsigned char skc_state;
} FROM_BTF;

struct inet_timewait_sock {
	unsigned char tw_substate;
} FROM_BTF;

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk;
} FROM_BTF;

struct bpf_iter__tcp {
	struct sock_common *sk_common;
} FROM_BTF;

/* Becomes the array map .bss. */
__u64 counts[ITERATE_STATES];

SEC("iter/tcp")
int iterate(struct bpf_iter__tcp *context)
{
	struct sock_common *sk = context->sk_common;
	struct tcp_timewait_sock *tw;
	unsigned int state;

	if (!sk)
		return 0;
	state = sk->skc_state;
	if (state == TCP_TIME_WAIT) {
		tw = bpf_skc_to_tcp_timewait_sock(sk);
		if (tw)
			state = tw->tw_sk.tw_substate;
	} else if (state == TCP_NEW_SYN_RECV) {
		state = TCP_SYN_RECV;
	}
	/* As a mask, so that the kernel sees that it is within bounds. */
	counts[state & (ITERATE_STATES - 1)]++;
	return 0;
}

char _license[] SEC("license") = "GPL";
