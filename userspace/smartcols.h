/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libsmartcols, loaded when a table is to be drawn and not before
 *
 * Linked in, it would more than double the cost of a run that draws none: it
 * has all its symbols bound as the program starts.
 */
#ifndef SMARTCOLS_H
#define SMARTCOLS_H

#include <libsmartcols.h>

#include "error.h"

/* The functions in use, each of the type that the library's header gives it. */
struct smartcols {
	__typeof__(scols_column_set_json_type) *column_set_json_type;
	__typeof__(scols_line_refer_data) *line_refer_data;
	__typeof__(scols_line_set_color) *line_set_color;
	__typeof__(scols_new_table) *new_table;
	__typeof__(scols_print_table) *print_table;
	__typeof__(scols_table_enable_colors) *table_enable_colors;
	__typeof__(scols_table_enable_json) *table_enable_json;
	__typeof__(scols_table_enable_noheadings) *table_enable_noheadings;
	__typeof__(scols_table_get_termheight) *table_get_termheight;
	__typeof__(scols_table_get_termwidth) *table_get_termwidth;
	__typeof__(scols_table_new_column) *table_new_column;
	__typeof__(scols_table_new_line) *table_new_line;
	__typeof__(scols_table_set_name) *table_set_name;
	__typeof__(scols_unref_table) *unref_table;
};

/**
 * smartcols() - get the library
 *
 * Return: its functions, or NULL if it cannot be loaded; then a line is on
 * stderr.
 */
const struct smartcols *smartcols(void);

#endif /* SMARTCOLS_H */
