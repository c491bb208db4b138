// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - loading and unloading: the files in each network namespace, and the
 * symlink to the reader's own
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

#include <net/net_namespace.h>

#include "file.h"
#include "rows.h"
#include "states.h"

/* tcpstates_netns must stay last: only init_net gets it. */
static const struct tcpstates_file files[] = {
	{ TCPSTATES_NAME, 0444, tcpstates_totals, tcpstates_totals_show },
	{ TCPSTATES_PORTS, 0444, tcpstates_ports, tcpstates_rows_show },
#ifdef CONFIG_SOCK_CGROUP_DATA
	{ TCPSTATES_CGROUPS, 0444, tcpstates_cgroups, tcpstates_rows_show },
#endif
	{ TCPSTATES_NETNS, 0400, tcpstates_netns, tcpstates_rows_show },
};

static unsigned int files_in(const struct net *net)
{
	return ARRAY_SIZE(files) - !net_eq(net, &init_net);
}

static void remove_files(struct net *net, unsigned int nr)
{
	while (nr--)
		remove_proc_entry(files[nr].name, net->proc_net);
}

static int __net_init add_files(struct net *net)
{
	unsigned int i;

	for (i = 0; i < files_in(net); i++)
		if (!proc_create_data(files[i].name, files[i].mode,
				      net->proc_net, &tcpstates_proc_ops,
				      (void *)&files[i])) {
			remove_files(net, i);
			return -ENOMEM;
		}
	return 0;
}

static void __net_exit remove_all_files(struct net *net)
{
	remove_files(net, files_in(net));
}

static struct pernet_operations net_ops = {
	.init = add_files,
	.exit = remove_all_files,
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
