// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of /proc/tcpstates at each verbosity level, and the strictness of
 * the parser that all tests share
 */
#include "kselftest_harness.h"

#include "knob.h"
#include "namespace.h"
#include "procfile.h"
#include "sockets.h"

FIXTURE(format)
{
	struct sockets made;
	struct procfile seen;
	char text[PROCFILE_SIZE];
	ssize_t len;
	int level;
};

FIXTURE_VARIANT(format)
{
	int level;
	int lines;
};

FIXTURE_VARIANT_ADD(format, verbose_0)
{
	.level = 0,
	.lines = 13,
};

FIXTURE_VARIANT_ADD(format, verbose_1)
{
	.level = 1,
	.lines = 13,
};

FIXTURE_VARIANT_ADD(format, verbose_2)
{
	.level = 2,
	.lines = 15,
};

FIXTURE_SETUP(format)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4, SOCKETS_LISTEN,
				 12));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6,
				 SOCKETS_ESTABLISHED, 2));
	ASSERT_EQ(0, knob_set(variant->level));
	self->len = procfile_text(PROCFILE, self->text);
	ASSERT_LT(0, self->len);
}

FIXTURE_TEARDOWN(format)
{
	sockets_close(&self->made);
	knob_set(self->level);
}

/* The number of lines in a text; @details: of those that begin with '#'. */
static int count_lines(const char *text, int *details)
{
	int lines = 0;

	*details = 0;
	for (; *text; text = strchr(text, '\n') + 1) {
		*details += *text == '#';
		lines++;
	}
	return lines;
}

/* Removes all but the first four columns of the header and the rows. */
static void keep_numbers(char *text)
{
	char *to = text;
	char *end;

	for (; *text && *text != '#'; text = end + 1) {
		char name[32], total[32], ipv4[32], ipv6[32];
		int n = 0;

		end = strchr(text, '\n');
		if (sscanf(text, "%31s %31s %31s %31s%n", name, total, ipv4,
			   ipv6, &n) != 4)
			break;
		memmove(to, text, n);
		to += n;
		*to++ = '\n';
	}
	*to = '\0';
}

TEST_F(format, contract)
{
	const char *complaint;

	complaint = procfile_parse(self->text, self->len, &self->seen);
	EXPECT_STREQ("", complaint ?: "");
	EXPECT_EQ(variant->level, self->seen.level);
	EXPECT_TRUE(tally_same(PROCFILE, &self->made.tally,
			       &self->seen.tally));
}

TEST_F(format, lines)
{
	int details;

	ASSERT_EQ(variant->lines, count_lines(self->text, &details));
	ASSERT_EQ(variant->level == 2 ? 2 : 0, details);
}

/* The first four columns are the same at every level. */
TEST_F(format, same_columns)
{
	char other[PROCFILE_SIZE];
	int level;

	keep_numbers(self->text);
	for (level = 0; level <= KNOB_MAX; level++) {
		ASSERT_EQ(0, knob_set(level));
		ASSERT_LT(0, procfile_text(PROCFILE, other));
		keep_numbers(other);
		ASSERT_STREQ(self->text, other);
	}
}

/* Level 0 prints nothing else. */
TEST_F(format, numbers_only)
{
	char whole[PROCFILE_SIZE];

	memcpy(whole, self->text, sizeof(whole));
	keep_numbers(self->text);
	ASSERT_EQ(variant->level == 0, !strcmp(whole, self->text));
}

/* Whether the parser accepts the text with @to for the first @from. */
static bool accepts(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char changed[2 * PROCFILE_SIZE];
	struct procfile pf;
	int len;

	if (!at)
		return true;
	len = snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text),
		       text, to, at + strlen(from));
	return !procfile_parse(changed, len, &pf);
}

static bool refuses(const char *text, const char *from, const char *to)
{
	if (!accepts(text, from, to))
		return true;
	fprintf(stderr, "# accepted with '%s' for '%s'\n", to, from);
	return false;
}

TEST_F(format, parser_is_strict)
{
	const char *text = self->text;

	EXPECT_TRUE(refuses(text, "STATE", "State"));
	EXPECT_TRUE(refuses(text, "STATE", " STATE"));
	EXPECT_TRUE(refuses(text, "TOTAL", "TOTAL "));
	EXPECT_TRUE(refuses(text, "IPV4", "IPV6"));
	EXPECT_TRUE(refuses(text, "IPV6", "IPV6  MORE"));
	EXPECT_TRUE(refuses(text, "IPV6", "IPV6 "));
	EXPECT_TRUE(refuses(text, "SYN_SENT", "SYN-SENT"));
	EXPECT_TRUE(refuses(text, "SYN_SENT ", "SYN_SENT"));
	EXPECT_TRUE(refuses(text, "SYN_SENT ", "SYN_SENT\t"));
	EXPECT_TRUE(refuses(text, "\nSYN_SENT", "\n SYN_SENT"));
	EXPECT_TRUE(refuses(text, "SYN_RECV", "FIN_WAIT1"));
	EXPECT_TRUE(refuses(text, "12", "13"));
	EXPECT_TRUE(refuses(text, " 12", "012"));
	EXPECT_TRUE(refuses(text, "12 ", " 12"));
	EXPECT_TRUE(refuses(text, "12", "-1"));
	EXPECT_TRUE(refuses(text, " 0 ", "0x "));
	EXPECT_TRUE(refuses(text, "CLOSING", "\nCLOSING"));
	EXPECT_TRUE(refuses(text, "UNKNOWN", "UNKN\xd6WN"));
	EXPECT_TRUE(refuses(text, "UNKNOWN", "# UNKNOWN"));
	EXPECT_TRUE(refuses(text, "UNKNOWN", "CLOSING"));
	if (variant->level == 0)
		EXPECT_TRUE(refuses(text, "2\nSYN_SENT", "2\x20\nSYN_SENT"));
}

