/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Draw a story: two programs and what goes between them
 */
#ifndef STORY_H
#define STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "explain_text.h"

/**
 * story_print() - print the steps of a story
 * @story:	the story
 * @columns:	how wide it may be, at least 38
 * @unicode:	whether arrows are drawn with Unicode
 */
void story_print(const struct story *story, size_t columns, bool unicode);

#endif /* STORY_H */
