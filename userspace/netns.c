// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - the sockets of each network namespace, and who is in it
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "list.h"

/* Notes which namespace each file is: one with a name, or of a process. */
static void note(const char *files, struct line *lines, size_t n)
{
	glob_t found = { 0 };
	struct stat status;
	struct line *line;
	size_t i;

	(void)glob(files, 0, NULL, &found);
	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		unsigned long long pid = 0;

		if (stat(path, &status))
			continue;
		(void)sscanf(path, "/proc/%llu", &pid);
		for (line = lines; line < lines + n; line++) {
			if (line->numbers[KEY] != status.st_ino)
				continue;
			if (!pid && !line->texts[NAME])
				line->texts[NAME] = strdup(basename(path));
			if (pid && (!line->numbers[PID] ||
				    line->numbers[PID] > pid))
				line->numbers[PID] = pid;
		}
	}
	globfree(&found);
}

static void describe(struct line *lines, size_t n)
{
	struct line *line;

	note("/run/netns/*", lines, n);
	note("/proc/[0-9]*/ns/net", lines, n);
	for (line = lines; line < lines + n; line++)
		if (line->numbers[PID])
			(void)describe_process(line);
}

enum status netns_main(const struct options *options, char *arguments[])
{
	static struct list list = {
		.file = TCPSTATES_NETNS,
		.name = "netns",
		.metric = "netns",
		.columns = {
			[KEY] = "NETNS",
			[NAME] = "NAME",
			[PID] = "PID",
			[COMMAND] = "COMMAND",
			[UNIT] = "UNIT",
		},
		.describe = describe,
	};

	/* Those of a saved copy may be gone, or another machine's. */
	if (options->source.path)
		list.describe = NULL;
	(void)arguments;
	return list_main(&list, options);
}
