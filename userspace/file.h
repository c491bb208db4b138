/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a small file as a whole
 */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <sys/types.h>

/**
 * file_read() - read a file to its end
 * @path:	the file, or NULL for standard input
 * @text:	where the bytes go; nothing is appended to them
 * @size:	how many bytes fit there
 *
 * Return: the number of bytes, or -1 with errno set; EFBIG if the file is
 * longer than @size.
 */
ssize_t file_read(const char *path, char *text, size_t size);

#endif /* FILE_H */
