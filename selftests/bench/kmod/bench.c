// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench.c - the /proc files of the bench's module
 *
 * For the bench's own kernel only: it makes fake sockets.
 */
#include <linux/bits.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define FOLDER "tcpstates_bench"

/* The number of different client addresses. */
#define MAX_SOCKETS BIT(24)

/* For walks that are to find cold caches: memory that is read before. */
static unsigned int cold_mib;
module_param(cold_mib, uint, 0400);
static unsigned long *cold;

static const struct reference {
	const char *name;
	bench_walk *walk;
	unsigned int distance;
	bool cold;
} references[] = {
	{ "read", bench_read },
	{ "read_cold", bench_read, .cold = true },
	{ "plain", bench_plain },
	{ "plain_cold", bench_plain, .cold = true },
	{ "listeners", bench_listeners },
	{ "locked", bench_locked },
	{ "memory16", bench_memory, 16 },
	{ "memory32", bench_memory, 32 },
	{ "memory64", bench_memory, 64 },
	{ "memory128", bench_memory, 128 },
};

static unsigned long both_families(const struct bench_counts *counts,
				   unsigned int state)
{
	return counts->sockets[state][0] + counts->sockets[state][1];
}

static void cool_caches(void)
{
	unsigned long i, sum = 0;

	for (i = 0; i < (unsigned long)cold_mib << 20; i += SMP_CACHE_BYTES)
		sum += READ_ONCE(cold[i / sizeof(*cold)]);
	OPTIMIZER_HIDE_VAR(sum);
}

static int show_walk(struct seq_file *m, void *v)
{
	const struct reference *reference = m->private;
	struct bench_counts counts = {};
	ktime_t start;
	s64 ns;
	int err;

	if (reference->cold)
		cool_caches();
	start = ktime_get();
	err = reference->walk(&init_net, reference->distance, &counts);
	ns = ktime_to_ns(ktime_sub(ktime_get(), start));
	if (err)
		return err;

	/* Without a use of the counts, the compiler could omit counting. */
	seq_printf(m, "ns %lld sockets %lu established %lu time_wait %lu\n", ns,
		   counts.met, both_families(&counts, TCP_ESTABLISHED),
		   both_families(&counts, TCP_TIME_WAIT));
	return 0;
}

static int show_connect(struct seq_file *m, void *v)
{
	s64 ns;
	int nr = bench_connect(&init_net, &ns);

	if (nr < 0)
		return nr;
	seq_printf(m, "ns %lld connections %d\n", ns, nr);
	return 0;
}

static int show_latency(struct seq_file *m, void *v)
{
	struct bench_latency latency;
	int err = bench_latency(&latency);

	if (err)
		return err;
	seq_printf(m, "waits %llu p999_us %u max_ns %lld\n", latency.nr,
		   latency.p999_us, latency.max_ns);
	return 0;
}

static int show_sockets(struct seq_file *m, void *v)
{
	seq_printf(m, "sockets %u buckets %u object %u timewait %u\n",
		   READ_ONCE(bench_nr_sockets),
		   init_net.ipv4.tcp_death_row.hashinfo->ehash_mask + 1,
		   tcp_prot.obj_size, tcp_prot.twsk_prot->twsk_obj_size);
	return 0;
}

static int open_sockets(struct inode *inode, struct file *file)
{
	return single_open(file, show_sockets, NULL);
}

static bool known(const char *kind)
{
	return !strcmp(kind, "established") || !strcmp(kind, "services") ||
	       !strcmp(kind, "time_wait") || !strcmp(kind, "mix") ||
	       !strcmp(kind, "more") || !strcmp(kind, "objects");
}

static ssize_t write_sockets(struct file *file, const char __user *buf,
			     size_t size, loff_t *pos)
{
	char text[32], kind[16];
	unsigned int nr;
	int err;

	if (size >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, size))
		return -EFAULT;
	text[size] = '\0';
	if (sscanf(text, "%15s %u", kind, &nr) != 2 || !known(kind) ||
	    nr > MAX_SOCKETS)
		return -EINVAL;

	if (mutex_lock_interruptible(&bench_mutex))
		return -EINTR;
	err = bench_make(&init_net, kind, nr);
	mutex_unlock(&bench_mutex);
	return err ?: size;
}

static const struct proc_ops sockets_ops = {
	.proc_open = open_sockets,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = write_sockets,
};

static int __init bench_init(void)
{
	struct proc_dir_entry *dir;
	unsigned int i;

	/* Written, so that each page has memory of its own. */
	cold = vmalloc(((size_t)cold_mib << 20) + 1);
	if (!cold)
		return -ENOMEM;
	memset(cold, 1, (size_t)cold_mib << 20);
	dir = proc_mkdir(FOLDER, NULL);
	if (!dir) {
		vfree(cold);
		return -ENOMEM;
	}
	if (!proc_create("sockets", 0600, dir, &sockets_ops) ||
	    !proc_create_single("connect", 0400, dir, show_connect) ||
	    !proc_create_single("latency", 0400, dir, show_latency))
		goto err;
	for (i = 0; i < ARRAY_SIZE(references); i++)
		if (!proc_create_single_data(references[i].name, 0400, dir,
					     show_walk, (void *)&references[i]))
			goto err;
	return 0;

err:
	proc_remove(dir);
	vfree(cold);
	return -ENOMEM;
}

static void __exit bench_exit(void)
{
	remove_proc_subtree(FOLDER, NULL);
	bench_make(&init_net, "established", 0);
	/* Sockets are freed after a grace period. */
	rcu_barrier();
	bench_objects_exit();
	vfree(cold);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("Sockets and reference walks for the bench of tcpstates");
MODULE_LICENSE("GPL");
