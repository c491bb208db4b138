# SPDX-License-Identifier: GPL-2.0-only
# Prints the table of a sweep, from what the guest recorded: of three rounds the best
# value and the median of the medians.

function middle(a, b, c) {
	if ((a - b) * (c - a) >= 0)
		return a
	return (b - a) * (c - b) >= 0 ? b : c
}

$1 == "time" && $4 ~ /^memory/ {
	if (!($2 in limit) || $7 < limit[$2])
		limit[$2] = $7
}

$1 == "sweep" {
	if (!($2 in seen)) {
		seen[$2] = 1
		values[++nr] = $2
	}
	key = $2 SUBSEP $3
	if (!(key in best) || $4 < best[key])
		best[key] = $4
	median[key, ++rounds[key]] = $5
}

END {
	split("established time_wait mix", kinds)
	printf "ns per socket, best and median, at %d sockets\n\n", sockets
	printf "%-36s", ""
	for (k = 1; k <= 3; k++)
		printf "%18s", kinds[k]
	printf "\n"
	for (v = 1; v <= nr; v++) {
		printf "%-36s", values[v]
		for (k = 1; k <= 3; k++) {
			key = values[v] SUBSEP kinds[k]
			printf "%9.2f%9.2f", best[key] / sockets,
			       middle(median[key, 1], median[key, 2],
				      median[key, 3]) / sockets
		}
		printf "\n"
	}
	printf "%-36s", "memory limit"
	for (k = 1; k <= 3; k++)
		printf "%9s%9.2f", "", limit[kinds[k]] / sockets
	printf "\n"
}
