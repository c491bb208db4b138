# SPDX-License-Identifier: GPL-2.0-only
# After report.awk: prints what reading costs others.

BEGIN {
	nr_who = split("spin read plain ss", who)
	title["nothing"] = "nothing"
	title["again"] = "nothing, again"
	title["spin"] = "a loop that does not read"
}

$1 == "connect" {
	rounds[$3] = $2
	rate[$3, $4, $2] = $5 * 1e9 / $6
}

$1 == "wait" {
	waiting[part] = $2
	wait_most[part, $3] = $5
	wait_longest[part, $3] = $6
}

$1 == "listen" {
	listen_most[$2] = $4
	listen_longest[$2] = $5
}

# The ratios of the rates of two readers in each round: their median as text, with
# the quartiles. Sets ratio_middle and ratio_spread, half the distance of the quartiles.
function compare(nr, name, nr2, name2,    i, n, v, low, high) {
	n = rounds[nr]
	for (i = 1; i <= n; i++)
		v[i] = rate[nr, name, i] / rate[nr2, name2, i]
	low = quantile(v, n, 0.25)
	high = quantile(v, n, 0.75)
	ratio_middle = quantile(v, n, 0.5)
	ratio_spread = (high - low) / 2
	return sprintf("%.3f (%.3f-%.3f)", ratio_middle, low, high)
}

function disturbance_row(nr, name, to_nothing, to_spin,    i, v) {
	for (i = 1; i <= rounds[nr]; i++)
		v[i] = rate[nr, name, i]
	printf "  %d %-25s %10d  %-20s  %s\n", nr, title[name],
	       quantile(v, rounds[nr], 0.5), to_nothing, to_spin
}

function disturbance(    i, nr, w, to_nothing, to_spin) {
	print ""
	print "Connections per second on CPU 0, at 1,000,000 ESTABLISHED, while others read in a"
	print "loop: 1 on CPU 1, 2 on one CPU each, 8 on four each. Medians of " rounds[1] " rounds (" \
	      rounds[8] " for 2"
	print "and 8), and of the ratios in each round, with their quartiles. The second line is"
	print "the noise."
	printf "  %-27s %10s  %-20s  %s\n", "what runs", "per second", "to nothing",
	       "to as many loops"
	disturbance_row(0, "nothing", "", "")
	to_nothing = compare(0, "again", 0, "nothing")
	noise = ratio_spread
	disturbance_row(0, "again", to_nothing, "")
	for (nr = 1; nr <= 8; nr = (nr == 1) ? 2 : nr * 4) {
		for (w = 1; w <= nr_who; w++) {
			to_nothing = to_spin = ""
			if (nr == 1)
				to_nothing = compare(nr, who[w], 0, "nothing")
			if (who[w] != "spin")
				to_spin = compare(nr, who[w], nr, "spin")
			undisturbed[nr, who[w]] = ratio_middle
			disturbance_row(nr, who[w], to_nothing, to_spin)
		}
	}
}

function waits(    w, name) {
	print ""
	print "How long softirqs wait on a CPU where others read in a loop, in microseconds: about as"
	print "long as bottom halves are off. The host adds to it, also where nothing holds a lock."
	printf "  %-27s %23s %23s\n", "",
	       thousands(waiting["others"]) " in " thousands(buckets["others"]),
	       thousands(waiting["chain"]) " in " thousands(buckets["chain"])
	printf "  %-27s %11s %11s %11s %11s\n", "", "99.9 %", "longest", "99.9 %",
	       "longest"
	for (w = 0; w <= nr_who; w++) {
		name = w ? who[w] : "nothing"
		if (name == "spin")
			continue
		printf "  %-27s %11d %11d %11d %11d\n", title[name],
		       wait_most["others", name], wait_longest["others", name],
		       wait_most["chain", name], wait_longest["chain", name]
	}
}

function listens(    w, name) {
	print ""
	print "How long listen() takes on CPU 0, beside 65,535 listeners in its bucket, while others"
	print "read in a loop on CPU 1, in microseconds."
	printf "  %-27s %11s %11s\n", "", "99.9 %", "longest"
	for (w = 0; w <= nr_who; w++) {
		name = w ? who[w] : "nothing"
		if (name == "plain")
			continue
		printf "  %-27s %11d %11d\n", title[name], listen_most[name],
		       listen_longest[name]
	}
}
