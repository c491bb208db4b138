/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of show
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "error.h"
#include "view.h"

/**
 * struct options - what the command line says
 * @action:	what is to be done
 * @path:	the copy to read, or NULL
 * @netns:	the named namespace to look at, or NULL
 * @process:	the process whose namespace to look at, or 0
 * @interval:	the nanoseconds from one reading to the next; 0 for only one
 * @count:	how many readings; 0 for no end
 * @view:	what to print of them
 */
struct options {
	enum { DO_SHOW, DO_HELP, DO_VERSION } action;
	const char *path;
	const char *netns;
	int process;
	long long interval;
	unsigned long count;
	struct view view;
};

/**
 * options_parse() - understand a command line
 * @options:	is filled in
 * @argc:	the number of arguments, with the name of the command
 * @argv:	the arguments; their order may change
 *
 * Return: STATUS_FINE, or STATUS_USAGE and a line on stderr.
 */
enum status options_parse(struct options *options, int argc, char *argv[]);

#endif /* OPTIONS_H */
