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
	prints explain-listen explain Listen
	prints explain-state explain LISTEN
	prints explain-state explain listening
	prints explain-closed explain CLOSE
	prints explain-closed explain closed
	prints explain-two explain syn-received ESTAB

	prints diagram diagram
	LC_ALL=C prints diagram-ascii diagram
	for columns in 79 80 200; do
		on_terminal diagram "$columns" 40 diagram
	done
	on_terminal diagram-narrow 40 24 diagram
	on_terminal diagram-narrow 78 24 diagram
fi

misused "nonsense: no such state or story" explain nonsense
misused "LISTE: no such state or story" explain close LISTE
misused ": no such state or story" explain ""
for command in verbose explain diagram; do
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
	can "$name" as_root 1 "${terminal:+$here/pty 80 24 }true" || return 0
	status=0
	as_root 1 "mkdir -p /proc/thread-self/net; cp $copy $file; $terminal'$tool' $*" \
		>"$tmp/out" 2>"$tmp/err" || status=$?
	compare "$name" 0
}

sed '/^UNKNOWN/s/ .*/ 2 1 1 New./; /^LISTEN/s/ .*/ 200000 0 200000 Many./' "$tmp/1" \
	>"$tmp/unknown"
sed '/^LISTEN/s/ .*/ 123456789012 0 123456789012 Many./' "$tmp/1" >"$tmp/large"
with_counts explain-counts "$tmp/1" "" explain close listening closed
with_counts diagram-counts "$tmp/unknown" "" diagram
with_counts diagram-color "$tmp/1" "80 40" diagram
with_counts diagram-large "$tmp/large" "80 40" diagram
with_counts diagram-narrow-counts "$tmp/unknown" "40 24" diagram

# No counts where the file cannot be read, which is no error.
with_module 1 "echo nonsense >$file" 0 \
	"$(without_licence "$here/explain-state.out")${lf}1$lf" "" explain listening

# A saved copy has counts, too; one that cannot be read is an error.
prints explain-counts explain -f "$tmp/1" close listening closed
prints diagram-counts diagram -f "$tmp/unknown"
LC_ALL=C on_terminal diagram-narrow-counts 40 24 -f "$tmp/unknown" diagram
fails 1 "missing: No such file or directory" explain -f missing
fails 1 "missing: No such file or directory" diagram --file=missing
with_module 1 "mkdir -p /proc/7/net; cp $tmp/unknown /proc/7/net/tcpstates" 0 \
	"$(without_licence "$here/diagram-counts.out")${lf}1$lf" "" diagram --pid 7

# The edges, a line each, as the list and as docs/states.svg have them
without_licence "$here/diagram-narrow.out" | awk '
	/^[A-Z]/ { from = $1; next }
	{ to = $NF; sub(/^  /, ""); sub(/  *[A-Z_0-9]*$/, "")
	  print from " -> " to ": " $0 }' | sort >"$tmp/edges"
: >"$tmp/want.err"
: >"$tmp/err"
status=0

# compare_edges NAME: the labels alone
compare_edges() {
	sed 's/^[^:]*: //' "$tmp/edges" | sort >"$tmp/want.out"
	compare "$1" 0
}

# The drawing without its last line, lines and boxes; what is left are labels.
without_licence "$here/diagram.out" | sed -e '$d' -e 's/CLOSE /│/g' \
	-e 's/[┌┐└┘├┤┬┴┼─│◀▶▼]/\n/g' | sed -e 's/   */\n/g' |
	sed -e 's/^ *//; s/ *$//' -e '/^[A-Z_0-9]*$/d' -e '/^-$/d' | sort >"$tmp/out"
compare_edges "the drawing has the labels of all edges"
awk 'length > 79 { print "too wide: " $0 }
	END { if (NR > 25) print "too high: " NR }' "$here/diagram-ascii.out" >"$tmp/out"
: >"$tmp/want.out"
compare "the drawing fits 80 columns and 24 lines" 0

grep -o '<title>[A-Z_0-9]*&#45;&gt;[A-Z_0-9]*</title>' \
	"$here/../../docs/states.svg" |
	sed 's/<title>\(.*\)&#45;&gt;\(.*\)<.*/\1 -> \2/' | sort >"$tmp/out"
sed 's/:.*//' "$tmp/edges" >"$tmp/want.out"
compare "docs/states.svg has all edges" 0
sed -n 's/^<text [^>]*>\(.*\)<.text>$/\1/p' "$here/../../docs/states.svg" |
	sed 's/&#45;/-/g' | grep -v -x '[A-Z_0-9]*' | sort >"$tmp/out"
compare_edges "docs/states.svg has the labels of all edges"

awk '{ sub(":", "", $3); from[$1]; to[$3]; all[$1]; all[$3] }
	END { for (s in all) if (!(s in from) || !(s in to)) print s }' \
	"$tmp/edges" >"$tmp/out"
: >"$tmp/want.out"
compare "each state can be reached and left" 0

# The four words are explained once on each page.
for page in explain explain-state story; do
	without_licence "$here/$page.out" |
		grep -c -E '^  (SYN|ACK|FIN|RST)  ' >"$tmp/out" || :
	echo 4 >"$tmp/want.out"
	compare "$page: explains SYN, ACK, FIN and RST" 0
done
