/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do something again and again
 */
#ifndef REPEAT_H
#define REPEAT_H

#include "error.h"

/**
 * repeat() - do something at regular intervals
 * @interval:	the nanoseconds from one start to the next
 * @count:	how often; 0 for no end
 * @step:	what to do; if it fails, nothing more is done
 * @data:	for @step
 *
 * Ends, too, as soon as nobody reads standard output any more. That is fine,
 * and so is SIGINT, which ends the process here.
 *
 * Return: STATUS_FINE, or the status of the step that failed.
 */
enum status repeat(long long interval, unsigned long count,
		   enum status (*step)(void *data), void *data);

#endif /* REPEAT_H */
