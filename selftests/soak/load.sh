# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The load of the soak. Sourced after `set -eu`, in this folder. The clients are in
# the host's namespace; each server has its own, linked to it by a veth pair:
#
#	web     nginx, to which wrk keeps its connections
#	short   nginx, to which wrk opens one for each request; nginx closes it
#	cache   redis: redis-benchmark does both, and closes its connections itself
#	bulk    iperf3, on a socket for both families
#
# cache has hash tables of its own.

namespaces=(web short cache bulk)
# All processes of the load are in this cgroup, which can be frozen.
group=/sys/fs/cgroup/load
# What they print on standard error.
messages=/run/soak-messages

# make_namespace NAME NUMBER: the host has its addresses 10.9.NUMBER.1 and
# fd09:NUMBER::1, the namespace those that end in 2.
make_namespace() {
	ip netns add "$1"
	ip link add "$1" type veth peer name eth0 netns "$1"
	ip address add "10.9.$2.1/24" dev "$1"
	ip address add "fd09:$2::1/64" nodad dev "$1"
	ip link set "$1" up
	ip -n "$1" address add "10.9.$2.2/24" dev eth0
	ip -n "$1" address add "fd09:$2::2/64" nodad dev eth0
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
}

make_namespaces() {
	local name number=0

	ip netns attach host $$
	sysctl -q net.ipv4.ip_local_port_range='1024 65535'
	for name in "${namespaces[@]}"; do
		[ "$name" != cache ] || sysctl -q net.ipv4.tcp_child_ehash_entries=4096
		make_namespace "$name" $((++number))
		sysctl -q net.ipv4.tcp_child_ehash_entries=0
	done
	# As on servers with many connections in TIME_WAIT.
	for name in host "${namespaces[@]}"; do
		ip netns exec "$name" sysctl -q net.ipv4.tcp_max_tw_buckets=200000
	done
}

# start NAMESPACE COMMAND...: for the time of the soak; again if it ends.
start() {
	(
		echo "$BASHPID" >$group/cgroup.procs
		while :; do
			ip netns exec "$@" || :
			sleep 1
		done
	) >/dev/null 2>>$messages &
	# Its end is not reported.
	disown
}

start_servers() {
	local name

	for name in web short; do
		start $name nginx -c "$PWD/nginx.conf" -g "pid /run/nginx-$name.pid;"
	done
	start cache redis-server --protected-mode no --save ''
	start bulk iperf3 -s
	sleep 5
}

start_clients() {
	# wrk would look up the port of http in /etc/services.
	local close='Connection: close' address

	for address in 10.9.1.2 '[fd09:1::2]'; do
		start host wrk -t 1 -c 100 -d 10h "http://$address:80/"
	done
	for address in 10.9.2.2 '[fd09:2::2]'; do
		start host wrk -t 1 -c 50 -d 10h -H "$close" "http://$address:80/"
	done
	start host redis-benchmark -h 10.9.3.2 -l -c 20 -t get,set
	start host redis-benchmark -h fd09:3::2 -l -c 10 -t get,set -k 0
	# One test at a time.
	# shellcheck disable=SC2016 # for the inner shell
	start host sh -c 'for to in 10.9.4.2 fd09:4::2; do
		iperf3 -c $to -t 5 -P 8 -b 5M; done'
}

start_load() {
	mkdir $group
	start_servers
	start_clients
}

# freeze 1|0: stops all processes of the load where they are, or lets them go on.
freeze() {
	echo "$1" >$group/cgroup.freeze
	until grep -q "^frozen $1" $group/cgroup.events; do
		sleep 0.1
	done
}

end_load() {
	echo 1 >$group/cgroup.kill
	until grep -q '^populated 0' $group/cgroup.events; do
		sleep 0.1
	done
}

# tcp_counter NAMESPACE PassiveOpens|InSegs: connections accepted, segments received.
tcp_counter() {
	ip netns exec "$1" cat /proc/net/snmp | awk -v name="$2" '/^Tcp:/ {
		for (i = 2; i <= NF && !place; i++)
			if ($i == name)
				place = i
		number = $place
	}
	END { print number }'
}
