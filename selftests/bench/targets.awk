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

# The plain walk divided by ours.
function times_plain(sockets,    m) {
	m = "main" SUBSEP "established" SUBSEP sockets
	return median[m, "plain"] / median[m, "read"]
}

# The same, if the plain walk is to count the listeners, too.
function times_both(sockets,    m) {
	m = "main" SUBSEP "established" SUBSEP sockets
	return (median[m, "plain"] + \
		median["main", "established", 0, "listeners"]) / median[m, "read"]
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
	at_most("times as long as the memory limit", read / median[m, "memory"], 2.5)
	at_least("a plain RCU walk: times as long", times_plain(1000000), 10)
	printf "    (no walk can reach more than %.1f: a plain walk to the memory limit)\n",
	       median[m, "plain"] / median[m, "memory"]
	at_least("ss -Htan: times as long", median[m, "ss"] / read, 500)
	at_least("50,000: a plain RCU walk, times as long", times_plain(50000), 1.5)
	at_least("10,000: a plain RCU walk, times as long", times_plain(10000), 1.5)
	at_most("1,000: times a plain RCU walk", 1 / times_plain(1000), 1.1)
	at_most("100: times a plain RCU walk", 1 / times_plain(100), 1.1)
	at_most("0: times a plain RCU walk", 1 / times_plain(0), 1.1)
	printf "    (plain walks of both tables: 1,000 %s, 100 %s, 0 %s)\n",
	       ratio(1 / times_both(1000)), ratio(1 / times_both(100)),
	       ratio(1 / times_both(0))
	flat()
	empty = median["large", "established", 0, "read"]
	target("0 in " thousands(buckets["large"]) " buckets", duration(empty),
	       "under 1 ms", verdict(empty < 1e6))
	connections()
}

END {
	table()
	disturbance()
	waits()
	targets()
}
