// SPDX-License-Identifier: GPL-2.0-only
/*
 * libsmartcols, loaded when a table is to be drawn and not before
 */
#include <dlfcn.h>
#include <stddef.h>

#include "smartcols.h"

/* The ABI that its header describes. */
static const char file[] = "libsmartcols.so.1";

static const struct function {
	const char *name;
	size_t offset;
} functions[] = {
	{ "scols_column_set_json_type", offsetof(struct smartcols, column_set_json_type) },
	{ "scols_line_refer_data", offsetof(struct smartcols, line_refer_data) },
	{ "scols_line_set_color", offsetof(struct smartcols, line_set_color) },
	{ "scols_new_table", offsetof(struct smartcols, new_table) },
	{ "scols_print_table", offsetof(struct smartcols, print_table) },
	{ "scols_table_enable_colors", offsetof(struct smartcols, table_enable_colors) },
	{ "scols_table_enable_json", offsetof(struct smartcols, table_enable_json) },
	{ "scols_table_enable_noheadings", offsetof(struct smartcols, table_enable_noheadings) },
	{ "scols_table_get_termheight", offsetof(struct smartcols, table_get_termheight) },
	{ "scols_table_get_termwidth", offsetof(struct smartcols, table_get_termwidth) },
	{ "scols_table_new_column", offsetof(struct smartcols, table_new_column) },
	{ "scols_table_new_line", offsetof(struct smartcols, table_new_line) },
	{ "scols_table_set_name", offsetof(struct smartcols, table_set_name) },
	{ "scols_unref_table", offsetof(struct smartcols, unref_table) },
	{ NULL, 0 },
};

static enum status load(struct smartcols *library)
{
	void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
	const struct function *function;

	if (!handle)
		return fail(STATUS_FAILED,
			    "%s; install libsmartcols, or use -r", dlerror());
	for (function = functions; function->name; function++) {
		void *address = dlsym(handle, function->name);

		if (!address)
			return fail(STATUS_FAILED, "%s", dlerror());
		*(void **)((char *)library + function->offset) = address;
	}
	return STATUS_FINE;
}

const struct smartcols *smartcols(void)
{
	static struct smartcols library;

	if (!library.new_table && load(&library) != STATUS_FINE)
		return NULL;
	return &library;
}
