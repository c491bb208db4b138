// SPDX-License-Identifier: GPL-2.0-only
/*
 * units.c - the sockets of each systemd unit and each container
 */
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "list.h"

/* By name; NAME is the path, which tells units with the same name apart. */
static int by_unit(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	return strcmp(a->texts[UNIT], b->texts[UNIT]) ?:
	       strcmp(a->texts[NAME], b->texts[NAME]);
}

/* A cgroup counts for its innermost unit; one of none is called by its path. */
static void name_line(struct line *line, const char *cgroup)
{
	char path[PATH_MAX], copy[PATH_MAX], *texts;
	const char *unit;

	(void)snprintf(path, sizeof(path), "%s", cgroup);
	make_ascii(path);
	unit = find_unit(memcpy(copy, path, sizeof(copy)));
	if (unit)
		*strchrnul(path + (unit - copy), '/') = '\0';
	if (asprintf(&texts, "%s%c%s", path, '\0', unit ? unit : path) < 0)
		texts = "?\0?";
	line->texts[NAME] = texts;
	line->texts[UNIT] = texts + strlen(texts) + 1;
}

/* Names the cgroups below a mount point; KEY is the inode of the folder. */
static void walk(const struct list *list, dev_t device, char *point)
{
	FTS *tree = fts_open((char *[]){ point, NULL }, FTS_NOCHDIR |
			     FTS_NOSTAT | FTS_PHYSICAL, NULL);
	FTSENT *folder;

	while (tree && (folder = fts_read(tree))) {
		const struct line key = { .numbers[KEY] = folder->fts_ino };
		struct line *line;

		if (folder->fts_info != FTS_D)
			continue;
		/* Nothing below, or another file system mounted over it */
		if (folder->fts_nlink == 2 || folder->fts_dev != device)
			(void)fts_set(tree, folder, FTS_SKIP);
		line = bsearch(&key, list->lines, list->n, sizeof(key), by_rank);
		if (line && !line->texts[UNIT] && folder->fts_dev == device)
			name_line(line, folder->fts_level ?
				  folder->fts_path + strlen(point) : "/");
	}
	if (tree)
		(void)fts_close(tree);
}

/* A line of mountinfo: "ID PARENT MAJOR:MINOR ROOT POINT ... - TYPE ..." */
static void walk_mounts(const struct list *list)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char text[3 * PATH_MAX], point[PATH_MAX];
	unsigned int device[2];

	while (mounts && fgets(text, sizeof(text), mounts))
		if (strstr(text, " - cgroup2 ") &&
		    sscanf(text, "%*s %*s %u:%u %*s %4095s", &device[0],
			   &device[1], point) == 3)
			walk(list, makedev(device[0], device[1]), point);
	if (mounts)
		(void)fclose(mounts);
}

/* Adds up the cgroups of each unit. */
static void join_lines(struct list *list)
{
	struct line *last = list->lines;
	size_t i, j;

	qsort(last, list->n, sizeof(*last), by_unit);
	for (i = 1; i < list->n; i++) {
		const struct line line = list->lines[i];

		if (by_unit(last, &line) != 0) {
			list->lines[i] = *++last;
			*last = line;
			continue;
		}
		for (j = STATES; j < COLUMNS; j++)
			last->numbers[j] += line.numbers[j];
	}
	list->n = (size_t)(last + 1 - list->lines);
}

static void resolve(struct list *list)
{
	bool before, same = false;
	struct line *line;
	char text[40];

	list->columns[KEY] = NULL;
	walk_mounts(list);
	for (line = list->lines; line < list->lines + list->n; line++) {
		(void)snprintf(text, sizeof(text), line->numbers[KEY] ?
			       "cgroup %llu" : "-", line->numbers[KEY]);
		if (!line->texts[UNIT])
			name_line(line, text);
	}
	if (list->n)
		join_lines(list);
	for (line = list->lines; line < list->lines + list->n; line++) {
		before = same;
		same = line + 1 < list->lines + list->n &&
		       !strcmp(line->texts[UNIT], line[1].texts[UNIT]);
		if (same || before)
			line->texts[UNIT] = line->texts[NAME];
		line->numbers[KEY] = (size_t)(line - list->lines);
	}
}

enum status units_main(const struct options *options, char *arguments[])
{
	static struct list list = {
		.file = TCPSTATES_CGROUPS,
		.name = "units",
		.metric = "unit",
		.columns = { [KEY] = "CGROUP", [UNIT] = "UNIT" },
		.has_queues = true,
		.resolve = resolve,
	};

	(void)arguments;
	return list_main(&list, options);
}
