// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - fuzz the parser of the proc file with libFuzzer
 *
 * What the parser accepts is written again from the result, and must then give
 * the same result: this finds numbers that were misread.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_row(const struct procfile_row *row, int described)
{
	const unsigned long long *sockets = row->sockets;
	const char *byte;

	require(sockets[TOTAL] >= sockets[IPV4]);
	require(sockets[TOTAL] - sockets[IPV4] ==
		sockets[IPV6]);
	require(!!row->description == described);
	for (byte = row->description; byte && *byte; byte++)
		require(*byte == '\t' || (*byte >= ' ' && *byte <= '~'));
}

/* As the module writes it. */
static size_t write_again(const struct procfile *file, char *text, size_t size)
{
	FILE *stream = fmemopen(text, size, "w");
	unsigned int i;
	long length;

	require(!!stream);
	fprintf(stream, "STATE TOTAL IPV4 IPV6%s\n",
		file->rows[0].description ? "  DESCRIPTION" : "");
	for (i = 0; i < TCPSTATES_ROWS; i++) {
		const struct procfile_row *row = &file->rows[i];

		fprintf(stream, "%-11s %10llu %10llu %10llu",
			tcpstates_states[i].name, row->sockets[TOTAL],
			row->sockets[IPV4], row->sockets[IPV6]);
		if (row->description)
			fprintf(stream, "  %s", row->description);
		fputc('\n', stream);
	}
	fputs(file->details, stream);
	length = ftell(stream);
	require(length > 0 && !fclose(stream));
	return (size_t)length;
}

/* Alignment adds blanks, which can make a large file too large. */
static void check_again(const struct procfile *file)
{
	static struct procfile again;
	static char text[2 * PROCFILE_SIZE];
	const size_t length = write_again(file, text, sizeof(text));
	size_t i;

	if (length > PROCFILE_SIZE)
		return;
	for (i = 0; i < length; i++)
		again.text[i] = text[i];
	require(!procfile_parse(&again, length));
	for (i = 0; i < TCPSTATES_ROWS; i++)
		require(!memcmp(again.rows[i].sockets, file->rows[i].sockets,
				sizeof(file->rows[i].sockets)));
	require(!strcmp(again.details, file->details));
	require(again.has_queues == file->has_queues);
	require(!file->has_queues || (again.queued == file->queued &&
				      again.full == file->full));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct procfile file;
	unsigned int i;
	size_t byte;

	if (size > PROCFILE_SIZE)
		return 0;
	for (byte = 0; byte < size; byte++)
		file.text[byte] = (char)data[byte];
	if (procfile_parse(&file, size)) {
		require(file.line > 0);
		return 0;
	}
	for (i = 0; i < TCPSTATES_ROWS; i++)
		check_row(&file.rows[i], !!file.rows[0].description);
	check_again(&file);
	return 0;
}
