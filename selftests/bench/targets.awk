# SPDX-License-Identifier: GPL-2.0-only
# After others.awk: says whether the run can be trusted, and compares its medians with
# the targets.

# What differs more than this between two measurements of the same is not trusted.
BEGIN {
	most = 1.3
}

function doubt(text, a, b,    factor) {
	factor = (a > b) ? a / b : b / a
	if (factor > most)
		doubts = doubts (doubts ? "; " : "") text " by a factor of " \
			 sprintf("%.2f", factor)
}

function trust(m, objects) {
	doubt("the two memory limits differ", median[m, "memory"],
	      median[objects, "memory"])
	doubt("best and median of the memory limit differ", best[m, "memory"],
	      median[m, "memory"])
	doubt("best and median of the plain walk differ", best[m, "plain"],
	      median[m, "plain"])
	doubt("best and median of /proc/tcpstates differ", best[m, "read"],
	      median[m, "read"])
	print ""
	if (doubts)
		print "THIS RUN IS NOT TO BE TRUSTED: " doubts ". Run it again on a quiet machine."
	else
		printf "The memory limits, and best and median, agree within a factor of %s.\n",
		       most
}

function target(text, value, wanted, met) {
	printf "  %-49s %9s  target %-13s %s\n", text, value, wanted,
	       doubts ? "not judged" : met
}

function verdict(met) {
	return met ? "met" : "MISSED"
}

function at_most(text, value, wanted) {
	target(text, ratio(value), "at most " wanted, verdict(value <= wanted))
}

function at_least(text, value, wanted) {
	target(text, ratio(value), "at least " wanted, verdict(value >= wanted))
}

# Ours divided by plain walks of the connections and of the listeners.
function to_both(sockets,    m) {
	m = "main" SUBSEP "established" SUBSEP sockets
	return median[m, "read"] / (median[m, "plain"] + \
		median["main", "established", 0, "listeners"])
}

# Ours divided by a plain walk, both with cold caches.
function to_plain_cold(sockets,    m) {
	m = "cold" SUBSEP "established" SUBSEP sockets
	return median[m, "read_cold"] / median[m, "plain_cold"]
}

function flat(    n, i, sizes, cost, low, high) {
	n = split("400000 1000000 2000000 4000000", sizes)
	for (i = 1; i <= n; i++) {
		cost = median["large", "time_wait", sizes[i], "read"] / sizes[i]
		if (i == 1 || cost < low)
			low = cost
		if (i == 1 || cost > high)
			high = cost
	}
	at_most("400,000 to 4,000,000 TIME_WAIT: ns/socket, max/min", high / low, 1.25)
}

# Within the noise of this run, a miss is no miss.
function connections(    value, met) {
	value = undisturbed[1, "read"]
	met = verdict(value >= 0.97)
	if (value < 0.97 && value + noise >= 0.97)
		met = "within the noise"
	target("connections while one reads, to a loop",
	       sprintf("%.3f", value), "at least 0.97", met)
}

function targets(    m, read, empty) {
	m = "main" SUBSEP "established" SUBSEP 1000000
	read = median[m, "read"]
	trust(m, "main" SUBSEP "objects" SUBSEP 1000000)
	print "Targets, of medians; a million ESTABLISHED unless noted:"
	at_most("to the memory limit", read / median[m, "memory"], 1.2)
	at_most("1,000: to plain walks of both tables", to_both(1000), 0.9)
	at_most("100: to plain walks of both tables", to_both(100), 0.9)
	at_most("0: to plain walks of both tables", to_both(0), 0.9)
	at_most("cold caches, 1,000: to a plain walk", to_plain_cold(1000), 0.8)
	at_most("cold caches, 10,000: to a plain walk", to_plain_cold(10000), 0.8)
	at_most("cold caches, 50,000: to a plain walk", to_plain_cold(50000), 0.8)
	at_most("_ports, 65,536 services: to tcpstates", to_file("services", 1000000, "ports", "states"), 1.7)
	at_most("_ports, one service: to tcpstates", to_file("established", 1000000, "ports", "states"), 1.15)
	at_most("_cgroups, 50 cgroups: to tcpstates", to_file("cgroups", 1000000, "cgroups", "states"), 1.7)
	at_least("ss -tanH --cgroup: to _cgroups", to_file("cgroups", 1000000, "ss-cgroup", "cgroups"), 150)
	at_most("_netns, 50,000: 501 namespaces to one", file_time["namespaces", 50000, "netns"] / file_time["established", 50000, "netns"], 1.4)
	flat()
	empty = median["large", "established", 0, "read"]
	target("0 in " thousands(buckets["large"]) " buckets", duration(empty),
	       "under 1 ms", verdict(empty < 1e6))
	connections()
	at_most("listen(), 99.9 %: to beside a loop that reads nothing", listen_most["read"] / listen_most["spin"], 2)
}

END {
	table()
	disturbance()
	waits()
	listens()
	targets()
}
