# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Other network namespaces: -N and --pid

# What a /proc shows of process 7: all, all but the module's file, or that it
# has ended and nobody has asked for its status yet
process="mkdir -p /proc/7/net; : >/proc/7/net/dev"
other="$process; cp $tmp/0 /proc/7/net/tcpstates"
zombie="mkdir -p /proc/7/net"

with_module 1 "$other" 0 "$(without_licence "$here/table0.out")${lf}1$lf" "" \
	--pid 7
with_module 1 "$other" 0 "$(without_licence "$here/listen.out")${lf}1$lf" "" \
	-l --pid=7 -c 0.01 --count 1
with_module "" "$process" 3 "" "tcpstates: /proc/7/net/tcpstates: $load" --pid 7
with_module 1 "$zombie" 1 "1$lf" "tcpstates: process 7: No such process$lf" --pid 7
with_module 1 "" 1 "1$lf" "tcpstates: process 7: No such process$lf" --pid 7
with_module 1 "$other; chmod 0 /proc/7/net/tcpstates; as='$unprivileged'" 1 "1$lf" \
	"tcpstates: /proc/7/net/tcpstates: Permission denied$lf" --pid 7

# A namespace of that name, and what the thread that has gone there sees
netns="mount -t tmpfs none /run; mkdir -p /run/netns; : >/run/netns/web
	mount --bind \$namespace /run/netns/web"
seen="$netns; mkdir -p /proc/thread-self/net
	cp $tmp/0 /proc/thread-self/net/tcpstates"

with_module 1 "$seen" 0 "$(without_licence "$here/table0.out")${lf}1$lf" "" -N web
with_module 1 "$seen" 0 "$(without_licence "$here/listen.out")${lf}1$lf" "" \
	-l --netns=web -c 0.01 --count 1
with_module "" "$netns" 3 "" \
	"tcpstates: /proc/thread-self/net/tcpstates: $load" -N web
with_module 1 "$seen; as='$unprivileged'" 1 "1$lf" \
	"tcpstates: web: no right to enter this network namespace; run it as root$lf" \
	-N web
with_module 1 "$seen; : >/run/netns/file" 1 "1$lf" \
	"tcpstates: file: not a network namespace$lf" -N file
for name in mail . .. ./web ../netns/web /run/netns/web "''"; do
	with_module 1 "$seen" 1 "1$lf" "tcpstates: $(eval "echo $name"): no such\
 network namespace; see: ip netns$lf" -N "$name"
done
