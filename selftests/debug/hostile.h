/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the cases of hostile share
 *
 * A case runs in a process of its own. It calls wrong() for each fault, from any
 * of its processes, and at the end tell(), for parts of the line that says what
 * was done.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "kselftest.h"

#include "procfile.h"
#include "program.h"

/* Older trees do not have it. */
#ifndef __printf
#define __printf(a, b)
#endif

#define NOBODY 65534

void hostile_sysfs(void);
void hostile_read(void);
void hostile_pointers(void);
void hostile_dying(void);
void hostile_user(void);
void hostile_leaks(void);
void hostile_crowd(void);
void hostile_bucket(void);

__printf(1, 2) void wrong(const char *format, ...);
__printf(1, 2) void tell(const char *format, ...);

/* A number with commas, for a line that is read by people. */
const char *commas(unsigned long number);

/* The case cannot go on: as wrong(), with errno, and ends the process. */
void broken(const char *what);

/* Is 0 <= number < limit, and the same again for the same seed. */
unsigned long pick(unsigned long limit);

/* Tries calls on the open file that must fail; returns their number. */
unsigned long hostile_refuse(int fd);

/* Opens /proc/tcpstates. */
int open_file(void);

/* Sets level 2 and reads the file. */
void read_details(struct procfile *pf);

/* Opens @n connections without a peer, which stay. */
void open_halves(int family, unsigned int n);

#endif /* HOSTILE_H */
