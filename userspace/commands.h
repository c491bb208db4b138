/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands, one file each
 *
 * Each takes its own name (or the tool's, where none was given) in argv[0] and
 * its arguments behind it, prints its own errors, and gives the exit status.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "error.h"

enum status show_main(int argc, char *argv[]);
enum status verbose_main(int argc, char *argv[]);
enum status explain_main(int argc, char *argv[]);
enum status diagram_main(int argc, char *argv[]);

/* Prints how each command is called and what it does, for --help. */
void list_commands(void);

#endif /* COMMANDS_H */
