# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For tests that are scripts: KTAP, and what the kselftests among them share. Sourced;
# put and need_module want to be called in this folder.

put_sockets=${PUT_SOCKETS:-./put_sockets}
tests=0
failures=0

skip_all()
{
	echo "TAP version 13"
	echo "1..0 # SKIP $1"
	exit 4
}

result()	# STATUS NAME
{
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests $2"
	else
		failures=$((failures + 1))
		echo "not ok $tests $2"
	fi
}

skip()	# NAME WHY
{
	result 0 "$1 # SKIP $2"
}

expect()	# NAME WANTED SEEN
{
	if [ "$2" = "$3" ]; then
		result 0 "$1"
	else
		echo "# wanted: $2"
		echo "# seen: $3"
		result 1 "$1"
	fi
}

# Passes if the command succeeds; prints its output only if it fails.
check()	# NAME COMMAND...
{
	what=$1
	shift
	if said=$("$@" 2>&1 </dev/null); then
		result 0 "$what"
	else
		printf '%s\n' "$said" | sed 's/^/#   /'
		result 1 "$what"
	fi
}

# Prints the plan; fails if a test did.
finish()
{
	echo "1..$tests"
	[ "$failures" -eq 0 ]
}

# Runs a command in a new network namespace with sockets: SOCKETS... -- COMMAND...
put()
{
	unshare -n "$put_sockets" "$@"
}

load_module()
{
	if [ -n "$TCPSTATES_KO" ]; then
		insmod "$TCPSTATES_KO"
	else
		modprobe tcpstates
	fi
}

# Loads the module if necessary, or skips all tests.
need_module()
{
	[ "$(id -u)" -eq 0 ] || skip_all "not root"
	[ -e /proc/tcpstates ] || load_module 2>/dev/null
	[ -e /proc/tcpstates ] || skip_all "tcpstates is not loaded: modprobe tcpstates, or set TCPSTATES_KO=/path/to/tcpstates.ko"
	unshare -n true 2>/dev/null || skip_all "no unshare here"
}
