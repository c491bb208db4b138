# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts share that run in a booted machine. Sourced.

# holds WHAT COMMAND...: a result; what the command said only if it failed.
holds() {
	local what=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "ok $what"
	else
		printf '#   %s\n' "${said//$'\n'/$'\n#   '}"
		echo "not ok $what"
	fi
}

# refuses WORDS COMMAND...: it fails, and says something of this pattern.
refuses() {
	local words=$1 said
	shift
	said=$("$@" 2>&1) && return 1
	echo "$said"
	grep -E -e "$words" <<<"$said"
}

# whole FILE: the whole of /proc/tcpstates, the headings and all states. "-" comes in.
whole() {
	local file
	file=$(cat "$1") && echo "$file" && [ "$(grep -c '^[A-Z]' <<<"$file")" -eq 13 ]
}

# shellcheck disable=SC2034 # for those who source this
as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
