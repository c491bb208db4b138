/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the counts come from: this network namespace, another one, a copy
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

#include "error.h"

/**
 * struct source - a file to read
 * @path:	where it is; NULL for standard input
 * @name:	what messages call it
 * @process:	the process whose network namespace it shows, or 0
 * @live:	it is the module's own, so that none means no module
 * @text:	what source_done() frees
 */
struct source {
	const char *path;
	const char *name;
	int process;
	bool live;
	char *text;
};

/* The proc file of the namespace of whoever reads it. */
void source_here(struct source *source);

/* A copy of the proc file; "-" is standard input. */
void source_copy(struct source *source, const char *path);

/* The same of a process; STATUS_FAILED if there is no memory. */
enum status source_process(struct source *source, int process);

/**
 * source_netns() - the proc file of a namespace that ip-netns(8) has named
 * @source:	is filled in
 * @name:	the namespace; this process goes there for good
 *
 * Return: STATUS_FINE, or STATUS_FAILED and a line on stderr.
 */
enum status source_netns(struct source *source, const char *name);

void source_done(struct source *source);

/**
 * source_failed() - print why a source cannot be read
 * @source:	the source
 * @err:	the errno of the attempt
 *
 * Return: STATUS_NOT_LOADED if the module is not there, else STATUS_FAILED.
 */
enum status source_failed(const struct source *source, int err);

#endif /* SOURCE_H */
