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

# The whole of /proc/tcpstates comes in: the headings and all states.
whole() {
	local file
	file=$(cat) && echo "$file" && [ "$(grep -c '^[A-Z]' <<<"$file")" -eq 13 ]
}

as_nobody() {
	setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
}
