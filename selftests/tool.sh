#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# tcpst with the module: it prints the numbers of /proc/tcpstates
#
# The script calls itself with the name of a step, in a namespace with sockets of
# its own. A step saves all outputs in $dir, which are compared afterwards, so
# that no socket times out meanwhile.

cd "$(dirname "$0")" || exit 1

# shellcheck source-path=SCRIPTDIR
. ./ktap.sh

self=./${0##*/}
knob=/sys/module/tcpstates/parameters/verbose
netns=tcpstates-test-$$

# All numbers of a column differ, except zeros.
sockets="-4 established=9 syn_sent=1 syn_recv=2 fin_wait1=3 fin_wait2=2
	fin_wait2_mini=2 time_wait=5 close_wait=6 listen=7 closing=10
	-6 established=3 -m established=1 -6 syn_recv=1 fin_wait1=5 fin_wait2=2
	fin_wait2_mini=1 time_wait=6 close_wait=8 last_ack=2 listen=6 closing=9"
# Each syn_recv needs a listener, which is counted too.
made="ESTABLISHED 9 4 SYN_SENT 1 0 SYN_RECV 2 1 FIN_WAIT1 3 5 \
FIN_WAIT2 4 3 TIME_WAIT 5 6 CLOSE_WAIT 6 8 LAST_ACK 0 2 LISTEN 8 7 CLOSING 10 9"

# Options that choose rows and columns; "" is none.
views="-a
-4
-6
-46
-s estab,Time-Wait,SYN_RECEIVED
-l
-z
-4z
-6z
-antz"

# So that the diagram is drawn in ASCII.
export LC_ALL=C

# Makes sockets that stay until let_go; $held is the process.
hold()	# ENTER... -- SOCKETS...: a command that enters a namespace, if any
{
	enter=
	while [ "$1" != -- ]; do
		enter="$enter $1"
		shift
	done
	shift
	rm -f "$dir/hold" "$dir/ready"
	mkfifo "$dir/hold" "$dir/ready"
	# shellcheck disable=SC2086 # words
	$enter sh -c 'echo $$ && exec "$@"' sh \
		"$put_sockets" "$@" <"$dir/hold" >"$dir/ready" &
	exec 9>"$dir/hold"
	{ read -r held; read -r ready; } <"$dir/ready"
	[ "$ready" = ready ] || echo "# put_sockets failed"
}

let_go()
{
	exec 9>&-
	wait
}

# Prints to a file that is named after the arguments.
print_one()	# ARGUMENTS
{
	# shellcheck disable=SC2086 # words
	tcpst $1 >"$dir/$1" 2>>"$dir/complaints" ||
		echo "$1: exit status $?" >>"$dir/complaints"
}

# In a namespace with sockets: saves all outputs and the file.
print_all()
{
	cat /proc/tcpstates >"$dir/before"
	while read -r options; do
		for format in "" -r -J -m; do
			print_one "$options${format:+ $format}"
		done
	done <<-EOF
	$views
	EOF
	for command in explain "explain listening Time-Wait" diagram; do
		print_one "$command"
	done
	cat /proc/tcpstates >"$dir/after"
}

# In a namespace without sockets: makes one after the first reading. Prints the
# readings and the exit status.
print_again()	# SECONDS
{
	{
		tcpst -lr -c "$1" --count 3
		echo "status $?"
	} | {
		read -r time
		read -r header
		read -r reading
		hold -- listen
		echo "$time"
		echo "$header"
		echo "$reading"
		cat
		let_go
	}
}

case $1 in
print_all|print_again)
	"$@"
	exit
	;;
esac

# The functions below convert the file and all outputs into one form:
#	STATE TOTAL=N IPV4=N IPV6=N DESCRIPTION
# a line for each state, without what is not there.

# Of /proc/tcpstates, a table or -r. The numbers of the walk vary.
rows()
{
	awk '
		$1 == "SUM" { next }
		NR == 1 {
			columns = NF - ($NF == "DESCRIPTION")
			for (i = 1; i <= NF; i++)
				name[i] = $i
			next
		}
		/^# walk / { gsub(/[0-9]+/, "N") }
		/^#/ { print; next }
		{
			row = $1
			for (i = 2; i <= columns; i++)
				row = row " " name[i] "=" $i
			text = $0
			for (i = 1; i <= columns; i++)
				sub(/^ *[^ ]+ */, "", text)
			print row (text == "" ? "" : " ") text
		}' "$1"
}

