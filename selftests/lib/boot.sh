# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Booting a guest, and checking its kernel's log. Needs common.sh and the variables
# that kernel.sh sets.

# What kernels print when something is wrong.
kernel_complaints='BUG:|WARNING:|Oops|Kernel panic|general protection fault|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU usage|INFO: (task|rcu)|rcu_.*self-detected|soft lockup|hard LOCKUP|KASAN|UBSAN|KFENCE|kmemleak|refcount_t|sleeping function called'

# Guests write this to the kernel's log, to show that warnings are found there.
test_warning='WARNING: this is a test'

# run_qemu ACCELERATOR SECONDS LOG STATUS [OPTION...]: kernel messages go to the
# file LOG, the job's output to standard output; an empty line when the job begins,
# and its exit status, to the file STATUS.
run_qemu() {
	local accelerator=$1 seconds=$2 log=$3 status=$4 processor=("${emulated[@]}")
	shift 4
	[ "$accelerator" != kvm ] || processor=("${accelerated[@]}")
	# qemu wants a comma in a file name to be doubled.
	timeout --foreground -k 5 "$seconds" "${qemu[@]}" "${processor[@]}" \
		-accel "$accelerator" -smp "${processors:-2}" -m "${memory:-1024}" \
		-nodefaults -no-reboot -display none \
		-name guest,debug-threads=on -kernel "$image/vmlinuz" \
		-chardev "file,id=log,path=${log//,/,,}" -chardev stdio,id=job \
		-chardev "file,id=status,path=${status//,/,,}" "${ports[@]}" \
		"$@" </dev/null
}

# accelerator: prints kvm or tcg. /dev/kvm may exist and yet not run a guest: this
# is tried once for each boot of the host.
accelerator() {
	local boot_id known=$cache/accelerator

	if [ "$arch" != "$host_arch" ] || [ ! -w /dev/kvm ]; then
		echo tcg,thread=multi
		return
	fi
	boot_id=$(cat /proc/sys/kernel/random/boot_id)
	if ! grep -qs "^$boot_id " "$known"; then
		# Without a root the kernel panics, which ends the guest.
		run_qemu kvm 10 "$scratch/kvm.log" "$scratch/kvm.status" \
			-append "console=$console panic=-1" \
			>/dev/null 2>&1 || :
		if grep -qs 'Kernel panic' "$scratch/kvm.log"; then
			echo "$boot_id kvm" >"$scratch/accelerator"
		else
			echo "$boot_id tcg,thread=multi" >"$scratch/accelerator"
		fi
		mv "$scratch/accelerator" "$known"
	fi
	cut -d ' ' -f 2 "$known"
}

# removed_breakpoint LOG: whether a guest died before its job began because a CPU ran
# a breakpoint that another had removed. Kernels patch their code with breakpoints;
# TCG may run old code once more. Linux 6.1 excuses that, 6.12 and 7.3 do not.
removed_breakpoint() {
	[ ! -s "$scratch/status" ] && grep -a -q 'Oops: int3' "$1"
}

# boot INITRD LOG SECONDS [PARAMETER...]: boots $image with $processors (default 2),
# and $disk, if set, which is not written to. Prints the job's output and returns
# its exit status; 124 after SECONDS, 125 if the guest ended without a status.
# Kernel messages of level warning and above go to LOG.
boot() {
	local initrd=$1 log=$2 seconds=$3 status try
	shift 3
	for try in 1 2 3; do
		status=0
		: >"$scratch/status"
		run_qemu "$(accelerator)" "$seconds" "$log" "$scratch/status" \
			${disk:+-drive "file=${disk//,/,,},format=raw,if=virtio,snapshot=on"} \
			-initrd "$initrd" -append "console=$console loglevel=5 panic=-1 \
JOB_PORT=$job_port STATUS_PORT=$status_port $*" || status=$?
		removed_breakpoint "$log" || break
		say "Boot $try of 3 failed: the emulator ran a removed breakpoint"
	done
	[ "$status" -ne 124 ] || return 124
	status=$(tr -dc 0-9 <"$scratch/status")
	return "${status:-125}"
}

# complaints LOG: the lines in which the kernel complains; 1 if there are none.
complaints() {
	grep -a -E "$kernel_complaints" "$1"
}

# check_log NAME LOG STATUS LIMIT: prints a result for the guest as a whole. STATUS
# is what boot() returned after at most LIMIT seconds.
check_log() {
	local name=$1 log=$2 status=$3

	if [ "$status" -eq 124 ]; then
		echo "not ok $name: no end after $4 s"
	elif [ "$status" -ne 0 ]; then
		echo "not ok $name: the guest failed (status $status)"
	elif ! grep -a -q "$test_warning" "$log"; then
		echo "not ok $name: the test warning is not in the kernel's log"
	elif complaints "$log" | grep -v "$test_warning"; then
		echo "not ok $name: the kernel complained, see above"
	else
		echo "ok $name: booted, no complaints in the kernel's log"
		return
	fi
	say "Last lines of the kernel's log:"
	tail -n 40 "$log"
}
