/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The formats for programs that need no table: raw and metrics
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "procfile.h"
#include "view.h"

/* A header and rows of words with one blank between them. */
void plain_raw(const struct procfile *file, const struct view *view);

/* What Prometheus reads: one line for each state and family. */
void plain_metrics(const struct procfile *file, const struct view *view);

#endif /* PLAIN_H */
