# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What a guest's kernel log tells. Needs common.sh and boot.sh.

# The guest has its kernel say this, to show that warnings get here.
warning='WARNING: of no consequence'

# check_log NAME LOG STATUS LIMIT: prints a result: was the guest well until it
# was switched off? STATUS as boot() returned it after at most LIMIT seconds.
check_log() {
	local name=$1 log=$2 status=$3

	if [ "$status" -eq 124 ]; then
		echo "not ok $name: not done after $4 s"
	elif [ "$status" -ne 0 ]; then
		echo "not ok $name: the guest went away (status $status)"
	elif ! grep -a -q "$warning" "$log"; then
		echo "not ok $name: the kernel's warnings do not get here"
	elif complaints "$log" | grep -v "$warning"; then
		echo "not ok $name: the kernel complained, see above"
	else
		echo "ok $name: booted, and the kernel had nothing to complain of"
		return
	fi
	say "Last lines of the kernel's log:"
	tail -n 40 "$log"
}
