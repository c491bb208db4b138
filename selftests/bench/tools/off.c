// SPDX-License-Identifier: GPL-2.0-only
/*
 * off.c - switch the machine off at once: the last thing a bench's kernel does
 */
#include <sys/reboot.h>

int main(void)
{
	return reboot(RB_POWER_OFF);
}
