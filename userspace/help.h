/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tool says of itself
 */
#ifndef HELP_H
#define HELP_H

/* All commands and options, on a screen of 24 lines. */
void help_print(void);

void help_print_version(void);

#endif /* HELP_H */