# Of -J. The libsmartcols of Debian 11 prints a row on one line.
members()
{
	sed -e '/"listen": {/b' -e 's/^ *{"state":/"state": /' -e 's/},\{0,1\}$//' \
		-e 's/, "\([a-z0-9]*\)":/,\n"\1": /g' "$1" | awk '
		function value() {
			sub(/^[^:]*: /, "")
			sub(/,$/, "")
			return $0
		}
		function text() {
			value()
			return substr($0, 2, length($0) - 2)
		}
		/^ *"state": / {
			if (row)
				print row
			row = text()
			next
		}
		/^ *"description": / { row = row " " text(); next }
		/^ *"listen": / {
			gsub(/[^a-z0-9 ]/, "")
			sub(/^ */, "# ")
			queues = $0
			next
		}
		/^ *"[a-z0-9]+": [^[]/ {
			key = toupper($1)
			gsub(/[":]/, "", key)
			row = row " " key "=" value()
		}
		END {
			if (row)
				print row
			if (queues)
				print queues
		}'
}

# Of -m.
samples()
{
	awk -F '[{}=", ]+' '
		/^#/ { next }
		/^tcpstates_accept_queue/ {
			queues = queues " " ($1 ~ /full/ ? "full " : "queued ") $2
			next
		}
		$1 != "tcpstates_sockets" || NF != 6 { print; next }
		$3 != state {
			if (row)
				print row
			state = $3
			row = toupper(state)
		}
		{ row = row " " toupper($5) "=" $6 }
		END {
			if (row)
				print row
			if (queues)
				print "# listen" queues
		}' "$1"
}

headings()
{
	awk '
		/^[A-Z0-9_]+: [0-9]+ now [(][0-9]+ IPv4, [0-9]+ IPv6[)]$/ {
			gsub(/[:(]/, "")
			print $1 " TOTAL=" $2 " IPV4=" $4 " IPV6=" $6
		}' "$1"
}

# In the diagram the number is in the line below the name, in the same columns.
boxes()	# PICTURE FILE
{
	awk '
		NR == FNR { line[NR] = $0; lines = NR; next }
		FNR > 1 && !/^#/ {
			for (i = 1; i < lines; i++)
				if (match(line[i], "[+]-*" $1 "-*[+]")) {
					box = substr(line[i + 1], RSTART, RLENGTH)
					gsub(/[| ]/, "", box)
					print $1 " TOTAL=" box
				}
		}' "$1" "$2"
}

# The rows and columns of the file that options and format select.
chosen()	# OPTIONS FORMAT FILE
{
	rows "$3" | awk -v options="$1" -v format="$2" '
		BEGIN {
			column = 2
			if (options ~ /^-4z?$/)
				column = 3
			if (options ~ /^-6z?$/)
				column = 4
			if (options ~ /^-l/)
				states = " LISTEN "
			if (options ~ /^-s/)
				states = " ESTABLISHED TIME_WAIT SYN_RECV "
		}
		/^# listen / && (format == "-J" || format == "-m") {
			print "# listen queued " $6 " full " $8
		}
		/^#/ {
			if (format == "")
				print
			next
		}
		states && !index(states, " " $1 " ") { next }
		options ~ /z$/ && $column ~ /=0$/ { next }
		{
			row = $1
			for (i = 2; i <= NF; i++) {
				shown = column == 2 || column == i || i > 4
				if (format == "-m" && (i == 2 || i > 4))
					shown = 0
				if (format == "-r" && i > 4)
					shown = 0
				if (shown)
					row = row " " $i
			}
			print row
		}'
}

one_line()
{
	tr '\n' ';'
}

# The rows that are not zero: STATE IPV4 IPV6, on one line.
counts()
{
	awk '
		$2 != "TOTAL" && !/^#/ && $1 != "SUM" && $2 != 0 {
			printf "%s%s %s %s", blank, $1, $3, $4
			blank = " "
		}' "$1"
}

# One of the outputs of print_all.
expect_view()	# LEVEL OPTIONS FORMAT
{
	case $3 in
	-J) read_it=members;;
	-m) read_it=samples;;
	*) read_it=rows;;
	esac
	expect "level $1: $2${3:+ $3}" \
	    "$(chosen "$2" "$3" "$dir/before" | one_line)" \
	    "$($read_it "$dir/$2${3:+ $3}" | one_line)"
}

