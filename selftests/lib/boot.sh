# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Booting a guest. Needs common.sh, and `image` and what it is booted with as
# kernel.sh and arch.sh set them.

# Not all that the kernel may print when something is wrong, but all that it
# prints when it says so itself.
kernel_complaints='BUG:|WARNING:|Oops|Kernel panic|general protection fault|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU usage|INFO: (task|rcu)|rcu_.*self-detected|soft lockup|hard LOCKUP|KASAN|UBSAN|KFENCE|kmemleak|refcount_t|sleeping function called'

# run_qemu ACCELERATOR SECONDS LOG STATUS [OPTION...]: three ports keep apart
# what the kernel says, to the file LOG, what the job says, to the standard
# output, and the job's exit status, to the file STATUS.
# shellcheck disable=SC2154 # set by arch.sh and kernel.sh
run_qemu() {
	local accelerator=$1 seconds=$2 log=$3 status=$4 processor=("${emulated[@]}")
	shift 4
	[ "$accelerator" != kvm ] || processor=("${accelerated[@]}")
	# In a file's name qemu takes a comma for its end.
	timeout --foreground -k 5 "$seconds" "${qemu[@]}" "${processor[@]}" \
		-accel "$accelerator" -smp "${processors:-2}" -m 1024 \
		-nodefaults -no-reboot -display none \
		-name guest,debug-threads=on -kernel "$image/vmlinuz" \
		-chardev "file,id=log,path=${log//,/,,}" -chardev stdio,id=job \
		-chardev "file,id=status,path=${status//,/,,}" "${ports[@]}" \
		"$@" </dev/null
}

# The accelerator. /dev/kvm may exist and yet run no guest, or hang before the
# kernel prints a word; only booting tells. Asked once for each boot of the host.
# shellcheck disable=SC2154 # set by arch.sh, host_arch by packages.sh
accelerator() {
	local boot_id known=$cache/accelerator

	if [ "$arch" != "$host_arch" ] || [ ! -w /dev/kvm ]; then
		echo tcg,thread=multi
		return
	fi
	boot_id=$(cat /proc/sys/kernel/random/boot_id)
	if ! grep -qs "^$boot_id " "$known"; then
		# Without a root the kernel panics, and the guest is gone.
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

# boot INITRD LOG SECONDS [PARAMETER...]: boots $image with $processors (two if
# not set) and, if set, $disk, to which nothing is written; prints what the guest's
# job prints, and returns its exit status: 124 if the time was up, 125 if the
# guest ended without a status. The kernel's own words go to LOG.
#
# Warnings and worse go to the log: that is what complaints() looks for.
boot() {
	local initrd=$1 log=$2 seconds=$3 status=0
	shift 3
	: >"$scratch/status"
	run_qemu "$(accelerator)" "$seconds" "$log" "$scratch/status" \
		${disk:+-drive "file=${disk//,/,,},format=raw,if=virtio,snapshot=on"} \
		-initrd "$initrd" -append "console=$console loglevel=5 panic=-1 \
JOB_PORT=$job_port STATUS_PORT=$status_port $*" || status=$?
	[ $status -ne 124 ] || return 124
	status=$(tr -dc 0-9 <"$scratch/status")
	return "${status:-125}"
}

# complaints LOG: the lines in which the kernel complains; 1 if there is none.
complaints() {
	grep -a -E "$kernel_complaints" "$1"
}
