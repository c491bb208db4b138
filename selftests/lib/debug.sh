# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Small guests on kernels that check themselves, for check-debug and check-mutants.
# Needs common.sh and linux.sh. The kernels:
#
#	kasan	memory, undefined behaviour, locks, RCU
#	churn	the same with tiny hash tables, for `stress`
#	leaks	the same with kmemleak, which halves its speed
#	kcsan	data races, in a real-time kernel, with tiny hash tables
#	um	User Mode Linux at native speed: locks, objects, slab debugging
#	million	the same without slab debugging, for a million sockets
#	large	that with large hash tables: a pass takes long
#	host	the distribution's kernel, with poisoned slabs
#
# What runs there is a list of parts, one after the other if they are joined with "+", at
# the same time with "&". A part is `kselftests`, all but the one that is named after a
# comma; `sockets,N`, which makes N sockets, only in User Mode Linux; or a program, `stress`
# or one of selftests/debug, with arguments after commas.

debug=$top/selftests/debug
kselftest=$linux/source/tools/testing/selftests
guest=$scratch/guest
# The limit in seconds for a guest.
limit=1500

# choose_debug_kernel KERNEL: builds the kernel and sets what differs between them:
#   image       the folder with vmlinuz, for boot()
#   release     its release
#   make_arch   ARCH for make
#   parameters  for its command line
#   memory      in MiB
choose_debug_kernel() {
	local name=$1
	# With large tables /proc/net/tcp, which many tests read, takes most of the
	# time. The churn wants one of two buckets.
	local small=thash_entries=1024 tiny=thash_entries=2

	memory=2048
	make_arch=x86
	if [ "$1" = host ]; then
		kernel_of_host
		tree=/usr/src/linux-headers-$release
		parameters="$small slub_debug=FZP"
		return
	fi
	case $1 in
	kasan)
		parameters="$small kmemleak=off"
		;;
	churn)
		name=kasan
		parameters="$tiny kmemleak=off"
		;;
	leaks)
		name=kasan
		parameters=$small
		;;
	kcsan)
		# An access is watched for longer: emulated processors are slow.
		parameters="$tiny kcsan.udelay_task=500"
		;;
	um)
		make_arch=um
		# Tracking users takes five times as long: only of what we allocate.
		parameters="$small "'slab_debug=FZP;FZPU,kmalloc-cg-2k,proc_dir_entry'
		;;
	million | large)
		name=um
		make_arch=um
		parameters=
		[ "$1" = million ] || parameters=thash_entries=33554432
		memory=5120
		;;
	*)
		die "no kernel $1: kasan, churn, leaks, kcsan, um, million, large or host"
		;;
	esac
	image=$linux/$name.image
	mkdir -p "$image"
	if [ "$name" = um ]; then
		build_linux um um "$top/selftests/bench/uml.config" "$debug/um.config"
	else
		build_linux "$name" x86 "$debug/guest.config" "$debug/$name.config"
		ln -sf "$tree/arch/x86/boot/bzImage" "$image/vmlinuz"
	fi
	release=$(cat "$tree/include/config/kernel.release")
}

# boot_um INITRD LOG SECONDS [PARAMETER...]: like boot(), for User Mode Linux. Its
# consoles must be pipes; a process that it has left behind may keep them open.
boot_um() {
	local initrd=$1 log=$2 seconds=$3 status=0 reader readers=()
	shift 3
	rm -f "$scratch"/{log,status}.pipe
	mkfifo "$scratch"/{log,status}.pipe
	cat "$scratch/log.pipe" >"$log" &
	readers+=($!)
	cat "$scratch/status.pipe" >"$scratch/status" &
	readers+=($!)
	# Its memory is a file in /dev/shm.
	timeout --foreground -k 5 "$seconds" "$tree/linux" "mem=${memory}M" ncpus=2 seccomp=on \
		"initrd=$initrd" con=null con0=null,fd:4 con1=null,fd:5 \
		con2=null,fd:6 console=tty0 loglevel=5 panic=-1 JOB_PORT=tty1 \
		STATUS_PORT=tty2 "$@" </dev/null 4>"$scratch/log.pipe" 5>&1 \
		6>"$scratch/status.pipe" >"$scratch/um.out" 2>&1 | cat || status=$?
	for reader in "${readers[@]}"; do
		timeout 10 tail --pid="$reader" -f /dev/null || kill "$reader"
	done
	[ "$status" -ne 124 ] || return 124
	status=$(tr -dc 0-9 <"$scratch/status")
	return "${status:-125}"
}

