/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TCP sockets over loopback, step by step: a step that fails ends the test
 */
#ifndef STEP_H
#define STEP_H

#include <linux/filter.h>
#include <stdbool.h>

/* Of all sockets from now on: AF_INET, AF_INET6 or LOOPBACK_MAPPED. */
extern int step_family;

/* Ends the test, with errno, if the step is not done. */
void step(bool done, const char *name);

/* Enters a new namespace; returns the open file with this path there. */
int step_enter(const char *path);

/* From now on these are the ports that the kernel chooses by itself. */
void step_set_range(int low, int high);

void step_set(int fd, int level, int option, int value);

/*
 * Attaches a program that returns @number. As SO_ATTACH_FILTER it drops received
 * segments or not; as SO_ATTACH_REUSEPORT_CBPF it says which listener of a group,
 * in the order of joining, gets all connections.
 */
#define STEP_DROP 0
#define STEP_PASS ~0U
void step_attach(int fd, int option, unsigned int number);

/* Opens a socket at a port; with STEP_NO_BIND it does not call bind(). */
#define STEP_NO_BIND (-1)
int step_open(int port);
void step_bind(int fd, int port);

/* Opens a listener; step_join() one that shares its port with others like it. */
int step_listen(int port, int backlog);
int step_join(int port, int backlog);

/* Connects; step_begin() leaves the socket in SYN_SENT. */
void step_connect(int fd, int port);
void step_begin(int fd, int port);

/* Opens a socket and connects it. */
int step_client(int port);

int step_accept(int listener);

struct pair {
	int client;
	int server;
};

/* Has the listener accept a new connection. */
struct pair step_pair(int listener);

/* Undoes listen() or connect(). */
void step_disconnect(int fd);

#endif /* STEP_H */
