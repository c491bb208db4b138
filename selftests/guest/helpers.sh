# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts for servers share. Sourced in this folder.

. ../ktap.sh

# refuses PATTERN COMMAND...: it fails with a message that matches.
refuses() {
	local pattern=$1 message
	shift
	message=$("$@" 2>&1) && return 1
	echo "$message"
	grep -E -e "$pattern" <<<"$message"
}

# whole FILE: a complete /proc/tcpstates: the header and all states. "-" is stdin.
whole() {
	local file
	file=$(cat "$1") && echo "$file" && [ "$(grep -c '^[A-Z]' <<<"$file")" -eq 13 ]
}

# For check_log() of ../lib/boot.sh.
log_warning() {
	echo '<4>WARNING: this is a test' >/dev/kmsg
}

# shellcheck disable=SC2034 # for others
as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
