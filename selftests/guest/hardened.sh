# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# On a booted server with the module loaded, as root: confined readers, and a kernel
# in lockdown. Sourced by server-kselftests. The last test leaves the kernel locked
# down.
knob=/sys/module/tcpstates/parameters/verbose

# with_proc OPTIONS COMMAND...: with another instance of proc.
with_proc() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c \
		'mount -t proc -o "$0" proc /proc && exec "$@"' "$@"
}

# with_sockets COMMAND...: while another user's process has three listening sockets.
with_sockets() {
	local status=0
	coproc "${as_nobody[@]}" ../tests/tcpstates/put_sockets listen=3
	read -r <&"${COPROC[0]}" && "$@" || status=$?
	kill "$COPROC_PID"
	wait "$COPROC_PID"
	return $status
}

hidepid() {
	with_proc hidepid=2 "${as_nobody[@]}" cat /proc/tcpstates | whole -
}

hidepid_of_others() {
	refuses 'No such file' with_proc hidepid=2 "${as_nobody[@]}" \
		cat /proc/1/net/tcpstates
}

who_sees_all() {
	"$@" tcpst who listen | grep '3 .* put_sockets'
}

hidepid_of_who() {
	with_sockets who_sees_all with_proc hidepid=2
}

# As with systemd's ProcSubset=pid. Linux 5.10 hides the network's files, too.
proc_of_processes_only() {
	case $(uname -r) in
	5.10.*)
		refuses 'No such file' with_proc subset=pid \
			cat /proc/self/net/tcp &&
			refuses 'this /proc does not show' \
				with_proc subset=pid tcpst
		;;
	*)
		with_proc subset=pid cat /proc/self/net/tcpstates | whole - &&
			with_proc subset=pid tcpst -r | whole -
		;;
	esac
}

# A container with a read-only /proc.
container() {
	unshare --mount --pid --fork --net --uts --ipc --mount-proc sh -c '
		ip link set lo up && mount -o remount,ro /proc &&
		! touch /proc/sys/kernel/hostname 2>/dev/null &&
		exec ../tests/tcpstates/put_sockets established=3 listen=2 -- \
			cat /proc/tcpstates' | numbers 'ESTABLISHED 3' 'LISTEN 2'
}

user_namespace() {
	"${as_nobody[@]}" unshare --user --map-root-user --net --mount --pid --fork \
		--mount-proc sh -c '
		! echo 2 2>/dev/null >'$knob' && ip link set lo up &&
		exec ../tests/tcpstates/put_sockets established=3 listen=2 -- \
			cat /proc/tcpstates' | numbers 'ESTABLISHED 3' 'LISTEN 2'
}

# numbers ROW...: standard input, a copy of the file, has these rows: STATE TOTAL.
numbers() {
	local file row
	file=$(cat) && echo "$file" || return
	for row; do
		awk '{ print $1, $2 }' <<<"$file" | grep -qx "$row" || return
	done
}

hardened_service() {
	systemd-run --quiet --wait --pipe -p DynamicUser=yes \
		-p ProtectProc=invisible -p ProtectKernelTunables=yes \
		-p ProtectKernelModules=yes -p ProtectSystem=strict \
		-p PrivateDevices=yes -p NoNewPrivileges=yes \
		-p CapabilityBoundingSet= \
		-p SystemCallFilter=@system-service \
		cat /proc/tcpstates | whole -
}

profile=tcpstates-test-reader

# load_profile RULES: loads an AppArmor profile that has these rules and what every
# program needs to start.
load_profile() {
	apparmor_parser --replace --skip-cache <<-EOF
		#include <tunables/global>
		profile $profile {
			#include <abstractions/base>
			/{,usr/}bin/{cat,tcpst} mr,
			$1
		}
	EOF
}

# profiled RULES COMMAND...: runs it with such a profile.
profiled() {
	load_profile "$1" && aa-exec -p $profile -- "${@:2}"
}

profile_tcp() {
	profiled '@{PROC}/@{pid}/net/tcp r,' cat /proc/net/tcp
}

profile_tcpstates() {
	profiled '@{PROC}/@{pid}/net/tcpstates r,' cat /proc/tcpstates | whole -
}

profile_tool() {
	profiled '@{PROC}/@{pid}/task/@{tid}/net/tcpstates r,' tcpst -r | whole -
}

profile_ports() {
	with_sockets profiled '@{PROC}/@{pid}/task/@{tid}/net/tcpstates_ports r,' \
		tcpst ports | grep LISTEN &&
	with_sockets profiled '@{PROC}/@{pid}/task/@{tid}/net/tcpstates_netns r,' \
		tcpst netns | grep LISTEN
}

profile_who() {
	load_profile 'network netlink raw,
		@{PROC}/ r,
		@{PROC}/@{pid}/{fd/,stat,cgroup} r,
		capability dac_read_search,
		capability sys_ptrace,
		ptrace read,' && with_sockets who_sees_all aa-exec -p $profile --
}

profile_in_force() {
	refuses 'Permission denied' \
		profiled '@{PROC}/@{pid}/net/tcp r,' cat /proc/tcpstates
}

lockdown() {
	echo integrity >/sys/kernel/security/lockdown &&
		grep -F '[integrity]' /sys/kernel/security/lockdown
}

locked_down_reading() {
	whole /proc/tcpstates && echo 2 >$knob &&
		grep '^# walk' /proc/tcpstates && echo 1 >$knob
}

# DKMS may have signed it, but the kernel does not trust that key.
locked_down_loading() {
	modprobe -r tcpstates &&
		refuses 'not permitted|Key was rejected|key not available' \
			modprobe tcpstates
}

check "hidepid=2: an ordinary user reads the file" hidepid
check "hidepid=2: an ordinary user cannot read another user's process's file" \
	hidepid_of_others
check "hidepid=2: root sees the programs of other users" hidepid_of_who
check "subset=pid: /proc/self/net has tcpstates if it has tcp, and tcpst reads it" \
	proc_of_processes_only
check "a container with a read-only /proc sees its own sockets" container
check "an unprivileged user namespace sees its own sockets and cannot set verbose" \
	user_namespace
check "a service with systemd's hardening reads the file" hardened_service
check "AppArmor: a profile allows /proc/net/tcp" profile_tcp
check "AppArmor: the same profile allows the file" profile_tcpstates
check "AppArmor: a profile for tcpst, which reads the file of its thread" profile_tool
check "AppArmor: profiles for tcpst ports, tcpst netns" profile_ports
check "AppArmor: a profile for tcpst who, for programs of other users" profile_who
check "AppArmor: without that rule the file is refused" profile_in_force
check "lockdown=integrity can be set" lockdown
check "lockdown=integrity: the loaded module works, verbose can be set" \
	locked_down_reading
check "lockdown=integrity: a module with an unknown key is refused" \
	locked_down_loading
