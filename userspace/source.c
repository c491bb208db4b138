// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the counts come from: this network namespace, another one, a copy
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source.h"
#include "states.h"

/* Where ip-netns(8) keeps the names it gives. */
#define NETNS_FOLDER "/run/netns/"

static void set_path(struct source *source, const char *path)
{
	*source = (struct source){ .path = path, .name = path };
}

void source_here(struct source *source)
{
	set_path(source, "/proc/" TCPSTATES_NAME);
	source->live = true;
}

void source_copy(struct source *source, const char *path)
{
	set_path(source, path);
	if (!strcmp(path, "-")) {
		source->path = NULL;
		source->name = "standard input";
	}
}

enum status source_process(struct source *source, int process)
{
	char *path;

	if (asprintf(&path, "/proc/%d/net/" TCPSTATES_NAME, process) < 0)
		return fail(STATUS_FAILED, "process %d: %s", process,
			    strerror(ENOMEM));
	set_path(source, path);
	source->text = path;
	source->process = process;
	source->live = true;
	return STATUS_FINE;
}

void source_done(struct source *source)
{
	free(source->text);
}

/* Gives 0 or an errno. */
static int enter(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (setns(fd, CLONE_NEWNET))
		err = errno;
	close(fd);
	return err;
}

static const char *netns_error(int err)
{
	switch (err) {
	case ENOENT:
		return "no such network namespace; see: ip netns";
	case EINVAL:
		return "not a network namespace";
	case EACCES:
	case EPERM:
		return "no right to enter this network namespace; run it as root";
	default:
		return strerror(err);
	}
}

enum status source_netns(struct source *source, const char *name)
{
	char *path;
	int err;

	/* What has no name there must not lead elsewhere. */
	if (!*name || *name == '.' || strchr(name, '/'))
		return fail(STATUS_FAILED, "%s: %s", name, netns_error(ENOENT));
	if (asprintf(&path, NETNS_FOLDER "%s", name) < 0)
		return fail(STATUS_FAILED, "%s: %s", name, strerror(ENOMEM));
	err = enter(path);
	free(path);
	if (err)
		return fail(STATUS_FAILED, "%s: %s", name, netns_error(err));

	/*
	 * /proc/tcpstates leads through /proc/self, which is the namespace of
	 * the first thread; this is the one that has moved, whichever it is.
	 */
	set_path(source, "/proc/thread-self/net/" TCPSTATES_NAME);
	source->live = true;
	return STATUS_FINE;
}

/* A process that has ended has no namespace, even while it is still listed. */
static bool has_ended(int process)
{
	bool ended;
	char *path;

	if (asprintf(&path, "/proc/%d/net/dev", process) < 0)
		return false;
	ended = access(path, F_OK) && errno == ENOENT;
	free(path);
	return ended;
}

enum status source_failed(const struct source *source, int err)
{
	/* EINVAL, ESRCH: it ended between opening and reading */
	const bool gone = err == ENOENT || err == ESRCH || err == EINVAL;

	if (source->process && gone && has_ended(source->process))
		return fail(STATUS_FAILED, "process %d: %s", source->process,
			    strerror(ESRCH));
	if (source->live && err == ENOENT)
		return not_loaded(source->name);
	return fail(STATUS_FAILED, "%s: %s", source->name, strerror(err));
}
