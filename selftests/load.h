/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads and unloads the module
 *
 * Loads the file in the environment variable TCPSTATES_KO; without it, uses
 * modprobe.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>

#define LOAD_HINT \
	"tcpstates is not loaded: modprobe tcpstates, or set TCPSTATES_KO=/path/to/tcpstates.ko"

bool load_is_loaded(void);

/* Returns the file to load, or NULL for modprobe. */
const char *load_file(void);

/* Load with options ("" for none), or unload; return 0 or the errno. */
int load_module(const char *options);
int unload_module(void);

#endif /* LOAD_H */
