// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - /proc/net/tcpstates_netns: the sockets of all network namespaces
 *
 * One pass over the tables that most of them share, and one over each table
 * that a namespace has of its own.
 */
#include <linux/rculist.h>
#include <linux/rcupdate.h>

#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "listeners.h"
#include "table.h"
#include "walk.h"

static void count(struct tcpstates_tally *tally,
		  const struct hlist_nulls_node *const nodes[],
		  const u16 order[], unsigned int nr)
{
	struct tcpstates_table *table =
		container_of(tally, struct tcpstates_table, tally);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		const struct sock *sk = tcpstates_socket(nodes[order[i]]);

		tcpstates_table_count(table, sock_net(sk)->ns.inum, sk,
				      tcpstates_state_of(sk));
	}
}

/*
 * Returns the next namespace with a table of its own, or NULL. The reference to
 * @net, which keeps it in the list, is replaced by one to the next.
 */
static struct net *next_own(struct net *net)
{
	struct net *next = net, *found = NULL;

	rcu_read_lock();
	list_for_each_entry_continue_rcu(next, &net_namespace_list, list) {
		if (tcpstates_hashinfo(next) != tcpstates_hashinfo(&init_net) &&
		    maybe_get_net(next)) {
			found = next;
			break;
		}
	}
	rcu_read_unlock();
	put_net(net);
	return found;
}

/*
 * The tables of single namespaces come first: a user can make a pass fail in a
 * table of his own, but then little has been counted in vain.
 */
static int pass(struct tcpstates_table *table)
{
	struct inet_hashinfo *shared = tcpstates_hashinfo(&init_net);
	struct net *net;
	int err = 0;

	/* The initial namespace is the first one. */
	for (net = get_net(&init_net); !err && (net = next_own(net));)
		err = tcpstates_walk(tcpstates_hashinfo(net), &table->tally);
	if (net)
		put_net(net);
	return err ?: tcpstates_walk(shared, &table->tally) ?:
		      tcpstates_listeners(shared, &table->tally);
}

static void print_key(struct seq_buf *s, u32 key)
{
	seq_buf_printf(s, "%10u", key);
}

int tcpstates_netns(struct net *net, struct seq_buf *text)
{
	static const struct tcpstates_table_kind kind = {
		.count		= count,
		.pass		= pass,
		.header		= "     NETNS",
		.print_key	= print_key,
	};
	struct tcpstates_table table;

	return tcpstates_table_take(&table, &kind, text);
}
