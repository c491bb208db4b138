# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Booting a guest. Needs common.sh, and `image` as kernel.sh sets it.

# Not all that the kernel may print when something is wrong, but all that it
# prints when it says so itself.
kernel_complaints='BUG:|WARNING:|Oops|Kernel panic|general protection fault|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU usage|INFO: (task|rcu)|rcu_.*self-detected|soft lockup|hard LOCKUP|KASAN|UBSAN|KFENCE|kmemleak|refcount_t|sleeping function called'

# The accelerator. /dev/kvm may exist and yet run no guest, or hang before the
# kernel prints a word; only booting tells. Asked once for each boot of the host.
accelerator() {
	local boot_id known=$cache/accelerator

	[ -w /dev/kvm ] || { echo tcg,thread=multi; return; }
	boot_id=$(cat /proc/sys/kernel/random/boot_id)
	if ! grep -qs "^$boot_id " "$known"; then
		# Without a root the kernel panics, and the guest is gone.
		timeout --foreground 10 qemu-system-x86_64 -accel kvm -smp 2 \
			-m 512 -kernel "$image/vmlinuz" \
			-append 'console=ttyS0 panic=-1' -no-reboot -nodefaults \
			-display none -serial "file:$scratch/kvm.log" \
			>/dev/null 2>&1 </dev/null || :
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
# not set), prints what the guest's
# /job prints, and returns its exit status: 124 if the time was up, 125 if the
# guest ended without a status. The kernel's own words go to LOG.
#
# Warnings and worse go to the log: that is what complaints() looks for.
# Three serial ports keep the three apart: ttyS0 kernel, ttyS1 job, ttyS2 status.
boot() {
	local initrd=$1 log=$2 seconds=$3 status=0
	shift 3
	: >"$scratch/status"
	# shellcheck disable=SC2154 # image is set by kernel.sh
	timeout --foreground -k 5 "$seconds" qemu-system-x86_64 -accel "$(accelerator)" \
		-smp "${processors:-2}" -m 1024 -nodefaults -no-reboot \
		-display none -name guest,debug-threads=on \
		-kernel "$image/vmlinuz" -initrd "$initrd" \
		-append "console=ttyS0 loglevel=5 panic=-1 $*" \
		-serial "file:$log" -serial stdio -serial "file:$scratch/status" \
		</dev/null || status=$?
	[ $status -ne 124 ] || return 124
	status=$(tr -dc 0-9 <"$scratch/status")
	return "${status:-125}"
}

# complaints LOG: the lines in which the kernel complains; 1 if there is none.
complaints() {
	grep -a -E "$kernel_complaints" "$1"
}
