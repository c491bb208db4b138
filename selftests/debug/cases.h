/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Test cases of lifecycle in files of their own
 */
#ifndef CASES_H
#define CASES_H

#include <stdbool.h>

/* A result's line without the name of the case. */
#define CASE_LINE 512

/* @alive: namespaces before */
bool destroy_namespaces(int seconds, int alive, char line[CASE_LINE]);

/* Needs the module tcpstates_stray. */
bool can_leave_strays(void);
bool leave_strays(int seconds, int alive, char line[CASE_LINE]);

bool kill_readers(int seconds, char line[CASE_LINE]);

#endif /* CASES_H */
