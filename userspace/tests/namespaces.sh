# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Other network namespaces: -N and --pid

# What /proc has of process 7: all, all but the module's file, or what is left of
# a zombie
process="mkdir -p /proc/7/net; : >/proc/7/net/dev"
other="$process; cp $tmp/0 /proc/7/net/tcpstates"
zombie="mkdir -p /proc/7/net"

with_module 1 "$other" 0 "$(without_licence "$here/table0.out")${lf}1$lf" "" \
	--pid 7
with_module 1 "$other" 0 "$(without_licence "$here/listen-time.out")${lf}1$lf" "" \
	-l --pid=7 -c 0.01 --count 1
with_module "" "$process" 3 "" "tcpst: /proc/7/net/tcpstates: $load" --pid 7
with_module 1 "$zombie" 1 "1$lf" "tcpst: process 7: No such process$lf" --pid 7
with_module 1 "" 1 "1$lf" "tcpst: process 7: No such process$lf" --pid 7
with_module 1 "$other; chmod 0 /proc/7/net/tcpstates; as='$unprivileged'" 1 "1$lf" \
	"tcpst: /proc/7/net/tcpstates: Permission denied; run it as root$lf" --pid 7

# A namespace with a name, and the file that a thread in it sees
netns="mount -t tmpfs none /run; mkdir -p /run/netns; : >/run/netns/web
	mount --bind \$namespace /run/netns/web"
seen="$netns; cp $tmp/0 $file"

with_module 1 "$seen" 0 "$(without_licence "$here/table0.out")${lf}1$lf" "" -N web
with_module 1 "$seen" 0 "$(without_licence "$here/listen-time.out")${lf}1$lf" "" \
	-l --netns=web -c 0.01 --count 1
with_module 1 "$seen" 0 "$(without_licence "$here/listen-twice.out")${lf}1$lf" "" \
	-rl --netns=web -c 0.01 --count 2
with_module "" "$netns" 3 "" "tcpst: $file: $load" -N web
with_module 1 "$seen; as='$unprivileged'" 1 "1$lf" \
	"tcpst: web: Operation not permitted; run it as root$lf" \
	-N web
with_module 1 "$seen; : >/run/netns/file" 1 "1$lf" \
	"tcpst: file: not a network namespace$lf" -N file
for name in mail . .. ./web ../netns/web /run/netns/web "''"; do
	with_module 1 "$seen" 1 "1$lf" "tcpst: $(eval "echo $name"): no such\
 network namespace; see: ip netns$lf" -N "$name"
done
