// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts real TCP sockets into any state, over loopback
 *
 * They are in the network namespace of the program and stay until it ends.
 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loopback.h"
#include "sockets.h"

#define EXIT_USAGE 2

static noreturn void explain(int status)
{
	enum sockets_kind kind;

	fprintf(status ? stderr : stdout,
		"usage: put_sockets {[-4|-6|-m] STATE[=N]...}... [-- COMMAND [ARG...]]\n");
	if (status)
		exit(status);
	printf("Puts N (default 1) TCP sockets into each STATE, then runs COMMAND.\n"
	       "Without COMMAND, prints 'ready' and waits for the end of standard input.\n"
	       " -4  IPv4 for the states that follow (default)\n"
	       " -6  IPv6\n"
	       " -m  IPv6 sockets with IPv4 addresses\n"
	       "States:");
	for (kind = 0; kind < SOCKETS_KINDS; kind++)
		printf(" %s", sockets_name(kind));
	printf("\nsyn_recv also makes one socket in listen.\n");
	exit(0);
}

static noreturn void die(int status, const char *what, const char *why)
{
	fprintf(stderr, "put_sockets: %s: %s\n", what, why);
	exit(status);
}

static enum sockets_kind kind_of(const char *argument, size_t len)
{
	enum sockets_kind kind;

	for (kind = 0; kind < SOCKETS_KINDS; kind++)
		if (strlen(sockets_name(kind)) == len &&
		    !memcmp(sockets_name(kind), argument, len))
			return kind;
	die(EXIT_USAGE, argument, "unknown state");
}

static unsigned int number_of(const char *argument, const char *number)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(number, &end, 10);
	if (!isdigit(*number) || *end || errno || n > 1000000)
		die(EXIT_USAGE, argument, "not a number of sockets");
	return n;
}

static void put(struct sockets *s, enum sockets_domain domain,
		const char *argument)
{
	size_t len = strcspn(argument, "=");
	enum sockets_kind kind = kind_of(argument, len);
	unsigned int n = 1;
	char what[256];

	if (argument[len])
		n = number_of(argument, argument + len + 1);
	if (!sockets_put(s, domain, kind, n))
		return;
	snprintf(what, sizeof(what), "%s: %s", argument, s->failed);
	die(EXIT_FAILURE, what, strerror(errno));
}

/* Makes all sockets; returns the command, or NULL. */
static char **put_all(struct sockets *s, char **argv)
{
	enum sockets_domain domain = SOCKETS_IPV4;
	bool any = false;

	for (argv++; *argv && strcmp(*argv, "--"); argv++) {
		if (!strcmp(*argv, "-h") || !strcmp(*argv, "--help"))
			explain(0);
		else if (!strcmp(*argv, "-4"))
			domain = SOCKETS_IPV4;
		else if (!strcmp(*argv, "-6"))
			domain = SOCKETS_IPV6;
		else if (!strcmp(*argv, "-m"))
			domain = SOCKETS_MAPPED;
		else if (**argv == '-')
			explain(EXIT_USAGE);
		else
			put(s, domain, *argv);
		any = true;
	}
	if (!any || (*argv && !argv[1]))
		explain(EXIT_USAGE);
	return *argv ? argv + 1 : NULL;
}

/* Returns the status of the command as a shell does. */
static int run(char **command)
{
	pid_t parent = getpid();
	pid_t pid = fork();
	int status;

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		execvp(*command, command);
		fprintf(stderr, "put_sockets: %s: %s\n", *command,
			strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die(EXIT_FAILURE, *command, strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

static void leave(int sig)
{
	(void)sig;
	_exit(0);
}

static void wait_for_the_end(void)
{
	char buf[256];

	signal(SIGTERM, leave);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, buf, sizeof(buf)) > 0)
		;
}

/* Each socket is an open file. */
static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	struct sockets made = {};
	char **command;
	int status = 0;

	if (argc < 2)
		explain(EXIT_USAGE);
	allow_many_files();
	if (loopback_up())
		die(EXIT_FAILURE, "loopback", strerror(errno));
	command = put_all(&made, argv);
	if (command)
		status = run(command);
	else
		wait_for_the_end();
	sockets_close(&made);
	return status;
}
