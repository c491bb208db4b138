// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - loading and unloading: one file in each network namespace, and the
 * symlink to the reader's own
 */
#include <linux/module.h>
#include <linux/proc_fs.h>

#include <net/net_namespace.h>

#include "render.h"
#include "states.h"

static int __net_init add_file(struct net *net)
{
	if (!proc_create_data(TCPSTATES_NAME, 0444, net->proc_net,
			      &tcpstates_proc_ops, net))
		return -ENOMEM;
	return 0;
}

static void __net_exit remove_file(struct net *net)
{
	remove_proc_entry(TCPSTATES_NAME, net->proc_net);
}

static struct pernet_operations net_ops = {
	.init = add_file,
	.exit = remove_file,
};

static int __init tcpstates_init(void)
{
	int err;

	err = register_pernet_subsys(&net_ops);
	if (err)
		return err;

	/* Like /proc/mounts: each reader sees its own namespace. */
	if (!proc_symlink(TCPSTATES_NAME, NULL, "self/net/" TCPSTATES_NAME)) {
		err = -ENOMEM;
		goto err_pernet;
	}
	return 0;

err_pernet:
	unregister_pernet_subsys(&net_ops);
	return err;
}

static void __exit tcpstates_exit(void)
{
	remove_proc_entry(TCPSTATES_NAME, NULL);
	unregister_pernet_subsys(&net_ops);
}

module_init(tcpstates_init);
module_exit(tcpstates_exit);

MODULE_DESCRIPTION("Number of TCP sockets in each state: /proc/tcpstates");
MODULE_VERSION(TCPSTATES_VERSION);
MODULE_LICENSE("GPL");
