# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# explain and diagram

# A module that is loaded here would show its numbers.
if [ -e /proc/tcpstates ]; then
	skip "explain and diagram without a module" "it is loaded"
else
	for columns in 40 80 200; do
		on_terminal "explain-$columns" "$columns" 24 explain
		on_terminal "stories-$columns" "$columns" 24 explain \
			open close simultaneous-close listen
	done
	COLUMNS=40 prints explain explain
	COLUMNS=200 prints explain explain
	LC_ALL=C prints explain explain
	prints story explain open
	LC_ALL=C prints story-ascii explain open
	LC_ALL=C prints crossing-ascii explain Simultaneous-Close
	prints explain-listen explain listen
	prints explain-listen explain LISTEN
	prints explain-state explain listening
	prints explain-two explain syn-received ESTAB

	prints diagram diagram
	LC_ALL=C prints diagram-ascii diagram
	for columns in 79 80 200; do
		on_terminal diagram "$columns" 40 diagram
	done
	on_terminal diagram-narrow 40 24 diagram
	on_terminal diagram-narrow 78 24 diagram
	prints dot diagram --dot
fi

misused "nonsense: neither a state nor a story" explain nonsense
misused "LISTE: neither a state nor a story" explain close LISTE
misused ": neither a state nor a story" explain ""
misused "--help: neither a state nor a story" explain listen --help
misused "diagram x: not --dot" diagram x
misused "diagram -d: not --dot" diagram -d
misused "x: one argument too many" diagram --dot x
for command in show verbose explain diagram; do
	prints help "$command" --help
	prints help "$command" -h
done

# with_counts GOLDEN COPY TERMINAL ARGUMENTS...: TERMINAL is columns and lines, or
# nothing; the module is there
with_counts() {
	expect "$1"
	copy=$2
	terminal=${3:+$here/pty $3 }
	shift 3
	name="with counts: $terminal$*"
	case "${WRAPPER:-}" in
	?*)
		skip "$name" "a wrapper may need the real /proc"
		return
		;;
	esac
	if ! as_root 1 : 2>"$tmp/why"; then
		skip "$name" "$(head -n 1 "$tmp/why")"
		return
	fi
	[ -z "$terminal" ] || ! no_terminal "$name" || return 0
	status=0
	as_root 1 "cp $copy /proc/tcpstates; $terminal'$tool' $*" \
		>"$tmp/out" 2>"$tmp/err" || status=$?
	compare "$name" 0
}

sed '/^UNKNOWN/s/ .*/ 2 1 1 New./; /^LISTEN/s/ .*/ 200000 0 200000 Many./' "$tmp/1" \
	>"$tmp/unknown"
sed '/^LISTEN/s/ .*/ 123456789012 0 123456789012 Many./' "$tmp/1" >"$tmp/large"
with_counts explain-counts "$tmp/1" "" explain close listening
with_counts diagram-counts "$tmp/unknown" "" diagram
with_counts diagram-color "$tmp/1" "80 40" diagram
with_counts diagram-large "$tmp/large" "80 40" diagram
with_counts diagram-narrow-counts "$tmp/unknown" "40 24" diagram
with_counts dot-counts "$tmp/unknown" "" diagram --dot

# What cannot be read is left out; that is no error.
with_module 1 "echo nonsense >/proc/tcpstates" 0 \
	"$(without_licence "$here/explain-state.out")${lf}1$lf" "" explain listening

# The text art has the edges of the graph, and fits a screen of 80 by 40.
awk -F'"' '/->/ { print $2 }' "$here/dot.out" | sort | uniq -c |
	awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print n, $0 }' >"$tmp/want.out"
without_licence "$here/diagram-ascii.out" | head -n 31 | sed "s|LAST_ACK||" |
	grep -o -E '[a-zA-Z0-9]+(\(\)|\+ACK)?( / [A-Z]+(\+ACK)?| s)?' |
	grep -E '\(\)|/|^ACK$|60 s' | sort | uniq -c |
	awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print n, $0 }' >"$tmp/out"
awk 'length > 80 { print "too wide: " $0 }
	END { if (NR > 40) print "too high" }' "$here/diagram-ascii.out" >"$tmp/err"
: >"$tmp/want.err"
status=0
compare "the diagram has the edges of the graph, and fits 80x40" 0

# Every state but UNKNOWN is reached and left.
awk '/->/ { from[$1]++; to[$3]++ } /^\t[A-Z_0-9]+;/ { sub(";", ""); all[$1] }
	END { for (s in all) if (!from[s] || !to[s]) print s }' "$here/dot.out" \
	>"$tmp/out"
: >"$tmp/want.out"
compare "each state of the graph can be reached and left" 0

if command -v dot >"$tmp/why"; then
	: >"$tmp/want.out"
	for copy in dot dot-counts; do
		without_licence "$here/$copy.out" | dot -Tsvg >"$tmp/svg" \
			2>"$tmp/err" || status=$?
		grep -q '</svg>' "$tmp/svg" || status=1
		compare "dot(1) draws $copy" 0
	done
else
	skip "dot(1) draws the graph" "there is no dot(1)"
fi

# Each of the four words is explained once, before a page uses it a second time.
for word in SYN ACK FIN RST; do
	grep -c "^  $word  " "$here/explain.out" >"$tmp/out" || :
	echo 1 >"$tmp/want.out"
	compare "explain says once what $word is" 0
done
