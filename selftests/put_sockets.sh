#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# put_sockets, run from a shell: the sockets show up in /proc/tcpstates, and
# wrong usage is refused

cd "$(dirname "$0")" || exit 1

# shellcheck source-path=SCRIPTDIR
. ./ktap.sh

states="established syn_sent syn_recv fin_wait1 fin_wait2 time_wait close_wait
	last_ack listen closing"

# The rows that are not zero, in one line: STATE IPV4 IPV6; or the error.
counts()
{
	put "$@" -- cat /proc/tcpstates 2>&1 | awk '
		$2 != "TOTAL" && !/^#/ && $2 != 0 {
			printf "%s%s %s %s", blank, $1, $3, $4
			blank = " "
		}'
}

# Wrong usage: exit status 2 and one line.
refused()
{
	message=$("$put_sockets" "$@" </dev/null 2>&1)
	expect "wrong usage: put_sockets${*:+ $*}" "2 1" \
	    "$? $(printf '%s\n' "$message" | wc -l | tr -d ' ')"
}

need_module
echo "TAP version 13"

for family in 4 6; do
	for state in $states; do
		name=$(echo "$state" | tr '[:lower:]' '[:upper:]')
		case $family$state in
		4syn_recv) wanted="$name 2 0 LISTEN 1 0";;
		6syn_recv) wanted="$name 0 2 LISTEN 0 1";;
		4*) wanted="$name 2 0";;
		*) wanted="$name 0 2";;
		esac
		expect "$state, IPv$family" "$wanted" \
		    "$(counts "-$family" "$state=2")"
	done
done

expect "several states and families" "ESTABLISHED 1 3 LISTEN 0 1" \
    "$(counts established -6 established=2 -m established -6 listen)"

expect "zero sockets" "" "$(counts listen=0)"

ready=$(put listen </dev/null 2>&1)
expect "ready, until the end of standard input" "0 ready" "$? $ready"

put listen -- sh -c 'exit 42'
expect "the command's exit status" 42 $?

put listen -- sh -c 'kill -9 $$'
expect "the exit status of a killed command" 137 $?

refused
refused --
refused listen --
refused -x
refused nonesuch
refused Listen
refused close
refused unknown
refused listen=
refused listen=x
refused listen=-1
refused listen=1x

finish
