# SPDX-License-Identifier: GPL-2.0-only
# After report.awk: prints what reading the files by service and by namespace costs.

$1 == "time" && $4 ~ /^(states|ports|netns)$/ {
	file_time[$2, $3, $4] = $6
}

function file_row(what, kind, number) {
	printf "  %-38s %10.2f %10.2f %10.2f\n", what,
	       file_time[kind, number, "states"] / 1e6,
	       file_time[kind, number, "ports"] / 1e6,
	       file_time[kind, number, "netns"] / 1e6
}

END {
	print ""
	print "The files, opened, read and closed; best, in ms:"
	printf "  %-38s %10s %10s %10s\n", "sockets", "tcpstates", "_ports", "_netns"
	file_row("1,000,000 of one service", "established", 1000000)
	file_row("1,000,000 of 65,536 services", "services", 1000000)
	file_row("50,000, 1 namespace", "established", 50000)
	file_row("50,000, and 500 namespaces", "namespaces", 50000)
	many = file_time["namespaces", 50000, "netns"]
	one = file_time["established", 50000, "netns"]
	printf "  _netns with 501 namespaces to 1: %.2f\n", many / one
}
