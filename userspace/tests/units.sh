# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# tcpst units

# The lines of three ports as those of cgroups
sed 's/^[^ ]* *[^ ]*//; 1s/^/CGROUP/; 2s/^/0/; 3s/^/4711/; 4s/^/5000000000/; 4q' \
	"$tmp/ports" >"$tmp/units"
says "    CGROUP LISTEN QUEUED LIMIT FULL
         0      2      0   256    0
      4711      8      6  4096    2
5000000000      1    129   128    1" units -s listen -f "$tmp/units"
says "CGROUP CLOSE_WAIT LISTEN QUEUED LIMIT FULL
5000000000 40000 1 129 128 1" units -r -S queued --top 1 -s close-wait,listen -f "$tmp/units"
list_refuses units "line 1: $header" '1s/CGROUP/PORT/'
list_refuses units "line 3: $word" '3s/4711/in/'

cgroups=$net/tcpstates_cgroups
with_module "" "" 3 "" "tcpst: $cgroups: $load" units
with_module 1 "" 1 "1$lf" "tcpst: $cgroups: $older, or this kernel has no\
 CONFIG_SOCK_CGROUP_DATA$lf" units

cat >"$tmp/tree" <<-\EOF
	# mounted POINT: where cgroup2 is, if it is on the device
	mounted() {
		mkdir -p /proc/self
		device=${device-$(stat -c %d "$1")}
		echo "31 23 0:$((device & 255 | device >> 12 & ~255)) / $1 rw" \
			'shared:9 - cgroup2 cgroup2 rw' >>/proc/self/mountinfo
	}
	# folder PATH ESTABLISHED LISTEN QUEUE: makes it, and a line for it
	folder() {
		mkdir -p "/run$1"
		echo "$(stat -c %i "/run$1") $2 0 0 0 0 0 0 0 $3 0 0 $4"
	}
	lines() {
		head -n 1 $tmp/units >$cgroups
		sort -n >>$cgroups
	}
	# However JSON is spaced
	squeezed() {
		"$@" | tr -d ' \n'
	}
EOF
other=${id%f}0
system=/system.slice
user=/user.slice/user-1000.slice/user@1000.service
pods=/kubepods.slice
cat >"$tmp/usual" <<-EOF
	tmp=$tmp cgroups=$cgroups
	. $tmp/tree
	mount -t tmpfs none /run
	mounted /run
	{
		folder "" 1 0 "0 0 0"
		folder $system 1 0 "0 0 0"
		folder $system/a.service 2 1 "3 2 1"
		folder $system/a.service/sub/sub 3 1 "5 4 1"
		folder $system/a.socket 4 0 "0 0 0"
		folder $system/docker-$id.scope 5 0 "0 0 0"
		folder $system/docker-$id.scope$system/a.service 6 0 "0 0 0"
		folder $pods/pod1.slice/cri-containerd-$id.scope 7 0 "0 0 0"
		folder $pods/pod1.slice/cri-containerd-$other.scope/sub 7 0 "0 0 0"
		folder /docker/$id 8 0 "0 0 0"
		folder $user/app.slice/app-x.scope 9 0 "0 0 0"
		folder $user/mine/sub 10 0 "0 0 0"
		echo 0 11 0 0 0 0 0 0 0 0 0 0 0 0 0
		echo 18446744073709551615 12 0 0 0 0 0 0 0 0 0 0 0 0 0
	} | lines
EOF
usual=". $tmp/usual"
with_module 1 "$usual" 0 "$(without_licence "$here/units.out")${lf}1$lf" "" \
	units -s estab,listen
with_module 1 "$usual; mkdir -p /proc/7/net; mv $cgroups /proc/7/net" 0 \
	"$(without_licence "$here/units.out")${lf}1$lf" "" units -s estab,listen --pid 7
with_module 1 "$usual; as=squeezed" 0 '{"units":[{"unit":"/system.slice/a.service",'\
'"listen":2,"queued":8,"limit":6,"full":2}]}1'"$lf" "" units -Jz -s listen
with_module 1 "$usual" 0 "UNIT                        ESTABLISHED
cgroup 18446744073709551615          12
1$lf" "" units -S estab --top 1 -s estab
with_module 1 "$usual; as=squeezed" 0 '{"units":[]}1'"$lf" "" units -Jz -s closing
with_module 1 "$usual; sed -i 1q $cgroups" 0 "1$lf" "" units
with_module 1 "$usual; as=squeezed; sed 2q $tmp/units >$cgroups" 0 \
	'{"units":[{"cgroup":0,"established":1}]}1'"$lf" "" units -nJ -s estab
with_module 1 "$usual; sed 2q $tmp/units >$cgroups" 0 "0 1${lf}1$lf" "" \
	units -r --noheadings -s estab

# The root, but something else is mounted over it
with_module 1 "device=0; $usual; sed -i '2d; 4,\$d' $cgroups; as=numbered
	numbered() { squeezed \"\$@\" | sed 's/up[0-9]*/upN/'; }" 0 \
	'{"units":[{"unit":"cgroupN","established":1}]}1'"$lf" "" units -J -s estab

# Units whose names differ in bytes that are not plain ASCII, in a label
cat >"$tmp/odd" <<-EOF
	tmp=$tmp cgroups=$cgroups
	. $tmp/tree
	mount -t tmpfs none /run
	mounted /run
	{
		folder "\$(printf '/\033[31m"\\\\.service')" 1 0 "0 0 0"
		folder "\$(printf '/\n[31m"\\\\.service')" 2 0 "0 0 0"
	} | lines
EOF
with_module 1 ". $tmp/odd" 0 '# HELP tcpstates_unit_sockets TCP sockets by state.
# TYPE tcpstates_unit_sockets gauge
tcpstates_unit_sockets{unit="?[31m\"\\.service",state="established"} 3
1'"$lf" "" units -m -s estab
with_module 1 "$usual; sed -i '1p; / 2 0 0 0 0 0 0 0 1 /!d' $cgroups" 0 \
	'# HELP tcpstates_unit_sockets TCP sockets by state.
# TYPE tcpstates_unit_sockets gauge
tcpstates_unit_sockets{unit="a.service",state="listen"} 1
# HELP tcpstates_unit_queued Connections that wait to be accepted.
# TYPE tcpstates_unit_queued gauge
tcpstates_unit_queued{unit="a.service"} 3
# HELP tcpstates_unit_queue_limit Connections that may wait to be accepted.
# TYPE tcpstates_unit_queue_limit gauge
tcpstates_unit_queue_limit{unit="a.service"} 2
# HELP tcpstates_unit_full Listening sockets whose accept queue is full.
# TYPE tcpstates_unit_full gauge
tcpstates_unit_full{unit="a.service"} 1
1'"$lf" "" units -m -s listen

# The kernel's own folders: the root, and that of this process
point=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
own=$point$(sed -n 's/^0:://p' /proc/self/cgroup)
if [ -n "$point" ] && [ -d "$own" ]; then
	cp /proc/self/mountinfo "$tmp"
	with_module 1 "mkdir -p /proc/self; cp $tmp/mountinfo /proc/self
		head -n 1 $tmp/units >$cgroups
		stat -c '%i 1 0 0 0 0 0 0 0 0 0 0 0 0 0' $point '$own' |
			sort -nu >>$cgroups
		as=named; named() { \"\$@\" |
			awk '/^cgroup/ { print } END { print (NR > 1) }'; }" 0 \
		"1${lf}1$lf" "" units
else
	skip "units: the kernel's own folders" "no cgroup2 is mounted"
fi
