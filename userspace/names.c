// SPDX-License-Identifier: GPL-2.0-only
/*
 * The states as people write them
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "names.h"
#include "states.h"

/* Only what is still different once case, '-' and '_' are ignored. */
static const struct alias {
	const char *name;
	const char *state;
} aliases[] = {
	{ "ESTAB", "ESTABLISHED" },	/* ss */
	{ "LISTENING", "LISTEN" },	/* ss */
	{ "UNCONN", "CLOSE" },		/* ss */
	{ "UNCONNECTED", "CLOSE" },	/* ss */
	{ "CLOSED", "CLOSE" },		/* ss, RFC 9293 */
	{ "SYN_RECEIVED", "SYN_RECV" },	/* RFC 9293 */
	{ NULL, NULL },
};

/* Compares a name that need not end in a null byte with one that does. */
static bool same(const char *name, size_t length, const char *known)
{
	const char *end = name + length;

	for (;;) {
		while (name < end && (*name == '-' || *name == '_'))
			name++;
		known += strspn(known, "-_");
		if (name == end || !*known)
			return name == end && !*known;
		if (toupper((unsigned char)*name) != *known)
			return false;
		name++;
		known++;
	}
}

static int row_of(const char *name, size_t length)
{
	int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (same(name, length, tcpstates_states[row].name))
			return row;
	return -1;
}

int state_row(const char *name, size_t length)
{
	const struct alias *alias;

	for (alias = aliases; alias->name; alias++)
		if (same(name, length, alias->name))
			return row_of(alias->state, strlen(alias->state));
	return row_of(name, length);
}

const char *state_of(int number)
{
	int row;

	for (row = 0; row < TCPSTATES_ROWS; row++)
		if (tcpstates_states[row].number == number)
			return tcpstates_states[row].name;
	return "";
}
