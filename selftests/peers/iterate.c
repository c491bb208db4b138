// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads the BPF iterator, runs it for each line of standard input
 *
 *	iterate OBJECT
 *
 * Prints a line for each state with sockets, STATE COUNT, and then an empty line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "iterate.h"

static noreturn void die(const char *what)
{
	fprintf(stderr, "iterate: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The program prints nothing: the kernel makes its pass in the first read(). */
static void run(const struct bpf_link *link)
{
	const int fd = bpf_iter_create(bpf_link__fd(link));
	char buf[64];
	ssize_t n;

	if (fd < 0)
		die("bpf_iter_create");
	/* It returns after a million sockets without output, and goes on. */
	do {
		n = read(fd, buf, sizeof(buf));
	} while (n > 0 || (n < 0 && errno == EAGAIN));
	if (n < 0)
		die("read");
	close(fd);
}

static void count(const struct bpf_link *link, const struct bpf_map *map)
{
	unsigned long long counts[ITERATE_STATES] = { 0 };
	const int key = 0;
	int state;

	if (bpf_map__update_elem(map, &key, sizeof(key), counts, sizeof(counts),
				 0))
		die("bpf_map__update_elem");
	run(link);
	if (bpf_map__lookup_elem(map, &key, sizeof(key), counts, sizeof(counts),
				 0))
		die("bpf_map__lookup_elem");
	for (state = 0; state < ITERATE_STATES; state++)
		if (counts[state])
			printf("%d %llu\n", state, counts[state]);
	puts("");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_link *link;
	struct bpf_map *map;
	char line[64];

	if (argc != 2) {
		fprintf(stderr, "usage: iterate OBJECT\n");
		return 2;
	}
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		die(argv[1]);
	map = bpf_object__find_map_by_name(object, ".bss");
	link = bpf_program__attach_iter(bpf_object__next_program(object, NULL),
					NULL);
	if (!map || !link)
		die("bpf_program__attach_iter");
	while (fgets(line, sizeof(line), stdin))
		count(link, map);
	return 0;
}
