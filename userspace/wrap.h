/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Break text between words
 */
#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

/* How many columns a text takes, each character being one wide. */
size_t wrap_columns(const char *text);

/**
 * wrap_line() - how much of a text goes on one line
 * @text:	the text, which does not begin with a blank
 * @columns:	how wide the line is
 *
 * Return: how many bytes, without a blank at the end. Never 0 unless the text
 * is empty: a word that is too long stays whole.
 */
size_t wrap_line(const char *text, size_t columns);

/**
 * wrap_print() - print a text and a newline
 * @text:	the text
 * @column:	how many columns of the first line are taken already
 * @indent:	how many blanks each other line begins with
 * @columns:	how wide a line may be with its blanks
 */
void wrap_print(const char *text, size_t column, size_t indent, size_t columns);

/**
 * wrap_cut() - shorten a text to one line
 * @text:	the text
 * @columns:	how wide it may be
 * @more:	what stands for the words left out
 *
 * Return: a string to be freed, or NULL if there is no memory.
 */
char *wrap_cut(const char *text, size_t columns, const char *more);

#endif /* WRAP_H */
