// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - reads a file in this process, or runs a command in another
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"

#define MAX_WORDS 8

void die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

void wrong_usage(const char *text)
{
	fprintf(stderr, "usage: %s\n", text);
	exit(2);
}

/* Returns the time that the file says, if it begins with one. */
static long long read_file(const char *path)
{
	static char buf[65536];
	int fd = open(path, O_RDONLY);
	long long ns = 0;
	ssize_t got;

	if (fd < 0)
		die(path);
	while ((got = read(fd, buf, sizeof(buf) - 1)) > 0) {
		buf[got] = '\0';
		if (!strncmp(buf, "ns ", 3))
			ns = atoll(buf + 3);
	}
	if (got < 0)
		die(path);
	close(fd);
	return ns;
}

static void execute(const char *command)
{
	int null = open("/dev/null", O_WRONLY);
	char *text = strdup(command);
	char *word[MAX_WORDS + 1];
	int i = 0;

	if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
		die("/dev/null");
	for (word[0] = strtok(text, " "); word[i] && i < MAX_WORDS;)
		word[++i] = strtok(NULL, " ");
	word[i] = NULL;
	execvp(word[0], word);
	die(command);
}

static void run_command(const char *command)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork");
	if (!pid)
		execute(command);
	if (waitpid(pid, &status, 0) != pid)
		die("wait");
	if (status) {
		fprintf(stderr, "bench: %s: failed\n", command);
		exit(1);
	}
}

static void spin(void)
{
	unsigned int i;

	for (i = 0; i < 1000000; i++)
		__asm__ volatile("");
}

bool reader_is_file(const char *reader)
{
	return reader[0] == '/';
}

long long reader_once(const char *reader)
{
	if (reader_is_file(reader))
		return read_file(reader);
	if (!strcmp(reader, "spin"))
		spin();
	else
		run_command(reader);
	return 0;
}
