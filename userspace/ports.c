// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c - the sockets of each port
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "list.h"

static void describe(struct line *lines, size_t n)
{
	struct line *line;

	setservent(1);
	for (line = lines; line < lines + n; line++) {
		const struct servent *service = getservbyport(
			htons((uint16_t)line->numbers[KEY]), "tcp");

		line->texts[SERVICE] = service ? strdup(service->s_name) : NULL;
	}
	endservent();
}

enum status ports_main(const struct options *options, char *arguments[])
{
	static struct list list = {
		.file = TCPSTATES_PORTS,
		.name = "ports",
		.metric = "port",
		.columns = {
			[SIDE] = "SIDE",
			[KEY] = "PORT",
			[SERVICE] = "SERVICE",
		},
		.has_queues = true,
		.describe = describe,
	};

	(void)arguments;
	return list_main(&list, options);
}
