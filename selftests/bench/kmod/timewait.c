// SPDX-License-Identifier: GPL-2.0-only
/*
 * timewait.c - makes time-wait minisocks
 *
 * The kernel's own function is not exported and needs a full socket to replace.
 * These come from the same slab cache and are filled in the same way, but have
 * no timer: they stay until the bench removes them. The table holds the only
 * reference.
 */
#include <linux/slab.h>

#include <net/inet6_hashtables.h>

#include "bench.h"

static unsigned int hash(const struct net *net, const struct bench_tuple *tuple)
{
	__be16 rport = htons(tuple->rport);

	if (tuple->family == AF_INET6)
		return inet6_ehashfn(net, &tuple->local6, tuple->lport,
				     &tuple->remote6, rport);
	return inet_ehashfn(net, tuple->local, tuple->lport, tuple->remote,
			    rport);
}

static void never(struct timer_list *timer)
{
}

static void fill(struct inet_timewait_sock *tw, struct net *net,
		 const struct bench_tuple *tuple, int substate)
{
	tw->tw_dr = &net->ipv4.tcp_death_row;
	tw->tw_family = tuple->family;
	tw->tw_state = TCP_TIME_WAIT;
	tw->tw_substate = substate;
	tw->tw_daddr = tuple->remote;
	tw->tw_rcv_saddr = tuple->local;
	if (tuple->family == AF_INET6) {
		tw->tw_v6_daddr = tuple->remote6;
		tw->tw_v6_rcv_saddr = tuple->local6;
	}
	tw->tw_num = tuple->lport;
	tw->tw_sport = htons(tuple->lport);
	tw->tw_dport = htons(tuple->rport);
	tw->tw_hash = hash(net, tuple);
	timer_setup(&tw->tw_timer, never, 0);
	tw->tw_timer.expires = jiffies + TCP_TIMEWAIT_LEN;
	twsk_net_set(tw, net);
}

struct sock *bench_timewait(struct net *net, const struct bench_tuple *tuple,
			    int substate)
{
	struct proto *prot = tuple->family == AF_INET6 ? &tcpv6_prot :
							 &tcp_prot;
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	struct inet_timewait_sock *tw;

	tw = kmem_cache_zalloc(prot->twsk_prot->twsk_slab, GFP_KERNEL);
	if (!tw)
		return NULL;
	tw->tw_prot = prot;
	/* inet_twsk_free() drops this reference. */
	__module_get(prot->owner);
	fill(tw, net, tuple, substate);
	refcount_set(&tw->tw_refcnt, 1);

	spin_lock_bh(inet_ehash_lockp(hashinfo, tw->tw_hash));
	__sk_nulls_add_node_rcu((struct sock *)tw,
				&inet_ehash_bucket(hashinfo, tw->tw_hash)->chain);
	spin_unlock_bh(inet_ehash_lockp(hashinfo, tw->tw_hash));
	return (struct sock *)tw;
}

void bench_timewait_free(struct sock *sk)
{
	struct inet_timewait_sock *tw = inet_twsk(sk);
	struct inet_hashinfo *hashinfo = tw->tw_dr->hashinfo;

	spin_lock_bh(inet_ehash_lockp(hashinfo, tw->tw_hash));
	__sk_nulls_del_node_init_rcu(sk);
	spin_unlock_bh(inet_ehash_lockp(hashinfo, tw->tw_hash));
	timer_shutdown(&tw->tw_timer);
	inet_twsk_put(tw);
}
