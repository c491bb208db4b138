/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading /proc/tcpstates, and whatever else counts sockets
 *
 * Who reads /proc/tcpstates here holds it to its contract: any deviation is an
 * error, even where a user's parser would not mind.
 */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tally.h"

/* Leads each reader to the file of its own namespace. */
#define PROCFILE "/proc/tcpstates"

/* More than the text ever is. */
#define PROCFILE_SIZE 8192

/**
 * struct procfile - what one text says
 * @level:	the verbosity it shows
 * @tally:	its rows
 * @walk_buckets, @walk_sockets, @walk_restarts, @walk_usecs: its "# walk" line
 * @listeners, @queued, @full: its "# listen" line
 */
struct procfile {
	int level;
	struct tally tally;
	unsigned long walk_buckets;
	unsigned long walk_sockets;
	unsigned long walk_restarts;
	unsigned long walk_usecs;
	unsigned long listeners;
	unsigned long queued;
	unsigned long full;
};

/* Reads to the end, in steps of @step bytes: the text's length, or -1. */
ssize_t procfile_drain(int fd, char *text, size_t size, size_t step);

/* The whole text of a file, read at once; its length or -1. */
ssize_t procfile_text(const char *path, char text[PROCFILE_SIZE]);

/* NULL, or what is wrong with the text. */
const char *procfile_parse(const char *text, size_t len, struct procfile *pf);

/* Both of the above in one: NULL, or what is wrong. */
const char *procfile_read(const char *path, struct procfile *pf);

/* What /proc/net/tcp and /proc/net/tcp6 show: 0 or -1. */
int tally_proc_net(struct tally *tally);

/* What ss(8) shows: 0, -1, or 1 where there is no ss. */
int tally_ss(struct tally *tally);

/* Whether two tallies are the same; tells on stderr where they differ. */
bool tally_same(const char *who, const struct tally *wanted,
		const struct tally *seen);

/* Whether all that can count sees exactly what is wanted, here and now. */
bool tally_is_seen(const struct tally *wanted);

/* Whether /proc/tcpstates shows what is wanted, here and now. */
bool tally_is_shown(const char *path, const struct tally *wanted);

/* The same, where that takes the kernel some time. */
bool tally_is_shown_soon(const char *path, const struct tally *wanted);

#endif /* PROCFILE_H */
