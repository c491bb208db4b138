# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Repeated readings: -c

# feed COPY...: one for each reading. The next one waits until the last one shows
# in the output: only then has the tool closed the pipe.
feed() {
	before=0
	for copy; do
		cat "$copy" >"$tmp/fifo"
		while [ "$(wc -c <"$tmp/out")" -eq "$before" ]; do
			sleep 0.02
		done
		before=$(wc -c <"$tmp/out")
	done
}

# follow GOLDEN COPIES WHERE... [ARGUMENTS...]: WHERE is -, a pipe, or the
# columns and lines of a terminal
follow() {
	expect "$1"
	: >"$tmp/out"
	rm -f "$tmp/fifo"
	mkfifo "$tmp/fifo"
	# shellcheck disable=SC2086 # copies are words
	feed $2 &
	feeder=$!
	count=$(echo "$2" | wc -w)
	shift 2
	name="-c $*"
	pty=
	if [ "$1" != - ]; then
		if ! can "$name" "$here/pty" 80 24 true; then
			kill $feeder 2>/dev/null || :
			wait $feeder 2>/dev/null || :
			return
		fi
		pty="$here/pty $1 $2"
		shift
	fi
	shift
	status=0
	# shellcheck disable=SC2086 # commands and their arguments
	timeout 20 $pty ${WRAPPER:-} "$tool" -c 0.01 --count "$count" \
		-f "$tmp/fifo" "$@" >>"$tmp/out" 2>"$tmp/err" || status=$?
	kill $feeder 2>/dev/null || :
	wait $feeder 2>/dev/null || :
	hide_time
	compare "$name" 0
}

# A little more of some, less of others, none of one
sed '/^EST/s/ .*/ 1234579 1000012 234567 Open./; /^SYN_SENT/s/ .*/ 0 0 0 Closed./
	/^TIME_W/s/ .*/ 40016 39999 17 None./' "$tmp/1" >"$tmp/later"

follow series-80 "$tmp/1 $tmp/later $tmp/later" 80 24
follow series-40 "$tmp/1 $tmp/later" 40 24
follow series-200 "$tmp/1 $tmp/later" 200 24
# Lines that are wrapped count as the lines that they take.
follow series-narrow "$tmp/2 $tmp/2" 40 24 -l
# A table that is higher than the terminal begins at its top.
follow series-high "$tmp/2 $tmp/2 $tmp/1" 80 15
follow series-line "$tmp/1 $tmp/later" 80 6 -s ESTAB --color=never
TERM=dumb follow series-dumb "$tmp/0 $tmp/0" 80 24 -l
# A row that becomes 0 is printed once more.
follow series-nonzero "$tmp/1 $tmp/later $tmp/later $tmp/1" 80 24 -4z \
	-s syn-sent,time-wait
# A column grows with its numbers.
sed '/^LISTEN/s/ .*/ 1234567890 1234567890 0 Some./' "$tmp/1" >"$tmp/grown"
follow series-grown "$tmp/1 $tmp/grown $tmp/1" 80 60 -l

# In a pipe each reading has its time.
follow table1-twice "$tmp/1 $tmp/1" -
follow table2-twice "$tmp/2 $tmp/2" -
follow raw0-twice "$tmp/1 $tmp/1" - -r
follow json-lines "$tmp/1 $tmp/2" - -J -s listen,closing
# By the grammar of JSON: strings and numbers become v, then the objects and lists of
# these do, from the innermost outwards, and what is left is the outermost object.
string='"[^"\\[:cntrl:]]*"'
object="\{ *$string: *v(, *$string: *v)* *\}"
without_licence "$here/json-lines.out" | sed -E "s/: *($string|0|[1-9][0-9]*)/:v/g
	:inner
	s/([:,[]) *($object|\[ *v(, *v)* *\])/\1v/; t inner
	s/ //g" >"$tmp/out"
printf '{"time":v,"tcpstates":v%s}\n' '' ',"listen":v' >"$tmp/want.out"
: >"$tmp/want.err"
: >"$tmp/err"
status=0
compare "-J -c prints an object a line" 0
follow listen-twice "$tmp/0 $tmp/0" 80 24 -rl

# One reading, then a very long wait
forever="-c 1000 -l -f $tmp/0"

# ends NAME GOLDEN: with status 0 and this output
ends() {
	hide_time
	expect "$2"
	compare "$1" 0
}

# Interrupted while it waits, after the first reading was written
status=0
# shellcheck disable=SC2086 # words are what is wanted
timeout --preserve-status -k 20 -s INT 2 ${WRAPPER:-} "$tool" $forever \
	>"$tmp/out" 2>"$tmp/err" || status=$?
ends "-c ends well on SIGINT, and has flushed" listen-time

# no_reader NAME SETUP: the reader goes away while the tool waits
no_reader() {
	rm -f "$tmp/fifo"
	mkfifo "$tmp/fifo"
	head -n 3 "$tmp/fifo" >"$tmp/out" &
	status=0
	# shellcheck disable=SC2086 # words are what is wanted
	(eval "$2"; exec timeout 20 ${WRAPPER:-} "$tool" $forever) \
		>"$tmp/fifo" 2>"$tmp/err" || status=$?
	wait
	ends "$1" listen-time
}

no_reader "-c ends well when the reader leaves" :
no_reader "-c ends well when the reader leaves, SIGPIPE ignored" "trap '' PIPE"

# It fails when a reading does.
: >"$tmp/want.out"
echo "tcpst: missing: No such file or directory" >"$tmp/want.err"
cd "$tmp"
status=0
# shellcheck disable=SC2086 # a wrapper is a command and its arguments
timeout 20 ${WRAPPER:-} "$tool" -c 0.01 -f missing >"$tmp/out" 2>"$tmp/err" ||
	status=$?
compare "-c fails as soon as a reading does" 1

: >"$tmp/want.out"
: >"$tmp/out"
echo "tcpst: standard output: No space left on device" >"$tmp/want.err"
status=0
# shellcheck disable=SC2086 # words are what is wanted
timeout 20 ${WRAPPER:-} "$tool" $forever >/dev/full 2>"$tmp/err" || status=$?
compare "-c fails if the output cannot be written" 1
