# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Help, version, and wrong usage

prints help --help
prints help -h
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$here/../../dkms.conf")
says "tcpst $version" --version
says "tcpst $version" explain -V
prints help help
prints help explain close -h

# A screen, with a line for the prompt
run --help
awk 'length > 80 { print "too wide: " $0 }
	END { if (NR > 23) print "too long: " NR }' "$tmp/out" >"$tmp/err"
: >"$tmp/out"
: >"$tmp/want.out"
: >"$tmp/want.err"
compare "--help fits a screen" 0

run --help
sed -n '/^Options/,/^States/p' "$tmp/out" |
	grep -o -e '[ (]--*[[:alnum:]][-a-z]*' | tr -d ' (' | grep -v -x -e -ant |
	sort -u >"$tmp/want.out"
sed -n '/^\.SH OPTIONS/,/^\.SH OUTPUT/{/^\.TP/{n;p}}' "$here/../tcpst.8.in" |
	tr -d '\\' | grep -o -e '--*[[:alnum:]][-a-z]*' | sort -u >"$tmp/out"
: >"$tmp/want.err"
compare "the manual page has the options of --help, and no others" 0

# Wrong usage

misused "-x: unknown option" -x
misused "-p: unknown option" -ntp
misused "--nonsense: unknown option" --nonsense
misused "--json=no: takes no argument" --json=no
misused "-f: requires an argument" -f
misused "--state: requires an argument" --state
misused '"NONSENSE": unknown state' -s LISTEN,NONSENSE
misused '"LISTE": unknown state' -s LISTE
misused '"LISTENX": unknown state' -s LISTENX
misused '"": unknown state' -s LISTEN,
for formats in -Jr -Jm -rm "-r --json" "--metrics --raw"; do
	# shellcheck disable=SC2086 # words are what is wanted
	misused "-J, -r, -m: only one of these" $formats
done
for seconds in "" 0 -1 +1 1s 1e3 0x1 inf nan . 1.2.3 0.0009 100000001; do
	misused "-c $seconds: not a number of seconds, at least 0.001" \
		-c "$seconds"
done
for number in "" 0 -1 1.5 x 18446744073709551616; do
	misused "--count $number: not a whole number from 1 to 18446744073709551615" \
		-c 1 --count "$number"
done
misused "--count: only with -c" --count 1
misused "-c: standard input can be read only once" -c 1 -f -
for number in "" 0 -1 self 2147483648; do
	misused "--pid $number: not a whole number from 1 to 2147483647" \
		--pid "$number"
done
for sources in "-N a --pid 1" "-N a -f b" "--pid 1 -f b"; do
	# shellcheck disable=SC2086 # words are what is wanted
	misused "-N, --pid, -f: only one of these" $sources
done
misused "--color sometimes: not auto, always or never" --color=sometimes
misused "--co: unknown option" --co 1
misused "--count: requires an argument" -c 1 --count
misused "-c, -m: only one of these" -c 1 -m
misused "show: unknown command" show
misused "x: unexpected argument" diagram x
misused "--dot: unknown option" diagram --dot
misused "verbose: takes no options" verbose -z
misused "verbose: takes no options" verbose -f x
for option in -z -c1 -J -l -4; do
	misused "explain: takes only -f, -N, --pid and --color" explain "$option"
	misused "diagram: takes only -f, -N, --pid and --color" "$option" diagram
done
for option in "-S listen" "--top 3"; do
	# shellcheck disable=SC2086 # words are what is wanted
	misused "-S, --top: only with ports, units, netns or who" $option
	# shellcheck disable=SC2086
	misused "verbose: takes no options" verbose $option
done
lists="-s, -S, --top, -z, -n, -J, -r, -m, --noheadings"
for option in -4 -6 -l -a -t -c1; do
	misused "ports: takes only $lists, -f, -N and --pid" ports "$option"
	misused "units: takes only $lists, -f, -N and --pid" units "$option"
	misused "netns: takes only $lists and -f" netns "$option"
done
misused "netns: takes only $lists and -f" netns -N web
misused "netns: takes only $lists and -f" netns --pid 1
for name in nonsense service side port ""; do
	misused "--sort $name: no such column" ports -S "$name"
done
misused "--sort closed: no such column" ports -S closed
for column in queued limit full; do
	misused "--sort $column: no such column" netns -S "$column"
done
misused "-s 80: only who takes a port" ports -s 80
for number in 0 -1 1.5 x 2147483648; do
	misused "--top $number: not a whole number from 1 to 2147483647" \
		ports --top "$number"
done
misused "443: unexpected argument" ports 443
misused "who: takes one state, and -s a port" who
misused "who: takes one state, and -s a port" who nonsense
misused "closing: unexpected argument" who listen closing
for state in CLOSE closed unknown; do
	misused "who $state: the kernel lists no sockets in this state" who "$state"
done
misused "who: takes one state, and -s a port" who listen -s closing
misused "who: takes only -s, --top, --noheadings, -J, -r, -N and --pid" who listen -z
misused "-s 80: only who takes a port" -s 80
misused "-s 80: only who takes a port" -s 80 explain
for number in 0 1x 65536; do
	misused "-s $number: not a whole number from 1 to 65535" who listen -s "$number"
done
misused "nonsense: unknown command" nonsense
misused "two?lines: unknown command" "two
lines"
for level in 3 +1 01 1x toggled ""; do
	misused "verbose $level: not 0, 1, 2 or toggle" verbose "$level"
done
misused "2: unexpected argument" verbose 1 2
