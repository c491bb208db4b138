// SPDX-License-Identifier: GPL-2.0-only
/*
 * off.c - powers the machine off at once, at the end of a bench
 */
#include <sys/reboot.h>

int main(void)
{
	return reboot(RB_POWER_OFF);
}
