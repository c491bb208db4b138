// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbose.c - the module parameter that sets the verbosity level
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "states.h"
#include "verbose.h"

static unsigned int verbose = TCPSTATES_VERBOSE_DEFAULT;

static int set_verbose(const char *val, const struct kernel_param *kp)
{
	unsigned int level;
	int err = kstrtouint(val, 0, &level);

	if (err || level > TCPSTATES_VERBOSE_MAX)
		return -EINVAL;
	WRITE_ONCE(verbose, level);
	return 0;
}

static const struct kernel_param_ops verbose_ops = {
	.set = set_verbose,
	.get = param_get_uint,
};

module_param_cb(verbose, &verbose_ops, &verbose, 0644);
MODULE_PARM_DESC(verbose,
		 "Verbosity level: 0 numbers, 1 also descriptions, 2 also details of the walk and the listeners (default 1)");

enum tcpstates_verbose tcpstates_verbose(void)
{
	return READ_ONCE(verbose);
}
