// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stops one thread again and again, while the others of its process run
 *
 *	starve THREAD
 *
 * The thread is a virtual processor: it is stopped anywhere in the guest's
 * kernel, for as long as the guest's other processors need to free and reuse
 * the socket it is reading. Ends with the thread; prints the number of stops.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

/* The longest run between stops and the length of a stop, in microseconds. */
#define RUNS 400
#define STOPS 4000

static void pass(long microseconds)
{
	const struct timespec time = { .tv_nsec = microseconds * 1000 };

	nanosleep(&time, NULL);
}

int main(int argc, char **argv)
{
	const pid_t thread = argc == 2 ? atoi(argv[1]) : 0;
	unsigned long stops = 0;
	int status;

	if (thread <= 0 || ptrace(PTRACE_SEIZE, thread, NULL, NULL)) {
		fprintf(stderr, "starve: thread %s: %s\n",
			argc == 2 ? argv[1] : "not given", strerror(errno));
		return 1;
	}
	for (;;) {
		pass(random() % RUNS);
		if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) ||
		    waitpid(thread, &status, __WALL) != thread ||
		    !WIFSTOPPED(status))
			break;
		/* Other signals are passed on to the process. */
		if (status >> 16 == PTRACE_EVENT_STOP) {
			pass(STOPS);
			stops++;
			status = 0;
		}
		if (ptrace(PTRACE_CONT, thread, NULL,
			   (void *)(long)(status ? WSTOPSIG(status) : 0)))
			break;
	}
	printf("# the reader's processor was stopped %lu times\n", stops);
	return 0;
}
