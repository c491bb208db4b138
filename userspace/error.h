/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * error.h - exit statuses and error messages
 */
#ifndef ERROR_H
#define ERROR_H

/* The command's name. The module, its files and the packages are tcpstates. */
#define TCPST "tcpst"

/* Exit statuses; scripts rely on the numbers. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,	/* a failure at run time */
	STATUS_USAGE = 2,	/* wrong usage */
	STATUS_NOT_LOADED = 3,	/* the module is not loaded */
};

/**
 * fail() - print "tcpst: what: why" on stderr
 * @status:	returned; with STATUS_USAGE the line also points to --help
 * @format:	"what: why" as for printf(), without a newline. Control
 *		characters in the result are replaced, so that it is one line.
 *
 * Return: @status.
 */
enum status fail(enum status status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * not_loaded() - print that the module is not loaded and how to load it
 * @path:	the file that is missing
 *
 * Return: STATUS_NOT_LOADED.
 */
enum status not_loaded(const char *path);

#endif /* ERROR_H */
