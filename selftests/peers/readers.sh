# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Ways to count TCP sockets by state. All processes of a way are in a cgroup of its
# name, so that nothing of its cost is left out. Sourced after `set -eu`, in the folder
# with the programs.
#
#	tcpstates       /proc/tcpstates, read by a shell that is running
#	cat             cat /proc/tcpstates
#	iterator        a BPF iterator that is loaded
#	iterator-start  the same, loaded for each count
#	ss, tcp         ss, and /proc/net/tcp and tcp6, counted by awk
#	exporter        a scrape of node_exporter's collector tcpstat

ways=(tcpstates cat iterator iterator-start ss tcp exporter)
groups=/sys/fs/cgroup/peers
port=9100

# For start() and ask(), by way: the pipes to a program that stays.
declare -A questions answers

enter() { # way
	echo "$BASHPID" >"$groups/$1/cgroup.procs"
}

# start WAY COMMAND...: it counts for each line of its input, and ends each answer
# with an empty line.
start() {
	local way=$1 question answer
	shift
	mkfifo "/tmp/$way.question" "/tmp/$way.answer"
	(enter "$way"; "$@" <"/tmp/$way.question" >"/tmp/$way.answer") &
	exec {question}>"/tmp/$way.question" {answer}<"/tmp/$way.answer"
	questions[$way]=$question
	answers[$way]=$answer
}

ask() { # way
	local line

	echo >&"${questions[$1]}"
	while read -r line <&"${answers[$1]}" && [ "$line" ]; do
		echo "$line"
	done
}

running_shell() {
	local lines

	while read -r _; do
		mapfile -t lines </proc/tcpstates
		printf '%s\n' "${lines[@]}" ''
	done
}

start_exporter() {
	enter exporter
	exec prometheus-node-exporter --collector.disable-defaults \
		--collector.tcpstat --web.listen-address=127.0.0.1:$port \
		>/tmp/exporter 2>&1
}

scrape() {
	local web lines

	exec {web}<>/dev/tcp/127.0.0.1/$port &&
	printf 'GET /metrics HTTP/1.0\r\n\r\n' >&"$web" &&
	mapfile -t lines <&"$web" &&
	printf '%s\n' "${lines[@]}"
}

start_all() {
	local way

	mkdir -p "$groups"
	for way in "${ways[@]}"; do
		mkdir "$groups/$way"
	done
	start tcpstates running_shell
	start iterator ./iterate iterate.bpf.o
	start_exporter &
	until (scrape) >/tmp/scrape 2>&1; do
		sleep 0.5
		kill -0 $! || { cat /tmp/exporter; return 1; }
	done
}

# count WAY: prints lines with a state and a number, each in the words of the way.
count() {
	case $1 in
	tcpstates | iterator) ask "$1" ;;
	*) (enter "$1" && "count_${1//-/_}") ;;
	esac
}

# Called by count().
count_cat() {
	exec cat /proc/tcpstates
}

count_iterator_start() {
	exec ./iterate iterate.bpf.o <<<''
}

count_ss() {
	ss -Htan | awk '{ n[$1]++ } END { for (s in n) print s, n[s] }'
}

count_tcp() {
	awk 'FNR > 1 { n[$4]++ } END { for (s in n) print s, n[s] }' \
		/proc/net/tcp /proc/net/tcp6
}

count_exporter() {
	scrape
}

# number STATE: of the sockets in ESTABLISHED or CLOSING, from what count() prints.
number() {
	local names

	case $1 in
	ESTABLISHED) names='ESTABLISHED|ESTAB|01|1|.*[{]state="established"[}]' ;;
	CLOSING) names='CLOSING|0B|11|.*[{]state="closing"[}]' ;;
	esac
	sed -n -E "s/^($names) +([0-9]+).*/\2/p"
}
