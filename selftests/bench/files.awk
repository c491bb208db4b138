# SPDX-License-Identifier: GPL-2.0-only
# After report.awk: prints what reading the files by service, by cgroup and by namespace
# costs.

$1 == "time" && $4 ~ /^(states|ports|cgroups|netns|ss-cgroup)$/ {
	file_time[$2, $3, $4] = $7
}

function file_row(what, kind, number) {
	printf "  %-38s %10.2f %10.2f %10.2f %10.2f\n", what,
	       file_time[kind, number, "states"] / 1e6,
	       file_time[kind, number, "ports"] / 1e6,
	       file_time[kind, number, "cgroups"] / 1e6,
	       file_time[kind, number, "netns"] / 1e6
}

# The time of a file divided by that of another one.
function to_file(kind, number, file, other) {
	return file_time[kind, number, file] / file_time[kind, number, other]
}

END {
	print ""
	print "The files, opened, read and closed; medians, in ms:"
	printf "  %-38s %10s %10s %10s %10s\n", "sockets", "tcpstates", "_ports",
	       "_cgroups", "_netns"
	file_row("1,000,000 of one service", "established", 1000000)
	file_row("1,000,000 of 65,536 services", "services", 1000000)
	file_row("1,000,000 of 50 cgroups", "cgroups", 1000000)
	file_row("50,000, 1 namespace", "established", 50000)
	file_row("50,000, and 500 namespaces", "namespaces", 50000)
}
