// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - /proc/net/tcpstates_netns: the sockets of all network namespaces
 *
 * One pass over the tables that most of them share, and one over each table
 * that a namespace has of its own.
 *
 * A socket of the kernel itself may hold no reference to its namespace and stay
 * in the table after that has ended. So namespaces are told apart by pointers,
 * which are not followed. Their numbers are read from the list of namespaces,
 * before and after the pass: sockets of those that were not in it both times,
 * with the same number, are in no row.
 */
#include <linux/rculist.h>
#include <linux/rcupdate.h>

#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "file.h"
#include "listeners.h"
#include "rows.h"
#include "walk.h"

/* Columns that are not printed: the number before and after the pass. */
enum { BEFORE = TCPSTATES_QUEUED, AFTER };

static u64 key_of(const struct net *net)
{
	return (uintptr_t)net;
}

static void count(struct tcpstates_tally *tally, struct tcpstates_batch batch)
{
	struct tcpstates_rows *rows =
		container_of(tally, struct tcpstates_rows, tally);
	const struct sock *sk;

	while ((sk = tcpstates_next_socket(&batch)))
		tcpstates_rows_count(rows, key_of(sock_net(sk)), sk,
				     tcpstates_state_of(sk));
}

static int note_numbers(struct tcpstates_rows *rows, unsigned int column)
{
	const struct net *net;

	rcu_read_lock();
	for_each_net_rcu(net)
		tcpstates_rows_add(rows, key_of(net), column, net->ns.inum);
	rcu_read_unlock();
	return rows->tally.err;
}

static u64 settle(const struct tcpstates_rows *rows, u64 key)
{
	u32 before = tcpstates_rows_get(rows, key, BEFORE);

	return before == tcpstates_rows_get(rows, key, AFTER) ? before : 0;
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
static int walk(struct tcpstates_tally *tally)
{
	struct inet_hashinfo *shared = tcpstates_hashinfo(&init_net);
	struct net *net;
	int err = 0;

	/* The initial namespace is the first one. */
	for (net = get_net(&init_net); !err && (net = next_own(net));)
		err = tcpstates_walk(tcpstates_hashinfo(net), tally);
	if (net)
		put_net(net);
	return err ?: tcpstates_walk(shared, tally) ?:
		      tcpstates_listeners(shared, tally);
}

static int pass(struct tcpstates_rows *rows)
{
	return note_numbers(rows, BEFORE) ?: walk(&rows->tally) ?:
	       note_numbers(rows, AFTER);
}

static void print_key(char *text, u64 key)
{
	tcpstates_put_number(text + 10, key);
}

void *tcpstates_netns(struct net *net)
{
	static const struct tcpstates_rows_kind kind = {
		.size		= sizeof(struct tcpstates_rows),
		.count		= count,
		.pass		= pass,
		.settle		= settle,
		.header		= "NETNS",
		.width		= 10,
		.print_key	= print_key,
	};

	return tcpstates_rows_take(&kind, net);
}
