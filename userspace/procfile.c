// SPDX-License-Identifier: GPL-2.0-only
/*
 * What /proc/tcpstates says, or a saved copy of it
 *
 * A wrong number is worse than none. So nothing is skipped and nothing is
 * guessed: what the module would not have written is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "file.h"
#include "procfile.h"

static const char blanks[] = " \t";

/* Cuts the next word off; an empty one at the end of the line. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, blanks);
	char *end = word + strcspn(word, blanks);

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

/* Cuts the next line off; NULL if there is none that ends in a newline. */
static char *next_line(struct procfile *file, char **rest)
{
	char *line = *rest;
	char *end = strchr(line, '\n');

	file->line++;
	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

/* Plain ASCII only, so that no byte of a file can do harm on its way out. */
static bool is_text(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (text[i] != '\n' && text[i] != '\t' &&
		    (text[i] < ' ' || text[i] > '~'))
			return false;
	return true;
}

static const char *parse_header(char *line, bool *described)
{
	static const char *const names[1 + PROCFILE_NUMBERS] = {
		"STATE", "TOTAL", "IPV4", "IPV6"
	};
	const char *word;
	size_t i;

	for (i = 0; i <= PROCFILE_NUMBERS; i++)
		if (strcmp(next_word(&line), names[i]) != 0)
			return "not the header of " TCPSTATES_NAME;

	word = next_word(&line);
	*described = !strcmp(word, "DESCRIPTION");
	if ((*word && !*described) || *next_word(&line))
		return "a column that this version does not know";
	return NULL;
}

/* strtoull() alone would take a sign, and blanks before it. */
static bool parse_number(const char *word, unsigned long long *number)
{
	if (!*word || word[strspn(word, "0123456789")])
		return false;
	errno = 0;
	*number = strtoull(word, NULL, 10);
	return !errno;
}

static const char *parse_row(char *line, const char *name, bool described,
			     struct procfile_row *row)
{
	unsigned long long sum;
	size_t i;

	if (strcmp(next_word(&line), name) != 0)
		return "not the state that belongs here";
	for (i = 0; i < PROCFILE_NUMBERS; i++)
		if (!parse_number(next_word(&line), &row->sockets[i]))
			return "a number is missing, malformed or too large";
	if (__builtin_add_overflow(row->sockets[PROCFILE_IPV4],
				   row->sockets[PROCFILE_IPV6], &sum) ||
	    sum != row->sockets[PROCFILE_TOTAL])
		return "the total is not the sum of IPV4 and IPV6";

	line += strspn(line, blanks);
	if (described != (*line != '\0'))
		return described ? "the description is missing" :
				   "more than the header announces";
	row->description = described ? line : NULL;
	return NULL;
}

/* Details stay in one piece: what they say is none of the parser's business. */
static const char *parse_details(struct procfile *file, const char *text)
{
	const char *end;

	file->details = text;
	for (; *text; text = end + 1) {
		file->line++;
		end = strchr(text, '\n');
		if (!end)
			return "cut short";
		if (text[0] != '#' || text[1] != ' ')
			return "a row that this version does not know";
	}
	return NULL;
}

const char *procfile_parse(struct procfile *file, size_t length)
{
	char *rest = file->text;
	bool described = false;
	const char *why;
	char *line;
	size_t i;

	rest[length] = '\0';
	file->line = 1;
	if (!is_text(rest, length))
		return "not plain text";

	file->line = 0;
	line = next_line(file, &rest);
	why = line ? parse_header(line, &described) :
		     "not the header of " TCPSTATES_NAME;
	for (i = 0; !why && i < TCPSTATES_ROWS; i++) {
		line = next_line(file, &rest);
		why = line ? parse_row(line, tcpstates_states[i].name,
				       described, &file->rows[i]) :
			     "cut short";
	}
	return why ? why : parse_details(file, rest);
}

/* Gives NULL, or what is wrong with the file; then *err may be an errno. */
static const char *read_and_parse(struct procfile *file,
				  const struct source *source, int *err)
{
	const ssize_t length = file_read(source->path, file->text,
					 PROCFILE_SIZE);

	*err = length < 0 ? errno : 0;
	return length < 0 ? "" : procfile_parse(file, (size_t)length);
}

enum status procfile_read(struct procfile *file, const struct source *source)
{
	const char *why;
	int err;

	why = read_and_parse(file, source, &err);
	if (err)
		return source_failed(source, err);
	if (why)
		return fail(STATUS_FAILED, "%s: line %u: %s", source->name,
			    file->line, why);
	return STATUS_FINE;
}

bool procfile_read_here(struct procfile *file)
{
	struct source source;
	int err;

	source_here(&source);
	return !read_and_parse(file, &source, &err);
}
