# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# tcpst ports and tcpst netns

cp "$here/ports.txt" "$tmp/ports"
cp "$here/netns.txt" "$tmp/netns"

# -n, as the names of services differ between machines
prints ports ports -n -f "$tmp/ports"
prints ports-sorted ports -n -S close-wait -f "$tmp/ports"
prints ports-queued ports -n -S queued --top 1 -f "$tmp/ports"
says "in 443 8 6 4096 2" ports -r --noheadings -S Full --top 1 -s listen -f "$tmp/ports"
prints ports-top ports -n --top 2 -f "$tmp/ports"
prints ports-states ports -n -s estab,listen -f "$tmp/ports"
prints ports-zero ports -nz -s close-wait,syn-sent -f "$tmp/ports"
prints ports-raw ports -r -f "$tmp/ports"
prints ports-raw2 ports -zr --noheadings -s listen -f "$tmp/ports"
prints_json ports-json ports -nJ --top 1 -S queued -f "$tmp/ports"
prints_json ports-empty ports -nJz -s unknown -f "$tmp/ports"
prints nothing ports -nz -s unknown -f "$tmp/ports"
prints ports-metrics ports -m --top 1 -s listen,time-wait -f "$tmp/ports"
prints netns netns -f "$tmp/netns"
prints netns-sorted netns -S close-wait --top 1 -f "$tmp/netns"
prints netns-raw netns -r -s close-wait -f "$tmp/netns"
prints_json netns-json netns -J -s close-wait,listen -f "$tmp/netns"
prints netns-metrics netns -m --top 1 -f "$tmp/netns"
cp "$tmp/netns" "$tmp/in"
prints netns netns -f -
: >"$tmp/in"

# The same on a terminal, even if it is too narrow
on_terminal ports 40 24 ports -n -f "$tmp/ports"
on_terminal ports-sorted 200 24 ports -n -f "$tmp/ports" --sort=close-wait

# Not what the module writes

# list_refuses COMMAND ERROR SED_EXPRESSION
list_refuses() {
	sed "$3" "$tmp/$1" >"$tmp/in"
	if cmp -s "$tmp/in" "$tmp/$1"; then
		echo "the copy was not changed" | not_ok "$1 refuses: $3"
		return
	fi
	run "$1" -f -
	: >"$tmp/want.out"
	echo "tcpst: standard input: $2" >"$tmp/want.err"
	compare "$1 refuses: $3" 1
	: >"$tmp/in"
}

header="not the header of this file"
word="a word is missing, malformed or too large"
known="a column that this version does not know"
list_refuses ports "line 1: $header" d
list_refuses ports "line 1: $header" 1d
list_refuses ports "line 1: $header" 1s/SIDE/NETNS/
list_refuses ports "line 1: $header" 's/ *LIMIT//'
list_refuses ports "line 1: a column of this version is missing" 's/ *[^ ]*$//'
list_refuses ports "line 1: $header" 's/SYN_SENT/SYN_RECV/'
list_refuses ports "line 1: $known" '1s/$/ MORE/'
list_refuses ports "line 3: $known" '3s/$/ 0/'
list_refuses ports "line 3: $word" '3s/in /on /'
list_refuses ports "line 3: $word" '3s/443/-443/'
list_refuses ports "line 3: no such port" '3s,443,65536,'
list_refuses ports "line 3: $word" '3s/4012/18446744073709551616/'
list_refuses ports "line 3: $word" '3s/ *2$//'
list_refuses ports "line 8: $word" '8s/.*//'
list_refuses ports "line 2: cut short" '2s/$/ \x00/'
list_refuses ports "line 2: cut short" "2s/\$/$(printf '%600s' '')/"
list_refuses netns "line 1: $header" '1s/NETNS/SIDE/'
list_refuses netns "line 2: $word" '2s/4026531840/in/'
list_refuses netns "line 1: $known" '1s/$/ LIMIT/'
printf 'SIDE' >"$tmp/in"
fails 1 "standard input: line 1: cut short" ports -f -
: >"$tmp/in"
fails 1 "standard input: line 1: $header" ports -f -
fails 1 "missing: No such file or directory" ports -f missing
fails 1 ".: Is a directory" netns -f .

# A file of both sides of all ports
if [ -z "${WRAPPER:-}" ]; then
	{
		head -n 1 "$tmp/ports"
		for side in in out; do
			seq 0 65535 | sed "s/.*/$side & & 0 0 0 0 0 0 0 0 0 0 0 0 0/"
		done
	} >"$tmp/all"
	: >"$tmp/want.err"
	sed '1s/  */ /g' "$tmp/all" >"$tmp/want.out"
	run ports -r -f "$tmp/all"
	compare "tcpst ports -r, 131072 lines" 0
	echo "out 65535 65535" >"$tmp/want.out"
	run ports -r --noheadings -s estab -f "$tmp/all"
	sed -n '$p' "$tmp/out" >"$tmp/last"
	mv "$tmp/last" "$tmp/out"
	compare "tcpst ports -s estab, 131072 lines" 0
fi

# Their sum does not fit, and would be 0.
sed '2s/ 1 / 18446744073709551615 /; 2s/ 2 / 1 /; 2q' "$tmp/ports" >"$tmp/in"
echo "in 22 18446744073709551615 1 0 256 0" >"$tmp/want.out"
: >"$tmp/want.err"
run ports -zr --noheadings -s estab,listen -f -
compare "tcpst ports -z, a sum that is too large" 0

