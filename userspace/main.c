// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of subcommands
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const struct command {
	const char *name;
	enum status (*main)(int argc, char *argv[]);
	const char *arguments;
	const char *line;
} commands[] = {
	{ "show", show_main, "[OPTIONS]", "count sockets by state (the default)" },
	{ "verbose", verbose_main, "[0|1|2|toggle]", "print or set how much the file tells" },
};

void list_commands(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-8s %-15s %s\n", commands[i].name,
		       commands[i].arguments, commands[i].line);
}

static enum status run(int argc, char *argv[])
{
	size_t i;

	if (argc < 2 || argv[1][0] == '-')
		return show_main(argc, argv);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].main(argc - 1, argv + 1);
	return fail(STATUS_USAGE, "%s: unknown command", argv[1]);
}

int main(int argc, char *argv[])
{
	return (int)finish(run(argc, argv));
}