expect_level()	# LEVEL
{
	rm -f "$dir"/*
	: >"$dir/complaints"
	echo "$1" >"$knob"
	# shellcheck disable=SC2086 # words
	put $sockets -- sh "$self" print_all

	expect "level $1: the sockets are there" "$made" \
	    "$(counts "$dir/before")"
	expect "level $1: and stay there" "$(rows "$dir/before" | one_line)" \
	    "$(rows "$dir/after" | one_line)"
	expect "level $1: nothing fails" "" "$(one_line <"$dir/complaints")"
	while read -r options; do
		for format in "" -r -J -m; do
			expect_view "$1" "$options" "$format"
		done
	done <<-EOF
	$views
	EOF

	numbers=$(rows "$dir/before" | sed '/^#/d' | cut -d ' ' -f 1-4)
	totals=$(echo "$numbers" | sed '/^UNKNOWN/d' | cut -d ' ' -f 1-2)
	expect "level $1: explain" "$(echo "$numbers" | one_line)" \
	    "$(headings "$dir/explain" | one_line)"
	expect "level $1: explain, only two" \
	    "$(for state in LISTEN TIME_WAIT; do
		echo "$numbers" | grep "^$state "
	    done | one_line)" "$(headings "$dir/explain listening Time-Wait" | one_line)"
	expect "level $1: diagram" "$(echo "$totals" | one_line)" \
	    "$(boxes "$dir/diagram" "$dir/before" | one_line)"
}

# It prints nothing but an error, on one line, that says why.
fails()	# NAME STATUS WHY COMMAND...
{
	name=$1
	wanted="$2 with 0 bytes and: tcpst: (...)$3(...)"
	why=$3
	shift 3
	message=$("$@" 2>&1 >"$dir/output" </dev/null)
	seen="$? with $(wc -c <"$dir/output" | tr -d ' ') bytes and: $message"
	case $message in
	*"
"*)	seen=$(echo "$seen" | one_line);;
	"tcpst: "*"$why"*)
		seen="${seen%%: tcpst: *}: tcpst: (...)$why(...)";;
	esac
	expect "$name" "$wanted" "$seen"
}

# Exit status, output and level; the words in parentheses may change.
set_level()	# ARGUMENT
{
	message=$(tcpst verbose "$1" 2>&1)
	echo "$?:$message:$(cat "$knob")" | sed 's/([a-z, ]*)/(...)/'
}

# Nothing if it fails.
level_shown()
{
	if tcpst verbose >"$dir/output" 2>&1; then
		sed 's/([a-z, ]*)$/(...)/' "$dir/output"
	fi
}

verbose()
{
	for level in 0 2 1; do
		echo $(((level + 1) % 3)) >"$knob"
		expect "verbose $level" "0:$level (...):$level" "$(set_level "$level")"
		expect "verbose shows $level" "$level (...)" "$(level_shown)"
	done
	for turn in 0:1 1:0 2:0; do
		echo "${turn%:*}" >"$knob"
		expect "verbose toggle: from ${turn%:*} to ${turn#*:}" \
		    "0:${turn#*:} (...):${turn#*:}" "$(set_level toggle)"
	done
	for level in 0 2; do
		echo "$level" >"$knob"
		fails "verbose 3" 2 "not 0, 1, 2 or toggle" tcpst verbose 3
		expect "verbose 3: it is still $level" "$level" "$(cat "$knob")"
	done
}

# Prints a command that runs sh -c as an ordinary user, if there is one.
find_nobody()
{
	for try in "setpriv --reuid 65534 --regid 65534 --clear-groups sh -c" \
		   "su -s /bin/sh nobody -c"; do
		id=$($try "'$tool' --version >&2 && id -u" 2>/dev/null </dev/null) &&
			[ "$id" -ne 0 ] && echo "$try" && return
	done
}

verbose_as_nobody()
{
	nobody=$(find_nobody)
	if [ -z "$nobody" ]; then
		skip "verbose, as an ordinary user" "no setpriv or su that works"
		return
	fi
	echo 1 >"$knob"
	for argument in 0 2 toggle; do
		# shellcheck disable=SC2086 # words
		fails "verbose $argument, as an ordinary user" 1 \
		    "Permission denied; run it as root" \
		    $nobody "'$tool' verbose $argument"
		expect "verbose $argument, as an ordinary user: it is still 1" \
		    1 "$(cat "$knob")"
	done
	expect "verbose, as an ordinary user" "1 (...)" \
	    "$($nobody "'$tool' verbose" 2>&1 </dev/null |
	       sed 's/([a-z, ]*)$/(...)/')"
}

# Another namespace, by these options.
expect_other()	# NAME OPTIONS...
{
	name=$1
	shift
	other="ESTABLISHED 0 11 CLOSE_WAIT 13 0 LISTEN 17 19"
	tcpst "$@" >"$dir/output" 2>&1
	expect "$name" "0 $other" "$? $(counts "$dir/output")"
	tcpst "$@" -J >"$dir/output" 2>&1
	expect "$name, -J" "0 ESTABLISHED TOTAL=11;CLOSE_WAIT TOTAL=13;LISTEN TOTAL=36;" \
	    "$? $(members "$dir/output" | cut -d ' ' -f 1-2 |
		  grep -v -e '=0$' -e '^#' | one_line)"
}

hold_other()	# ENTER...
{
	hold "$@" -- close_wait=13 listen=17 -6 established=11 listen=19
}

process()
{
	hold_other unshare -n
	expect_other "--pid" --pid "$held"
	let_go
	fails "--pid, no such process" 1 "No such process" \
	    tcpst --pid 2147483647
	fails "--pid, the process has ended" 1 "No such process" \
	    tcpst --pid "$held"
}

# Not the ip of busybox, which knows no names.
find_ip()
{
	for try in /usr/bin/ip /usr/sbin/ip /bin/ip /sbin/ip; do
		"$try" netns list >"$dir/output" 2>&1 && echo "$try" && return
	done
}

named()
{
	ip=$(find_ip)
	if [ -z "$ip" ] || ! "$ip" netns add "$netns"; then
		skip "-N" "no ip netns here"
		return
	fi
	hold_other "$ip" netns exec "$netns"
	expect_other "-N" -N "$netns"
	let_go
	"$ip" netns del "$netns"
	fails "-N, the name is gone" 1 "no such network namespace" \
	    tcpst -N "$netns"
	fails "-N, no such name" 1 "no such network namespace" \
	    tcpst -N "$netns-nonesuch"
}

# The socket may be too late for three readings: then try again, slower.
continuous()
{
	for seconds in 0.1 1 10; do
		unshare -n sh "$self" print_again "$seconds" \
			>"$dir/output" 2>&1
		seen=$(awk '
			$1 == "LISTEN" { printf "%s ", $3 }
			$1 == "status" { print $0 }' "$dir/output")
		[ "$seen" = "0 0 0 status 0" ] || break
	done
	[ "$seen" != "0 1 1 status 0" ] || seen="0 0 1 status 0"
	expect "-c $seconds --count 3: a socket appears" "0 0 1 status 0" "$seen"
	expect "-c $seconds --count 3: three headers" 3 \
	    "$(grep -c '^STATE TOTAL IPV4 IPV6' "$dir/output")"
}

full()
{
	if ! [ -c /dev/full ]; then
		skip "tcpst > /dev/full" "no /dev/full"
		return
	fi
	for arguments in "" -r -J -m -V --help verbose explain diagram \
			 "-c 0.1 --count 3"; do
		fails "tcpst${arguments:+ $arguments} > /dev/full" 1 \
		    "standard output: " \
		    sh -c "tcpst $arguments >/dev/full"
	done
}

not_loaded()
{
	if [ -z "$TCPSTATES_KO" ] && ! modinfo tcpstates >/dev/null 2>&1; then
		skip "not loaded" "set TCPSTATES_KO=/path/to/tcpstates.ko"
		return
	fi
	cat /proc/tcpstates >"$dir/copy"
	rmmod tcpstates
	for arguments in -a -J -m "--pid 1" "-c 0.1 --count 3" verbose \
			 "verbose 1" "verbose toggle" "explain --pid 1"; do
		# shellcheck disable=SC2086 # words
		fails "not loaded: $arguments" 3 \
		    "the module is not loaded; load it with: modprobe tcpstates" \
		    tcpst $arguments
	done
	tcpst explain listening >"$dir/output" 2>&1
	expect "not loaded: explain" "0 LISTEN" "$? $(head -n 1 "$dir/output")"
	uncounted=$(rows "$dir/copy" | sed -e '/^UNKNOWN/d' -e '/^#/d' \
		-e 's/ .*/ TOTAL=-/' | one_line)
	tcpst diagram >"$dir/output" 2>&1
	expect "not loaded: diagram" "0 $uncounted" \
	    "$? $(boxes "$dir/output" "$dir/copy" | one_line)"
	copied=$(chosen -a -r "$dir/copy" | one_line)
	tcpst -rf "$dir/copy" >"$dir/output" 2>&1
	expect "not loaded: -f" "0 $copied" \
	    "$? $(rows "$dir/output" | one_line)"
	load_module
	tcpst >"$dir/output" 2>&1
	expect "loaded again" "0 12" \
	    "$? $(rows "$dir/output" | grep -v -c '^#')"
}

tool=$(command -v tcpst) || skip_all "no tcpst in PATH"
need_module

# Restores everything, however the test ends.
leave()
{
	[ -e "$knob" ] || load_module
	echo "$found" >"$knob"
	[ ! -e "/run/netns/$netns" ] || "$ip" netns del "$netns"
	rm -rf "$dir"
}

found=$(cat "$knob")
dir=$(mktemp -d) || exit 1
export dir
trap leave EXIT
trap 'exit 1' HUP INT TERM

echo "TAP version 13"

verbose
verbose_as_nobody
for level in 0 1 2; do
	expect_level "$level"
done
process
named
continuous
full
not_loaded

finish
