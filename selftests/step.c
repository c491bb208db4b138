// SPDX-License-Identifier: GPL-2.0-only
/*
 * TCP sockets over loopback, step by step: a step that fails ends the test
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "kselftest.h"

#include "loopback.h"
#include "namespace.h"
#include "step.h"

int step_family = AF_INET;

void step(bool done, const char *name)
{
	if (done)
		return;
	fprintf(stderr, "# %s: %s\n", name, strerror(errno));
	exit(KSFT_FAIL);
}

int step_enter(const char *path)
{
	int fd;

	step(!namespace_enter(), "entering a namespace");
	fd = open(path, O_RDONLY);
	step(fd >= 0, path);
	return fd;
}

void step_set_range(int low, int high)
{
	FILE *range = fopen("/proc/sys/net/ipv4/ip_local_port_range", "we");

	step(range && fprintf(range, "%d %d\n", low, high) > 0 &&
	     !fclose(range), "ip_local_port_range");
}

void step_set(int fd, int level, int option, int value)
{
	step(!setsockopt(fd, level, option, &value, sizeof(value)), "setsockopt");
}

void step_attach(int fd, int option, unsigned int number)
{
	struct sock_filter code = BPF_STMT(BPF_RET | BPF_K, number);
	const struct sock_fprog program = { .len = 1, .filter = &code };

	step(!setsockopt(fd, SOL_SOCKET, option, &program, sizeof(program)),
	     "attaching a program");
}

void step_bind(int fd, int port)
{
	struct sockaddr_storage address;

	loopback(step_family, &address, port);
	step(!bind(fd, (struct sockaddr *)&address, sizeof(address)), "bind");
}

int step_open(int port)
{
	int fd = loopback_socket(step_family);

	step(fd >= 0, "socket");
	if (port != STEP_NO_BIND)
		step_bind(fd, port);
	return fd;
}

int step_listen(int port, int backlog)
{
	int fd = step_open(port);

	step(!listen(fd, backlog), "listen");
	return fd;
}

int step_join(int port, int backlog)
{
	int fd = step_open(STEP_NO_BIND);

	step_set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
	step_bind(fd, port);
	step(!listen(fd, backlog), "listen");
	return fd;
}

static int try_connect(int fd, int port)
{
	struct sockaddr_storage address;

	loopback(step_family, &address, port);
	return connect(fd, (struct sockaddr *)&address, sizeof(address));
}

void step_connect(int fd, int port)
{
	step(!try_connect(fd, port), "connect");
}

void step_begin(int fd, int port)
{
	step(!fcntl(fd, F_SETFL, O_NONBLOCK), "fcntl");
	step(try_connect(fd, port) && errno == EINPROGRESS, "connect");
	step(!fcntl(fd, F_SETFL, 0), "fcntl");
}

int step_client(int port)
{
	int fd = step_open(STEP_NO_BIND);

	step_connect(fd, port);
	return fd;
}

int step_accept(int listener)
{
	int fd = accept(listener, NULL, NULL);

	step(fd >= 0, "accept");
	return fd;
}

struct pair step_pair(int listener)
{
	struct pair pair = { .client = step_client(loopback_port(listener)) };

	pair.server = step_accept(listener);
	return pair;
}

void step_disconnect(int fd)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	step(!connect(fd, &nobody, sizeof(nobody)), "disconnecting");
}
