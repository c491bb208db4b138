/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads /proc/tcpstates, /proc/net/tcp{,6} and the output of ss
 *
 * The parser of /proc/tcpstates is strict: every deviation from the documented
 * format is an error, even if other parsers would accept it.
 */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tally.h"

/* A symlink to the file of the reader's namespace. */
#define PROCFILE "/proc/tcpstates"

/* The text is always shorter. */
#define PROCFILE_SIZE 8192

/**
 * struct procfile - the content of one text
 * @level:	its verbosity level
 * @tally:	its rows
 * @walk_buckets, @walk_sockets, @walk_usecs: its "# walk" line
 * @listeners, @queued, @full: its "# listen" line
 */
struct procfile {
	int level;
	struct tally tally;
	unsigned long walk_buckets;
	unsigned long walk_sockets;
	unsigned long walk_usecs;
	unsigned long listeners;
	unsigned long queued;
	unsigned long full;
};

/* Reads to the end in steps of @step bytes; returns the length, or -1. */
ssize_t procfile_drain(int fd, char *text, size_t size, size_t step);

/* Reads a whole file at once; returns its length, or -1. */
ssize_t procfile_text(const char *path, char text[PROCFILE_SIZE]);

/* Returns NULL, or what is wrong with the text. */
const char *procfile_parse(const char *text, size_t len, struct procfile *pf);

/* Both of the above; returns NULL, or what is wrong. */
const char *procfile_read(const char *path, struct procfile *pf);

/* Counts what /proc/net/tcp and /proc/net/tcp6 show; returns 0 or -1. */
int tally_proc_net(struct tally *tally);

/* Counts what ss(8) shows; returns 0, -1, or 1 if there is no ss. */
int tally_ss(struct tally *tally);

/* Whether two tallies are the same; prints differences on stderr. */
bool tally_same(const char *who, const struct tally *wanted,
		const struct tally *seen);

/* Whether the file, /proc/net/tcp{,6} and ss show exactly @wanted now. */
bool tally_is_seen(const struct tally *wanted);

/* Whether the file shows exactly @wanted now. */
bool tally_is_shown(const char *path, const struct tally *wanted);

/* Whether it does within ten seconds. */
bool tally_is_shown_soon(const char *path, const struct tally *wanted);

#endif /* PROCFILE_H */
