# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Tables on a terminal

for columns in 40 80 200; do
	on_terminal "show-$columns" "$columns" 24 -f "$tmp/2"
	on_terminal "numbers-$columns" "$columns" 24 -z -f "$tmp/0"
	on_terminal raw0 "$columns" 24 -r -f "$tmp/1"
	on_terminal metrics "$columns" 24 -m -f "$tmp/1"
	LC_ALL=C on_terminal "show-ascii-$columns" "$columns" 24 \
		--color=never -f "$tmp/1"
done
# Sizes that are not known, and the largest
on_terminal show-80 0 0 -f "$tmp/2"
on_terminal show-200 65535 65535 -f "$tmp/2"
on_terminal show-ipv6 80 24 -6 -s listen,estab -f "$tmp/1"

# No number is cut, however narrow the terminal.
largest=18446744073709551615
sed "s/^LISTEN .*/LISTEN $largest ${largest%5}4 1 Text./" "$tmp/1" >"$tmp/largest"
on_terminal largest-20 20 24 -l -f "$tmp/largest"
on_terminal largest-20 1 1 -l -f "$tmp/largest"
on_terminal largest-80 80 24 -l -f "$tmp/largest"

# Colours can be turned off.
on_terminal show-plain 80 24 --color=never -s close,listen -f "$tmp/1"
NO_COLOR=1 on_terminal show-plain 80 24 -s close,listen -f "$tmp/1"
TERM=dumb on_terminal show-plain 80 24 -s close,listen -f "$tmp/1"
TERM='' on_terminal show-plain 80 24 -s close,listen -f "$tmp/1"
NO_COLOR='' on_terminal show-color 80 24 -s close,listen -f "$tmp/1"
NO_COLOR=1 on_terminal show-color 80 24 --color=always -s close,listen -f "$tmp/1"
on_terminal show-color 80 24 -s close,listen -f "$tmp/1"
