# SPDX-License-Identifier: GPL-2.0-only
# For the reports of bench and bench-peers.

# The value below which part q of v[1..n] is, interpolated. Sorts v.
function quantile(v, n, q,    i, j, x, at) {
	for (i = 2; i <= n; i++) {
		x = v[i]
		for (j = i - 1; j && v[j] > x; j--)
			v[j + 1] = v[j]
		v[j + 1] = x
	}
	at = 1 + q * (n - 1)
	i = int(at)
	return (i < n) ? v[i] + (at - i) * (v[i + 1] - v[i]) : v[n]
}
