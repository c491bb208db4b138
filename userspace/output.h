/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output.h - error messages, and what standard output can show
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <sys/ioctl.h>

/* The command's name; module, files and packages are called tcpstates. */
#define TCPST "tcpst"

/* Exit statuses; scripts rely on the numbers. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,	/* at run time */
	STATUS_USAGE = 2,
	STATUS_NOT_LOADED = 3,
};

/**
 * fail() - print "tcpst: what: why" on stderr
 * @status:	with STATUS_USAGE the line also points to --help
 * @format:	"what: why" as for printf(), without a newline
 *
 * Return: @status.
 */
enum status fail(enum status status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints that the module is not loaded, as @path does not exist. */
enum status not_loaded(const char *path);

/* Writes what is left in stdout; reports this and earlier write errors. */
enum status flush_output(void);

/* Escape sequences: select graphic rendition (ECMA-48). */
#define TERMINAL_PLAIN "\033[m"
#define TERMINAL_BOLD "\033[1m"
#define TERMINAL_DIM "\033[2m"
#define TERMINAL_NOTABLE "\033[1;33m"	/* bold, yellow */

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Whether standard output is a terminal that understands escape sequences. */
bool terminal(void);

/* Whether to use colour; --color comes before NO_COLOR and TERM. */
bool terminal_color(enum color color);

/* Whether the locale has UTF-8. Sets LC_CTYPE. */
bool terminal_unicode(void);

/* The size of the terminal, of whatever type; 0 if there is none. */
struct winsize terminal_size(void);

#endif /* OUTPUT_H */
