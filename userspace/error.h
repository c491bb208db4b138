/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a run ends: the exit status and the one line on stderr
 */
#ifndef ERROR_H
#define ERROR_H

/* The exit statuses; scripts rely on the numbers. */
enum status {
	STATUS_FINE = 0,
	STATUS_FAILED = 1,	/* something went wrong at run time */
	STATUS_USAGE = 2,	/* the command line is wrong */
	STATUS_NOT_LOADED = 3,	/* the module is not there */
};

/**
 * fail() - print "tcpstates: what: why" on stderr
 * @status:	given back; with STATUS_USAGE the line also points to --help
 * @format:	"what: why" as printf takes it, without a newline. Always comes
 *		out as one line: control characters are replaced.
 *
 * Return: @status, so that a caller can return in one line.
 */
enum status fail(enum status status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * not_loaded() - print that the module is not loaded, and how to load it
 * @path:	the file of the module that is missing
 *
 * Return: STATUS_NOT_LOADED.
 */
enum status not_loaded(const char *path);

/**
 * finish() - see to it that all output has left the process
 * @status:	the exit status so far
 *
 * Return: @status, or STATUS_FAILED (and a line on stderr) if all went well but
 * for the writing of standard output.
 */
enum status finish(enum status status);

#endif /* ERROR_H */
