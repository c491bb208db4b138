// SPDX-License-Identifier: GPL-2.0-only
/*
 * again.c - runs one reader over and over, until it is killed
 *
 *	again READER
 */
#include "reader.h"

int main(int argc, char **argv)
{
	if (argc != 2)
		wrong_usage("again READER");
	for (;;)
		reader_once(argv[1]);
}
