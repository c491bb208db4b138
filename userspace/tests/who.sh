# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# who: with real sockets, in a network namespace of its own

put=$here/put_sockets
kernel="belong to no program: only the kernel has them"

# in_netns COMMAND...
in_netns() {
	# shellcheck disable=SC2086 # an option or none
	unshare --net $user -- "$@"
}

# who_prints NAME WANTED COMMAND...: of a table's lines only the number and the
# program
who_prints() {
	name="who: $1"
	printf '%s\n' "$2" >"$tmp/want.out"
	: >"$tmp/want.err"
	shift 2
	status=0
	in_netns "$@" >"$tmp/all" 2>"$tmp/err" || status=$?
	sed -E 's/^ *([0-9]+|COUNT) +([0-9]+|PID) +([^ ]*).*/\1 \3/
		s/"pid":[0-9]+/"pid":PID/; s/"unit":[^}]*/"unit":UNIT/' \
		"$tmp/all" >"$tmp/out"
	compare "$name" 0
}

# three_programs NAME WANTED COMMAND...
three_programs() {
	name=$1
	wanted=$2
	shift 2
	who_prints "$name" "$wanted" "$tmp/one" close_wait=2 -- \
		"$tmp/$two" close_wait=3 -- "$tmp/3 4" close_wait=2 -- "$@"
}

fails 1 "process 4194305: No such process" who listen --pid 4194305
with_module 1 "mkdir -p /proc/7/ns /proc/7/net; : >/proc/7/net/dev
	: >/proc/7/ns/net; chmod 0 /proc/7/ns/net; as='$unprivileged'" 1 "1$lf" \
	"tcpst: /proc/7/ns/net: Permission denied; run it as root$lf" \
	who listen --pid 7

who_tests() {
	# shellcheck disable=SC2086 # a wrapper is a command and its arguments
	set -- ${WRAPPER:-} "$tool" who

	for state in established syn_sent fin_wait1 fin_wait2 close_wait last_ack \
		listen closing; do
		who_prints "$state" "COUNT PROGRAM${lf}3 put_sockets" \
			"$put" $state=2 -6 $state -- "$@" $state
	done
	for state in syn_recv time_wait; do
		who_prints "$state" "# 3 of 3 sockets $kernel" \
			"$put" $state=2 -6 $state -- "$@" $state
	done
	who_prints "some are closed" \
		"COUNT PROGRAM${lf}3 put_sockets$lf# 2 of 5 sockets $kernel" \
		"$put" fin_wait2=3 fin_wait2_mini=2 -- "$@" fin-wait2
	who_prints "no sockets" "# no sockets" "$@" listen

	# Names with an escape sequence, a quote and a blank
	two=$(printf 'two\033[31m"')
	for name in one "$two" "3 4"; do
		ln -s "$put" "$tmp/$name"
	done
	three_programs "the order" \
		"COUNT PROGRAM${lf}3 two?[31m\"${lf}2 one${lf}2 3" "$@" close-wait
	three_programs "--top -r --noheadings" "3 two?[31m\"${lf}2 one" \
		"$@" close-wait --top 2 -r --noheadings
	# In a PID namespace, as the second program is to have a lower PID.
	last=/proc/sys/kernel/ns_last_pid
	# shellcheck disable=SC2016 # expands inside
	if can "who: the oldest" in_netns unshare --pid --fork --mount-proc \
		sh -c 'echo 1000 >$0' $last; then
		who_prints "the oldest" "COUNT PROGRAM${lf}2 one${lf}2 3" \
			unshare --pid --fork --mount-proc sh -c \
			'echo 1000 >$0; "$@"; exit' $last "$tmp/one" close_wait=2 \
			-- sh -c 'sleep 0.1; echo 100 >$0; "$@"; exit' $last \
			"$tmp/3 4" close_wait=2 -- "$@" close-wait
	fi
	# shellcheck disable=SC2016 # expands inside
	three_programs "--top -J" '{"programs":[{"count":3,"pid":PID,'\
'"program":"two?[31m\"","unit":UNIT}]}' sh -c '"$@" | tr -d " \n"; echo' \
		sh "$@" close-wait -J --top 1
	# shellcheck disable=SC2016
	who_prints "-r, standard error" "# 3 of 3 sockets $kernel" \
		"$put" time_wait=3 -- sh -c '"$@" 2>&1 >/dev/null' sh "$@" \
		time_wait -r

	# Entered from a namespace without sockets
	# shellcheck disable=SC2016 # expands inside
	who_prints "--pid" "COUNT PROGRAM${lf}3 put_sockets" "$put" listen=3 -- \
		sh -c 'unshare --net "$@" --pid $PPID' sh "$@" listen
	# shellcheck disable=SC2016
	if can "who: -N" in_netns unshare --mount mount -t tmpfs none /run; then
		who_prints "-N" "COUNT PROGRAM${lf}3 put_sockets" \
			"$put" listen=3 -- sh -c 'unshare --net --mount sh -c "
				mount -t tmpfs none /run
				mkdir /run/netns
				: >/run/netns/web
				mount --bind /proc/$PPID/ns/net /run/netns/web
				exec \"\$@\"" sh "$@" -N web' sh "$@" listen
	fi

	# Without the right to look at other processes
	# shellcheck disable=SC2154,SC2086 # set by places.sh; words
	who_prints "unprivileged" \
		"# 3 of 3 sockets belong to no process that you can see" \
		"$put" listen=3 -- $unprivileged "$@" listen
	ordinary="setpriv --reuid=65534 --clear-groups"
	[ -z "$user" ] || ordinary="unshare --map-user=65534"
	# shellcheck disable=SC2086 # words
	if [ -n "${WRAPPER:-}" ]; then
		skip "who: as an ordinary user" "with a wrapper"
	elif can "who: as an ordinary user" in_netns $ordinary true; then
		# The tool may be in a directory that only root can enter.
		# shellcheck disable=SC2016
		who_prints "as an ordinary user" "# 3 of 3 sockets belong to no \
process that you can see; root sees all" "$put" listen=3 -- sh -c '
			tool=$0; exec "$@" /proc/self/fd/7 who listen 7<"$tool"
			' "$tool" $ordinary
	fi

	# The far end of the connection waits in an accept queue.
	# shellcheck disable=SC2016
	connect='port=$(awk '\''/ 0A / { sub(".*:", "", $2); print $2 }'\'' \
			/proc/net/tcp)
		exec 5<>/dev/tcp/127.0.0.1/$((0x$port))
		sleep 60 & until grep -q sleep /proc/$!/comm; do :; done
		"$@" established -s $((0x$port + other)) 5<&-; kill $!'
	if command -v bash >"$tmp/why"; then
		who_prints "-s, one socket in two processes" "COUNT PROGRAM
1 bash
1 sleep
# 1 of 2 sockets belong to no program: they wait in an accept queue" \
			"$put" listen -- bash -c "other=0; $connect" bash "$@"
		who_prints "-s, another port" "# no sockets" \
			"$put" listen -- bash -c "other=1; $connect" bash "$@"
	else
		skip "who: -s" "there is no bash"
	fi
}

if in_netns "$put" listen -- ls -d /proc/self >"$tmp/out" 2>"$tmp/why" &&
	{ in_netns "$tool" who listen >"$tmp/out" 2>"$tmp/why" ||
		! grep -q 'inet_diag: .* not su\|inet_diag: No such' "$tmp/why"; }; then
	who_tests
else
	skip who "$(one_line "$(head -n 1 "$tmp/why")")"
fi
