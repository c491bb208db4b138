// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks what every test needs
 *
 * A program linked with this skips all of its tests unless it runs as root and
 * the module is loaded or can be loaded.
 */
#include "kselftest.h"

#include "load.h"

static void skip(const char *why)
{
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}

static void __attribute__((constructor)) require(void)
{
	if (geteuid())
		skip("not root");
	if (!load_is_loaded() && (load_module("") || !load_is_loaded()))
		skip(LOAD_HINT);
}
