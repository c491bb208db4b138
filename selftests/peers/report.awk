# SPDX-License-Identifier: GPL-2.0-only
# Prints the two tables of bench-peers, from what the guests recorded; exits with 1 if
# anything is missing.

BEGIN {
	nr_ways = split("tcpstates cat iterator iterator-start ss tcp exporter", ways)
	title["tcpstates"] = "read /proc/tcpstates"
	title["cat"] = "cat /proc/tcpstates"
	title["iterator"] = "BPF iterator, loaded"
	title["iterator-start"] = "BPF iterator, with loading"
	title["ss"] = "ss -Htan | awk"
	title["tcp"] = "awk, /proc/net/tcp and tcp6"
	title["exporter"] = "node_exporter, tcpstat"
}

$1 == "cost" {
	kernel = $2
	buckets = $3
	if (!($4 in seen)) {
		seen[$4] = 1
		sizes[++nr_sizes] = $4
	}
	key = $4 SUBSEP $5
	took[key, ++times[key]] = $6
}

$1 == "miscounts" {
	guest = $2 SUBSEP $3
	if (!(guest in seen)) {
		seen[guest] = 1
		guests[++nr_guests] = guest
	}
	counts[guest, $4] += $5
	wrong[guest, $4] += $6
}

function median(key,    i, v) {
	for (i = 1; i <= times[key]; i++)
		v[i] = took[key, i]
	return quantile(v, times[key], 0.5)
}

# An emulated instruction takes a nanosecond of the guest's time.
function costs(    w, s, m) {
	print "Cost of one count in millions of instructions, in user space and in the kernel,"
	printf "median of %d; Linux %s, a table of %d buckets\n",
	       times[sizes[1], ways[1]], kernel, buckets
	printf "  %-28s", ""
	for (s = 1; s <= nr_sizes; s++)
		printf " %9d", sizes[s]
	print " sockets"
	for (w = 1; w <= nr_ways; w++) {
		printf "  %-28s", title[ways[w]]
		for (s = 1; s <= nr_sizes; s++) {
			m = median(sizes[s] SUBSEP ways[w])
			incomplete += !m
			printf " %9.1f", m / 1000
		}
		print ""
	}
}

function miscounts(    w, g, part) {
	print ""
	print "Wrong counts of 200 sockets that stay, while 256 other connections are replaced"
	printf "  %-28s", ""
	for (g = 1; g <= nr_guests; g++) {
		split(guests[g], part, SUBSEP)
		printf "  %20s", part[1]
	}
	printf "\n  %-28s", ""
	for (g = 1; g <= nr_guests; g++) {
		split(guests[g], part, SUBSEP)
		printf "  %20s", part[2] " buckets"
	}
	print ""
	for (w = 1; w <= nr_ways; w++) {
		if (!((guests[1], ways[w]) in counts))
			continue
		printf "  %-28s", title[ways[w]]
		for (g = 1; g <= nr_guests; g++)
			printf "  %20s", wrong[guests[g], ways[w]] " of " \
			       counts[guests[g], ways[w]]
		print ""
	}
}

END {
	costs()
	miscounts()
	exit incomplete || nr_sizes < 3 || nr_guests < 3
}
