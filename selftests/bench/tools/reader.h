/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - the ways to read, for those who time it and those who repeat it
 *
 * A reader is a word: the path of a file, which is opened, read to its end and
 * closed in this process; "spin", which keeps the processor busy and reads
 * nothing; or else a command with its arguments, divided by single blanks,
 * which is waited for and whose output goes to /dev/null.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdnoreturn.h>

/* Whether it is a path. */
bool reader_is_file(const char *reader);

/* Read once; if that fails the program ends. */
void reader_once(const char *reader);

/* One line on standard error, then the end. */
noreturn void die(const char *what);
noreturn void wrong_usage(const char *text);

#endif /* READER_H */
