# SPDX-License-Identifier: GPL-2.0-only
# Prints the table and the targets, from what the guest recorded. Ratios and targets
# are of medians.

BEGIN {
	nr_readers = split("read cat ss ss-s tcp netstat plain locked memory",
			   readers)
	title["read"] = "/proc/tcpstates"
	title["cat"] = "cat /proc/tcpstates"
	title["ss"] = "ss -Htan"
	title["ss-s"] = "ss -s (*)"
	title["tcp"] = "cat /proc/net/tcp"
	title["netstat"] = "netstat -ant"
	title["plain"] = "plain RCU walk"
	title["locked"] = "locked walk"
	title["memory"] = "memory limit"
	title["alone"] = "nothing"
	title["spin"] = "a loop that does not read"
	part = 0
}

$1 == "buckets" {
	buckets[++part] = $2
}

# The memory limit is the fastest of several prefetch distances.
$1 == "time" && $4 ~ /^memory/ {
	group = part SUBSEP $2 SUBSEP $3
	if ((group, "memory") in median && median[group, "memory"] <= $7)
		next
	distance[group] = substr($4, length("memory") + 1)
	$4 = "memory"
}

$1 == "time" {
	group = part SUBSEP $2 SUBSEP $3
	if (!(group in seen)) {
		seen[group] = 1
		groups[++nr_groups] = group
	}
	best[group, $4] = $6
	median[group, $4] = $7
	times[group, $4] = $5
}

$1 == "connect" {
	rounds = $2
	rate[$3, $2] = $4 * 1e9 / $5
}

function duration(ns) {
	if (ns < 1e6)
		return sprintf("%.1f us", ns / 1e3)
	if (ns < 1e9)
		return sprintf("%.2f ms", ns / 1e6)
	return sprintf("%.3f s", ns / 1e9)
}

function thousands(n,    text) {
	text = sprintf("%d", n)
	while (match(text, /[0-9][0-9][0-9][0-9](,|$)/))
		text = substr(text, 1, RSTART) "," substr(text, RSTART + 1)
	return text
}

function max(a, b) {
	return (a > b) ? a : b
}

function ratio(x) {
	return sprintf((x < 10) ? "%.2f" : "%.0f", x)
}

function table_row(group, sockets, reader,    m) {
	m = median[group, reader]
	printf "  %-22s %5d %12s %12s %10s %10s\n", title[reader],
	       times[group, reader], duration(best[group, reader]), duration(m),
	       sockets ? sprintf("%.1f", m / sockets) : "-",
	       ratio(m / median[group, "read"])
}

function table(    g, r, key) {
	printf "  %-22s %5s %12s %12s %10s %10s\n", "", "times", "best",
	       "median", "ns/socket", "ratio"
	for (g = 1; g <= nr_groups; g++) {
		split(groups[g], key, SUBSEP)
		printf "%s, %s sockets in %s buckets\n", toupper(key[2]),
		       thousands(key[3]), thousands(buckets[key[1]])
		for (r = 1; r <= nr_readers; r++)
			if ((groups[g], readers[r]) in median)
				table_row(groups[g], key[3], readers[r])
	}
	print ""
	print "ratio: median / median of /proc/tcpstates in the same group."
	print "Files are opened, read and closed by a running process. Commands are timed"
	print "from fork to exit; starting a process is slow in User Mode Linux."
	print "memory limit: load two cache lines of each socket, in random order, prefetched."
	printf "The best prefetch distance at a million established was %d sockets.\n",
	       distance[1, "established", 1000000]
	print "(*) ss -s prints totals that the kernel keeps; it does not count states."
}

# The median of v[1..n]; sorts v.
function middle(v, n,    i, j, x) {
	for (i = 2; i <= n; i++) {
		x = v[i]
		for (j = i - 1; j && v[j] > x; j--)
			v[j + 1] = v[j]
		v[j + 1] = x
	}
	return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2
}

function disturbance(    who, n, w, i, v, to_alone, to_spin) {
	n = split("alone spin read tcp ss", who)
	title["tcp"] = "/proc/net/tcp"
	print ""
	print "Connections per second on one processor, at 100,000 ESTABLISHED, while the other"
	printf "reads in a loop: median of %d rounds, and of the ratios of each round\n", rounds
	printf "  %-26s %10s %14s %14s\n", "the other runs", "per second", "vs. nothing",
	       "vs. a loop"
	for (w = 1; w <= n; w++) {
		for (i = 1; i <= rounds; i++) {
			v[i] = rate[who[w], i]
			to_alone[i] = v[i] / rate["alone", i]
			to_spin[i] = v[i] / rate["spin", i]
		}
		undisturbed[who[w]] = middle(to_alone, rounds)
		printf "  %-26s %10d %14.3f %14.3f\n", title[who[w]],
		       middle(v, rounds), undisturbed[who[w]],
		       middle(to_spin, rounds)
	}
}

# met2: whether the lower target of a walk under locks is met, if there is one.
function target(text, value, wanted, met, met2) {
	printf "  %-46s %9s  target %-16s %s\n", text, value, wanted,
	       met ? "met" : met2 ? "met under locks" : "MISSED"
}

function targets(    m, read, k, n, sizes, cost, low, high, empty, other) {
	m = 1 SUBSEP "established" SUBSEP 1000000
	read = median[m, "read"]
	print ""
	print "Targets, at a million ESTABLISHED unless noted. In parentheses: the target of a"
	print "walk that counts under locks."
	target("ss -Htan: times as long", ratio(median[m, "ss"] / read),
	       "300 (200)", median[m, "ss"] / read >= 300,
	       median[m, "ss"] / read >= 200)
	target("a plain RCU walk: times as long",
	       ratio(median[m, "plain"] / read), "6 (4)",
	       median[m, "plain"] / read >= 6,
	       median[m, "plain"] / read >= 4)
	target("times as long as the memory limit",
	       ratio(read / median[m, "memory"]), "2.5 (4.5)",
	       read / median[m, "memory"] <= 2.5,
	       read / median[m, "memory"] <= 4.5)

	n = split("400000 700000 1000000", sizes)
	for (k = 1; k <= n; k++) {
		cost = median[1, "established", sizes[k], "read"] / sizes[k]
		if (k == 1 || cost < low)
			low = cost
		if (k == 1 || cost > high)
			high = cost
	}
	target("cost per socket, highest / lowest, from 400,000",
	       sprintf("%.2f", high / low), "1.25", high / low <= 1.25)

	empty = median[2, "established", 0, "read"]
	target("an empty table of " thousands(buckets[2]) " buckets",
	       duration(empty), "1 ms", empty < 1e6)
	target("connections while /proc/tcpstates is read",
	       sprintf("%.3f", undisturbed["read"]), "0.97",
	       undisturbed["read"] >= 0.97)
	other = max(undisturbed["tcp"], undisturbed["ss"])
	target("the same while the better of the others is read",
	       sprintf("%.3f", other), "less than that",
	       undisturbed["read"] > other)
}

END {
	table()
	disturbance()
	targets()
}
