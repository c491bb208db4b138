// SPDX-License-Identifier: GPL-2.0-only
/*
 * latency.c - how long softirqs wait on one CPU
 *
 * A timer interrupts the CPU and schedules a tasklet, which takes the time since
 * the interrupt and starts the timer again. It cannot run while bottom halves
 * are off, so the longest wait is about the longest hold of a bucket's lock.
 * There is one interrupt for each wait: in User Mode Linux an interrupt takes so
 * long that more of them would make the wait several times longer.
 */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "bench.h"

#define PERIOD_NS (50 * NSEC_PER_USEC)
#define SECONDS 5

/* Each slot is a microsecond; the last one has all longer waits. */
#define SLOTS 1000000

static struct {
	struct hrtimer timer;
	struct tasklet_struct tasklet;
	bool over;
	ktime_t since;
	s64 max;
	u64 nr;
	u32 *slots;
} latency;

static enum hrtimer_restart interrupt(struct hrtimer *timer)
{
	latency.since = ktime_get();
	tasklet_hi_schedule(&latency.tasklet);
	return HRTIMER_NORESTART;
}

/* On the CPU of the interrupt. */
static void softirq(struct tasklet_struct *tasklet)
{
	s64 ns = ktime_to_ns(ktime_sub(ktime_get(), latency.since));
	u64 slot = div_u64(ns, NSEC_PER_USEC);

	latency.max = max(latency.max, ns);
	latency.nr++;
	latency.slots[min_t(u64, slot, SLOTS - 1)]++;
	if (!READ_ONCE(latency.over))
		hrtimer_start(&latency.timer, ns_to_ktime(PERIOD_NS),
			      HRTIMER_MODE_REL_PINNED_HARD);
}

/* The wait in microseconds that one in a thousand exceeds. */
static u32 p999(void)
{
	u64 left = latency.nr - div_u64(latency.nr, 1000);
	u32 slot;

	for (slot = 0; slot < SLOTS - 1; slot++) {
		if (left <= latency.slots[slot])
			break;
		left -= latency.slots[slot];
	}
	return slot;
}

int bench_latency(struct bench_latency *result)
{
	if (mutex_lock_interruptible(&bench_mutex))
		return -EINTR;
	latency.slots = kvcalloc(SLOTS, sizeof(*latency.slots), GFP_KERNEL);
	if (!latency.slots) {
		mutex_unlock(&bench_mutex);
		return -ENOMEM;
	}
	latency.over = false;
	latency.max = 0;
	latency.nr = 0;
	tasklet_setup(&latency.tasklet, softirq);
	hrtimer_setup(&latency.timer, interrupt, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&latency.timer, ns_to_ktime(PERIOD_NS),
		      HRTIMER_MODE_REL_PINNED_HARD);
	schedule_timeout_interruptible(SECONDS * HZ);
	WRITE_ONCE(latency.over, true);
	/* The tasklet may just have started the timer. */
	hrtimer_cancel(&latency.timer);
	tasklet_kill(&latency.tasklet);
	hrtimer_cancel(&latency.timer);
	result->nr = latency.nr;
	result->p999_us = p999();
	result->max_ns = latency.max;
	kvfree(latency.slots);
	mutex_unlock(&bench_mutex);
	return 0;
}
