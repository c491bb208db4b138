/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The states as people write them
 */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>

/**
 * state_row() - find the row of a state
 * @name:	the state as netstat, ss or RFC 9293 spells it, in any case, with
 *		or without '-' and '_'; need not end in a null byte
 * @length:	the number of bytes in the name
 *
 * Return: the index into tcpstates_states, or -1 if there is no such state.
 */
int state_row(const char *name, size_t length);

/* The name of a state, by its number; there must be one. */
const char *state_of(int number);

#endif /* NAMES_H */
