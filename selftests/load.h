/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loading and unloading the module
 *
 * From the file that the environment's TCPSTATES_KO names, else by modprobe.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>

/* What to do where the module is not there. */
#define LOAD_HINT \
	"tcpstates is not loaded: modprobe tcpstates, or set TCPSTATES_KO=/path/to/tcpstates.ko"

bool load_is_loaded(void);

/* The file to load from; NULL: by modprobe. */
const char *load_file(void);

/* Loads with options ("" for none), or unloads: 0, or the errno. */
int load_module(const char *options);
int unload_module(void);

#endif /* LOAD_H */
