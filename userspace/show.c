// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many sockets are in which state
 */
#include "commands.h"
#include "help.h"
#include "options.h"
#include "plain.h"
#include "procfile.h"
#include "repeat.h"
#include "source.h"
#include "table.h"
#include "terminal.h"

/* What one reading needs of those before. */
struct showing {
	struct source source;
	const struct view *view;
	struct table_series *series;
};

static enum status find_source(struct source *source,
			       const struct options *options)
{
	if (options->netns)
		return source_netns(source, options->netns);
	if (options->process)
		return source_process(source, options->process);
	if (options->path)
		source_copy(source, options->path);
	else
		source_here(source);
	return STATUS_FINE;
}

static enum status show_once(void *data)
{
	const struct showing *showing = data;
	struct procfile file;
	enum status status;

	status = procfile_read(&file, &showing->source);
	if (status != STATUS_FINE)
		return status;
	switch (showing->view->format) {
	case VIEW_RAW:
		plain_raw(&file, showing->view);
		return STATUS_FINE;
	case VIEW_METRICS:
		plain_metrics(&file, showing->view);
		return STATUS_FINE;
	default:
		return table_print(&file, showing->view, showing->series);
	}
}

static enum status show(const struct options *options)
{
	struct showing showing = { .view = &options->view };
	struct table_series series = { 0 };
	enum status status;

	status = find_source(&showing.source, options);
	if (status != STATUS_FINE)
		return status;
	if (options->view.format == VIEW_TABLE && options->interval && terminal())
		showing.series = &series;
	if (options->interval)
		status = repeat(options->interval, options->count, show_once,
				&showing);
	else
		status = show_once(&showing);
	source_done(&showing.source);
	return status;
}

enum status show_main(int argc, char *argv[])
{
	struct options options;
	enum status status;

	status = options_parse(&options, argc, argv);
	if (status != STATUS_FINE)
		return status;
	switch (options.action) {
	case DO_HELP:
		help_print();
		return STATUS_FINE;
	case DO_VERSION:
		help_print_version();
		return STATUS_FINE;
	default:
		return show(&options);
	}
}