# ours LOG: prints the log without KCSAN's reports in which the module does not appear:
# they are races of the kernel itself. Nor does it appear if an interrupt came while it
# ran. If both accesses are in functions of PREEMPT_RT's locks, the race is the kernel's,
# too, whoever takes the lock. It is no leak that kmemleak has no memory when allocations are made
# to fail.
ours() {
	awk '/======================/ {
			if (report ~ /BUG: KCSAN/ && (!ours || in_locks == 2))
				others++
			else
				printf "%s", report
			inside = !inside
			ours = interrupted = access = in_locks = 0
			report = ""
			next
		}
		inside {
			report = report $0 "\n"
			if (access && /\] +rt_(mutex|spin|read|write)_/)
				in_locks++
			access = / bytes by (task|interrupt) /
			if (/\] *$/)
				interrupted = 0
			else if (/ asm_(common_interrupt|sysvec_)/)
				interrupted = 1
			else if (/tcpstates/ && !interrupted)
				ours = 1
			next
		}
		/kmemleak: Cannot allocate a scan area/ { next }
		{ print }
		END { printf "%s", report; print "KCSAN: " others + 0 " reports of the kernel'"'"'s own" }' "$1"
}

# change_module FOLDER: changes a copy of the source; for check-mutants.
change_module() {
	:
}

# add_modules FOLDER: builds the module, what leaves sockets behind, and in User Mode
# Linux what makes a million sockets, for a guest.
add_modules() {
	local copy=$scratch/build
	local make=(make -C "$tree" "ARCH=$make_arch" -j "$jobs" KCFLAGS=-Werror modules)

	copy_tree "$copy"
	change_module "$copy"
	quietly 'building the module' "${make[@]}" "M=$copy" W=1
	guest_modules "$1" "$copy/tcpstates.ko"
	quietly 'building the stray' "${make[@]}" "M=$copy/selftests/debug/kmod"
	cp "$copy"/selftests/debug/kmod/*.ko "$1/modules/"
	if [ "$make_arch" = um ]; then
		quietly "building the bench's module" "${make[@]}" \
			"M=$copy/selftests/bench/kmod"
		cp "$copy"/selftests/bench/kmod/*.ko "$1/modules/"
	fi
	rm -rf "$copy"
}

# prepare_debug KERNEL: builds the kernel, and the guest's initrd in $scratch/KERNEL.
prepare_debug() {
	local folder=$scratch/$1

	choose_debug_kernel "$1"
	say "Building the module for $1, $release"
	mkdir -p "$folder"
	cp -al "$guest" "$folder/guest"
	# Under emulation ss takes more than a second to start: in um the tests use it.
	[ "$make_arch" = um ] || rm "$folder/guest/usr/bin/ss"
	add_modules "$folder/guest"
	scratch=$folder guest_initrd "$folder/guest"
	rm -rf "$folder/guest"
}

# run_debug KERNEL PARTS: boots it and prints the results. Its log, as it is, stays in
# the cache.
run_debug() {
	local kernel=$1 status=0 boot=boot
	local scratch=$scratch/$1
	local log=$scratch/log

	choose_debug_kernel "$kernel"
	[ "$make_arch" != um ] || boot=boot_um
	echo "# on $kernel"
	$boot "$scratch/initrd" "$log" "$limit" "PARTS=$2" "$parameters" || status=$?
	cp "$log" "$linux/$kernel.log"
	ours "$linux/$kernel.log" >"$log"
	check_log "$kernel" "$log" "$status" "$limit"
}

# build_debug_guest: what all of them share.
build_debug_guest() {
	architecture amd64
	root=
	sysroot=
	need "${packages_build[@]}" "${packages_vm[@]}" "$qemu_package" rsync
	linux_source
	kselftests=$guest/tests
	say "Building the tests"
	copy_tree "$scratch/copy"
	quietly 'building the tool' build_tool "$scratch/copy"
	quietly 'building the tests' build_tests "$scratch/copy" "$kselftest" \
		"$kselftests"
	mkdir -p "$guest/debug"
	quietly 'building the programs' make -C "$scratch/copy/selftests/debug" \
		-j "$jobs" KSFT="$kselftest" OUTPUT="$guest/debug"
	ln "$kselftests/tcpstates/stress" "$guest/debug/"
	guest_base "$guest" job-debug
	guest_program "$guest" "$scratch/copy/userspace/tcpst" "$(program timeout)" \
		"$(program bash)" "$(program dash)"
}
