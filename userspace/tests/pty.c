// SPDX-License-Identifier: GPL-2.0-only
/*
 * pty.c - run a command with a terminal of a given size as standard output
 *
 *	pty COLUMNS LINES COMMAND [ARGUMENTS...]
 *
 * Copies the command's output to standard output. Exits with its status.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void check(int failed, const char *what)
{
	if (failed) {
		perror(what);
		exit(EXIT_FAILURE);
	}
}

static int open_terminal(int master, const char *columns, const char *lines)
{
	const struct winsize size = {
		.ws_col = (unsigned short)strtoul(columns, NULL, 10),
		.ws_row = (unsigned short)strtoul(lines, NULL, 10),
	};
	struct termios mode;
	int slave;

	check(grantpt(master) || unlockpt(master), "pty");
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	check(slave < 0, "pty");
	check(ioctl(slave, TIOCSWINSZ, &size), "window size");
	check(tcgetattr(slave, &mode), "terminal mode");
	cfmakeraw(&mode);
	check(tcsetattr(slave, TCSANOW, &mode), "terminal mode");
	return slave;
}

/* Reading fails once nobody has the other end open. */
static void copy(int master)
{
	char text[4096];
	ssize_t got;

	while ((got = read(master, text, sizeof(text))) > 0)
		check(write(STDOUT_FILENO, text, (size_t)got) != got, "write");
}

int main(int argc, char *argv[])
{
	int master;
	int status;
	int slave;
	pid_t pid;

	if (argc < 4)
		return EXIT_FAILURE;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(master < 0, "/dev/ptmx");
	slave = open_terminal(master, argv[1], argv[2]);

	pid = fork();
	check(pid < 0, "fork");
	if (!pid) {
		check(dup2(slave, STDOUT_FILENO) < 0, "dup2");
		close(slave);
		execvp(argv[3], argv + 3);
		check(1, argv[3]);
	}
	close(slave);
	copy(master);
	check(waitpid(pid, &status, 0) < 0, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