TEST_F(format, parser_refuses_truncated_text)
{
	struct procfile pf;
	ssize_t len;

	for (len = 0; len < self->len; len++) {
		/* Without the last two lines it is a valid text of level 1. */
		if (variant->level == 2 && self->text[len] == '#' &&
		    strstr(self->text + len, "# walk"))
			continue;
		ASSERT_NE(NULL, procfile_parse(self->text, len, &pf));
	}
}

/* The text at the highest level. */
FIXTURE(details)
{
	struct sockets made;
	struct procfile seen;
	char text[PROCFILE_SIZE];
	ssize_t len;
	int level;
};

FIXTURE_SETUP(details)
{
	self->level = knob_get();
	ASSERT_LE(0, self->level);
	ASSERT_EQ(0, namespace_enter());
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV4, SOCKETS_LISTEN,
				 12));
	ASSERT_EQ(0, sockets_put(&self->made, SOCKETS_IPV6,
				 SOCKETS_ESTABLISHED, 2));
	ASSERT_EQ(0, knob_set(KNOB_MAX));
	self->len = procfile_text(PROCFILE, self->text);
	ASSERT_LT(0, self->len);
}

FIXTURE_TEARDOWN(details)
{
	sockets_close(&self->made);
	knob_set(self->level);
}

TEST_F(details, walk)
{
	ASSERT_EQ(NULL, procfile_parse(self->text, self->len, &self->seen));
	EXPECT_LT(0U, self->seen.walk_buckets);
	EXPECT_EQ(14U, self->seen.walk_sockets);
	EXPECT_EQ(12U, self->seen.listeners);
}

static bool first_description(const char *text, char phrase[64])
{
	return sscanf(strchr(text, '\n'), "%*s %*s %*s %*s %63[^\n]",
		      phrase) == 1;
}

TEST_F(details, parser_checks_descriptions)
{
	const char *text = self->text;
	char phrase[64];

	EXPECT_TRUE(refuses(text, "DESCRIPTION", "TEXT"));
	EXPECT_TRUE(refuses(text, "DESCRIPTION", ""));
	EXPECT_TRUE(refuses(text, "DESCRIPTION", "DESCRIPTION "));
	EXPECT_TRUE(refuses(text, "  DESCRIPTION", " DESCRIPTION"));

	ASSERT_TRUE(first_description(text, phrase));
	EXPECT_TRUE(refuses(text, phrase, ""));
	EXPECT_TRUE(refuses(text, phrase, " phrase"));
	EXPECT_TRUE(refuses(text, phrase, "phrase "));
	EXPECT_TRUE(refuses(text, phrase, "A sentence."));
	EXPECT_TRUE(refuses(text, phrase, "phrase\n"));
	EXPECT_TRUE(refuses(text, phrase, "a\tphrase"));
	EXPECT_TRUE(refuses(text, phrase, "phr\xc3\xa9se"));
}

/* A description has 1 to 44 columns. */
TEST_F(details, parser_checks_description_length)
{
	char phrase[64], other[64];
	int length;

	ASSERT_TRUE(first_description(self->text, phrase));
	for (length = 0; length < (int)sizeof(other); length++) {
		memset(other, 'x', length);
		other[length] = '\0';
		EXPECT_EQ(length >= 1 && length <= 44,
			  accepts(self->text, phrase, other))
			TH_LOG("%d columns", length);
	}
}

TEST_F(details, parser_checks_lines)
{
	const char *text = self->text;

	EXPECT_TRUE(refuses(text, "# walk", "#walk"));
	EXPECT_TRUE(refuses(text, "buckets ", "buckets  "));
	EXPECT_TRUE(refuses(text, "buckets", "Buckets"));
	EXPECT_TRUE(refuses(text, "usecs", "usec"));
	EXPECT_TRUE(refuses(text, "usecs", "restarts 0 usecs"));
	EXPECT_TRUE(refuses(text, "queued", "queue"));
	EXPECT_TRUE(refuses(text, "full 0", "full 0 more 0"));
	EXPECT_TRUE(refuses(text, "full 0", "full -1"));
	EXPECT_TRUE(refuses(text, "listen sockets 12", "listen sockets 11"));
	EXPECT_TRUE(refuses(text, "full 0\n", "full 0\n# more 0\n"));
}

TEST_HARNESS_MAIN
