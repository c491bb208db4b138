# SPDX-License-Identifier: GPL-2.0-only
# Prints the table, from what the guest and the host recorded. Ratios are of medians.
# others.awk and targets.awk print the rest.

BEGIN {
	nr_readers = split("read cat ss ss-s tcp netstat plain listeners locked memory",
			   readers)
	title["read"] = "/proc/tcpstates"
	title["cat"] = "cat /proc/tcpstates"
	title["ss"] = "ss -Htan"
	title["ss-s"] = "ss -s (*)"
	title["tcp"] = "cat /proc/net/tcp"
	title["netstat"] = "netstat -ant"
	title["plain"] = "plain RCU walk"
	title["listeners"] = "the same, listeners"
	title["locked"] = "locked walk"
	title["memory"] = "memory limit"
}

$1 == "part" {
	part = $2
	buckets[part] = $3
}

$1 == "mapped" {
	mapped_huge[$2] = $3 / 1024
	mapped[$2] = $4 / 1024
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

function ratio(x) {
	return sprintf((x < 10) ? "%.2f" : "%.0f", x)
}

function table_row(group, sockets, reader,    m) {
	m = median[group, reader]
	printf "  %-22s %5d %12s %12s %10s %10s\n", title[reader],
	       times[group, reader], duration(best[group, reader]), duration(m),
	       sockets ? sprintf("%.1f", m / sockets) : "-",
	       ((group, "read") in median) ? ratio(m / median[group, "read"]) : "-"
}

function heading(part, kind, number) {
	if (kind == "objects")
		printf "%s objects as large as a socket, in no table",
		       thousands(number)
	else
		printf "%s, %s sockets in %s buckets", toupper(kind),
		       thousands(number), thousands(buckets[part])
	print (part == "small") ? ", on small pages" : ""
}

function huge_pages(part) {
	if (!(part in mapped))
		return "unknown"
	return sprintf("%d of %d MiB", mapped_huge[part], mapped[part])
}

function table(    g, r, key) {
	printf "  %-22s %5s %12s %12s %10s %10s\n", "", "times", "best",
	       "median", "ns/socket", "ratio"
	for (g = 1; g <= nr_groups; g++) {
		split(groups[g], key, SUBSEP)
		heading(key[1], key[2], key[3])
		for (r = 1; r <= nr_readers; r++)
			if ((groups[g], readers[r]) in median)
				table_row(groups[g], key[3], readers[r])
	}
	print ""
	print "Guest memory: " huge_pages("main") " mapped with huge pages; in the part on small"
	print "pages " huge_pages("small") "."
	print "ratio: median / median of /proc/tcpstates in the same group."
	print "Walks are timed in the kernel. /proc/tcpstates includes opening and closing the"
	print "file, the table of listeners and the text; the plain and the locked walk are only"
	print "those of the table of connections. Commands are timed from fork to exit; starting a"
	print "process is slow in User Mode Linux."
	print "memory limit: load two cache lines of each socket, in random order, prefetched."
	printf "The best prefetch distance at a million established was %d sockets.\n",
	       distance["main", "established", 1000000]
	print "(*) ss -s prints totals that the kernel keeps; it does not count states."
}
