/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - the readers that clock and again run
 *
 * A reader is one argument: the path of a file, which is opened, read to its
 * end and closed in this process; "spin", which keeps the processor busy and
 * reads nothing; or a command with arguments separated by single blanks, whose
 * output goes to /dev/null.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdnoreturn.h>

/* Is it a path? */
bool reader_is_file(const char *reader);

/*
 * Reads once; exits on failure. Returns the time in ns that the file says it took,
 * or 0.
 */
long long reader_once(const char *reader);

/* Print one line on standard error, then exit. */
noreturn void die(const char *what);
noreturn void wrong_usage(const char *text);

#endif /* READER_H */
