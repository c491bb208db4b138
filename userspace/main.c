// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of subcommands
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "help.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const struct command {
	const char *name;
	enum status (*main)(int argc, char *argv[]);
	const char *arguments;
	const char *line;
} commands[] = {
	{ "show", show_main, "[OPTIONS]", "count sockets by state (the default)" },
	{ "verbose", verbose_main, "[0|1|2|toggle]", "print or set how much the file tells" },
	{ "explain", explain_main, "[STATE...]",
	  "what states mean; stories: open, close, listen" },
	{ "diagram", diagram_main, "[--dot]", "how one state leads to the other" },
};

void list_commands(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-8s %-14s %s\n", commands[i].name,
		       commands[i].arguments, commands[i].line);
}

/* Every command has this one option; show has it among its own. */
static bool asks_for_help(int argc, char *argv[])
{
	return argc == 2 &&
	       (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"));
}

static enum status run_command(const struct command *command, int argc,
			       char *argv[])
{
	if (!asks_for_help(argc, argv))
		return command->main(argc, argv);
	help_print();
	return STATUS_FINE;
}

static enum status run(int argc, char *argv[])
{
	size_t i;

	if (argc < 2 || argv[1][0] == '-')
		return show_main(argc, argv);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return run_command(&commands[i], argc - 1, argv + 1);
	return fail(STATUS_USAGE, "%s: unknown command", argv[1]);
}

int main(int argc, char *argv[])
{
	return (int)finish(run(argc, argv));
}