# The files of the module

net=/proc/thread-self/net
copies="cp $tmp/ports $net/tcpstates_ports; cp $tmp/netns $net/tcpstates_netns"
with_module 1 "$copies" 0 "$(without_licence "$here/ports.out")${lf}1$lf" "" ports -n
with_module 1 "$copies" 0 "$(without_licence "$here/netns.out")${lf}1$lf" "" netns -n
with_module 1 "mkdir -p /proc/7/net; cp $tmp/ports /proc/7/net/tcpstates_ports" 0 \
	"$(without_licence "$here/ports.out")${lf}1$lf" "" ports -n --pid 7
with_module 1 "$copies; mount -t tmpfs none /etc
	printf 'ssh 22/tcp\nquic 443/udp\nhttps 443/tcp\nlast 65535/tcp\n' >/etc/services" \
	0 "$(without_licence "$here/ports-services.out")${lf}1$lf" "" ports -s estab
older="the module is loaded, but it is older than tcpst"
initial="$older, or this network namespace is not the initial one"
with_module 1 "" 1 "1$lf" "tcpst: $net/tcpstates_ports: $older$lf" ports
with_module 1 "" 1 "1$lf" "tcpst: $net/tcpstates_netns: $initial$lf" netns
with_module 1 "$copies; chmod 0 $net/tcpstates_netns; as='$unprivileged'" 1 "1$lf" \
	"tcpst: $net/tcpstates_netns: Permission denied; run it as root$lf" netns
with_module "" "" 3 "" "tcpst: $net/tcpstates_ports: $load" ports
with_module "" "" 3 "" "tcpst: $net/tcpstates_netns: $load" netns

# A namespace of two processes, which has a name once it is named
cat >"$tmp/described" <<-EOF
	mount -t tmpfs none /run
	for process in 7 12; do
		mkdir -p /proc/\$process/ns
		: >/proc/\$process/ns/net
		echo "\$process (program \$process) S 1" >/proc/\$process/stat
		mount --bind \$namespace /proc/\$process/ns/net
	done
	number=\$(stat -L -c %i \$namespace)
	# The others have larger ones, as lines are sorted by them.
	sed "s/402653\(2...\)/429495\1/; s/4026531840/\$number/" $tmp/netns \
		>$net/tcpstates_netns
	named() {
		mkdir /run/netns
		: >'/run/netns/a "blue"'
		mount --bind \$namespace '/run/netns/a "blue"'
	}
	replace() {
		"\$@" >/run/out || return
		sed "s/\$number/4026531840/; s/429495\(2...\)/402653\1/" /run/out
	}
	# However JSON is spaced
	members() {
		"\$@" >/run/out || return
		grep -e name -e pid -e command -e unit /run/out | tr -d ' ,\n'
	}
EOF
id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
described=". $tmp/described; named; as=replace
	echo 0::/a.slice/docker-$id.scope >/proc/7/cgroup"
with_module 1 "$described" 0 "$(without_licence "$here/netns-described.out")${lf}1$lf" \
	"" netns -s estab,listen
with_module 1 "$described" 0 "$(without_licence "$here/netns-name.out")${lf}1$lf" "" \
	netns -m --top 1 -s estab
with_module 1 ". $tmp/described; named; as=members" 0 "\"name\":\"a\\\"blue\\\"\"\
\"pid\":7\"command\":\"program7\"\"unit\":null1$lf" "" netns -J --top 1 -S listen

# Names with bytes that are not plain ASCII, and with what ends a string or a name
cat >"$tmp/hostile" <<-\EOF
	mkdir /run/netns
	name=$(printf '/run/netns/\033[31m\303\251"\\')
	: >"$name"
	mount --bind $namespace "$name"
	printf '7 ()\n\033[7m\377 (") R 1 7' >/proc/7/stat
	printf '0::/a/\033]\303\251"\\.service\n' >/proc/7/cgroup
EOF
with_module 1 ". $tmp/described; . $tmp/hostile; as=members" 0 '"name":"?[31m??\"\\"'\
'"pid":7"command":")??[7m?(\"""unit":"?]??\"\\.service"'"1$lf" "" \
	netns -J --top 1 -S listen

# unit UNIT LINE...: process 7 has these lines in its file cgroup
unit() {
	unit=$1
	shift
	printf '%s\n' "$@" >"$tmp/cgroup"
	with_module 1 ". $tmp/described; cp $tmp/cgroup /proc/7/cgroup
		rm /proc/7/stat; as=members" 0 "\"name\":null\"pid\":7\
\"command\":\"?\"\"unit\":${unit}1$lf" "" netns -J --top 1 -S listen
}

unit '"nginx.service"' 0::/system.slice/nginx.service
unit '"app-x.scope"' 0::/user.slice/user@1000.service/app.slice/app-x.scope
unit '"nginx.service"' "0::/a.slice/docker-$id.scope/system.slice/nginx.service"
unit '"libpod-0123456789ab"' "0::/machine.slice/libpod-$id.scope/container"
unit '"cri-containerd-0123456789ab"' "0::/k.slice/cri-containerd-$id.scope"
unit '"0123456789ab"' "12:pids:/docker/$id" 0::/system.slice/containerd.service
unit '"b.service"' 12:pids:/ 1:name=systemd:/a.slice/b.service 0::/
unit null 0::/
unit null "0::/a.slice/${id#0}"
