// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that try to break the module by what they read and write
 *
 * hostile [--seed N] [CASE...]: the seed of a run is printed; the same seed gives
 * the same sequence again, for each case by itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "knob.h"
#include "load.h"
#include "loopback.h"
#include "procfile.h"

/* A case that takes longer hangs. */
#define LIMIT_SECONDS 400

/* Faults of a case that are printed; all the others would say the same. */
#define PRINTED 10

static const struct test {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "sysfs", hostile_sysfs },
	{ "read", hostile_read },
	{ "pointers", hostile_pointers },
	{ "dying", hostile_dying },
	{ "user", hostile_user },
	{ "leaks", hostile_leaks },
	{ "crowd", hostile_crowd },
	{ "bucket", hostile_bucket },
};

static struct report {
	unsigned int faults;
	bool ended;
	char line[500];
} *report;

void wrong(const char *format, ...)
{
	char text[400], *at;
	va_list args;

	if (__atomic_fetch_add(&report->faults, 1, __ATOMIC_RELAXED) >= PRINTED)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* It may have been written by chance. */
	for (at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	printf("# %s\n", text);
	fflush(stdout);
}

void broken(const char *what)
{
	wrong("%s: %s", what, strerror(errno));
	_exit(1);
}

void tell(const char *format, ...)
{
	const size_t len = strlen(report->line);
	va_list args;

	va_start(args, format);
	vsnprintf(report->line + len, sizeof(report->line) - len, format, args);
	va_end(args);
}

const char *commas(unsigned long number)
{
	static char texts[16][32];
	static unsigned int next;
	char *at = &texts[next++ % 16][31];
	int digits = 0;

	do {
		if (digits && digits % 3 == 0)
			*--at = ',';
		*--at = '0' + number % 10;
		digits++;
		number /= 10;
	} while (number);
	return at;
}

unsigned long pick(unsigned long limit)
{
	return random() % limit;
}

int open_file(void)
{
	int fd = open(PROCFILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		broken(PROCFILE);
	return fd;
}

void read_details(struct procfile *pf)
{
	const char *why = knob_set(KNOB_MAX) ? "cannot set the level" :
					       procfile_read(PROCFILE, pf);

	if (why) {
		wrong("%s", why);
		_exit(1);
	}
}

void open_halves(int family, unsigned int n)
{
	while (n--)
		if (loopback_half(family) < 0)
			broken("opening a socket");
}

static void start(const struct test *test, unsigned int seed)
{
	const struct rlimit many = { 65536, 65536 };

	setpgid(0, 0);
	setrlimit(RLIMIT_NOFILE, &many);
	srandom(seed + (test - tests));
	test->run();
	report->ended = true;
	_exit(0);
}

/* Returns whether the case ended by itself. */
static bool await(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	const time_t begin = time(NULL);
	pid_t ended;
	int status;

	while (!(ended = waitpid(pid, &status, WNOHANG))) {
		if (time(NULL) - begin > LIMIT_SECONDS) {
			wrong("no end after %d s", LIMIT_SECONDS);
			return false;
		}
		nanosleep(&pause, NULL);
	}
	if (ended != pid || !WIFEXITED(status))
		wrong("the test was killed");
	return true;
}

static void run(const struct test *test, unsigned int seed)
{
	const int level = knob_get();
	const time_t begin = time(NULL);
	pid_t pid;

	memset(report, 0, sizeof(*report));
	fflush(stdout);
	pid = fork();
	if (!pid)
		start(test, seed);
	if (pid < 0)
		ksft_exit_fail_msg("fork: %s\n", strerror(errno));
	setpgid(pid, pid);
	if (!await(pid))
		kill(pid, SIGKILL);
	/* What the case may have left behind. */
	kill(-pid, SIGKILL);
	if (knob_set(level))
		wrong("the level cannot be set any more");
	ksft_print_msg("%s took %ld s, %u faults\n", test->name,
		       time(NULL) - begin, report->faults);
	ksft_test_result(report->ended && !report->faults,
			 "hostile.%s: %s, seed %u\n", test->name,
			 report->ended ? report->line : "did not end", seed);
}

static bool is_known(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tests); i++)
		if (!strcmp(tests[i].name, name))
			return true;
	return false;
}

/* Returns the cases chosen, up to NULL. */
static char **arguments(char **argv, unsigned int *seed)
{
	char **chosen;

	argv++;
	if (*argv && !strcmp(*argv, "--seed")) {
		if (!argv[1])
			ksft_exit_fail_msg("--seed needs a number\n");
		*seed = strtoul(argv[1], NULL, 10);
		argv += 2;
	} else if (getrandom(seed, sizeof(*seed), 0) != sizeof(*seed)) {
		ksft_exit_fail_msg("getrandom: %s\n", strerror(errno));
	}
	for (chosen = argv; *chosen; chosen++)
		if (!is_known(*chosen))
			ksft_exit_fail_msg("no case %s; usage: hostile [--seed N] [CASE...]\n",
					   *chosen);
	return argv;
}

int main(int argc, char **argv)
{
	unsigned int seed, plan = 0;
	char **chosen;
	size_t i;

	(void)argc;
	ksft_print_header();
	chosen = arguments(argv, &seed);
	if (knob_get() < 0)
		ksft_exit_skip("%s\n", LOAD_HINT);
	report = shared(sizeof(*report));
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		plan += is_chosen(tests[i].name, chosen);
	ksft_set_plan(plan);
	ksft_print_msg("seed %u\n", seed);
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		if (is_chosen(tests[i].name, chosen))
			run(&tests[i], seed);
	ksft_finished();
}
