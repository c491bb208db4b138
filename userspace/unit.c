// SPDX-License-Identifier: GPL-2.0-only
/*
 * unit.c - the name of a process, and the container or unit that it runs in
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

/* The most that is read of a file */
enum { TEXT_SIZE = 65536 };

/* In /proc/PID/stat: the number of the field with the name, with the start */
enum { NAME_FIELD = 2, START_FIELD = 22 };

/* Digits of a container's ID, and how many of them its tools show. */
enum { ID_LENGTH = 64, ID_SHOWN = 12 };

/* Whether it is a container's or a unit's cgroup; cuts a container's name. */
static bool is_unit(char *cgroup)
{
	const char *suffix = strrchr(cgroup, '.');
	const size_t length = suffix ? (size_t)(suffix - cgroup) :
				       strlen(cgroup);

	if (length >= ID_LENGTH) {
		char *id = cgroup + length - ID_LENGTH;

		if (strspn(id, "0123456789abcdef") == ID_LENGTH) {
			id[ID_SHOWN] = '\0';
			return true;
		}
	}
	return suffix && (!strcmp(suffix, ".service") ||
			  !strcmp(suffix, ".scope") ||
			  !strcmp(suffix, ".socket"));
}

/*
 * Of lines "hierarchy:controllers:path", the innermost unit of the first line
 * that has one: with cgroups of both versions the last line can be that of the
 * daemon that started the container.
 */
const char *find_unit(char *text)
{
	const char *unit = NULL;
	char *line, *cgroup;

	while (!unit && (line = strsep(&text, "\n")))
		while ((cgroup = strsep(&line, "/")))
			if (is_unit(cgroup))
				unit = cgroup;
	return unit;
}

/* Leaves an empty text if it fails. */
static void read_file(unsigned long long pid, const char *file,
		      char text[TEXT_SIZE])
{
	size_t length = 0;
	char path[40];
	FILE *stream;

	(void)snprintf(path, sizeof(path), "/proc/%llu/%s", pid, file);
	stream = fopen(path, "re");
	if (stream) {
		length = fread(text, 1, TEXT_SIZE - 1, stream);
		(void)fclose(stream);
	}
	text[length] = '\0';
}

unsigned long long describe_process(struct line *line)
{
	unsigned long long start = 0;
	const char *name, *unit;
	char text[TEXT_SIZE];
	char *end, *blank;
	int field;

	/* "PID (NAME) S ...": the name, too, may have blanks and parentheses. */
	read_file(line->numbers[PID], "stat", text);
	end = strrchr(text, ')');
	blank = end;
	for (field = NAME_FIELD; blank && field < START_FIELD; field++)
		blank = strchr(blank + 1, ' ');
	if (blank)
		start = strtoull(blank, NULL, 10);
	if (end)
		*end = '\0';
	name = strchr(text, '(');
	line->texts[COMMAND] = strdup(name && name[1] ? name + 1 : "?");

	read_file(line->numbers[PID], "cgroup", text);
	unit = find_unit(text);
	line->texts[UNIT] = unit ? strdup(unit) : NULL;
	return start;
}
