# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The architectures that guests are booted on: all that differs between them.
# Needs common.sh.

# architecture NAME: by Debian's name of it, sets
#   arch         that name
#   triplet      in the names of its compiler and of the libraries' folders
#   qemu         the machine, as qemu's command and options
#   emulated     further options where a processor of another kind emulates it
#   accelerated  further options where one of its own kind runs it
#   qemu_package what qemu's command comes in
#   console job_port status_port
#                what the guest calls its three ports: for the kernel's words,
#                for the job's, for the job's exit status
#   ports        what these are to qemu; its chardevs are log, job and status
#
# shellcheck disable=SC2034 # set for others
architecture() {
	# Built into the kernels that have no serial ports enough.
	local virtio=(-device virtio-serial -device 'virtconsole,chardev=job'
		-device 'virtconsole,chardev=status')

	arch=$1
	emulated=()
	accelerated=()
	job_port=hvc0
	status_port=hvc1
	case $arch in
	amd64)
		triplet=x86_64-linux-gnu
		qemu=(qemu-system-x86_64)
		# What qemu 7.2 makes of CMPXCHG16B may leave part of a pointer
		# in the flags, the trap flag set: a kernel must not use it.
		emulated=(-cpu 'qemu64,-cx16')
		accelerated=(-cpu host)
		qemu_package="qemu-system-x86"
		console=ttyS0
		job_port=ttyS1
		status_port=ttyS2
		ports=(-serial chardev:log -serial chardev:job
			-serial chardev:status)
		;;
	arm64)
		triplet=aarch64-linux-gnu
		qemu=(qemu-system-aarch64 -machine 'virt,gic-version=max')
		# Pointers are signed with a cipher that takes an emulator long;
		# one of its own making does as well.
		emulated=(-cpu 'max,pauth-impdef=on')
		accelerated=(-cpu host)
		qemu_package="qemu-system-arm"
		console=ttyAMA0
		ports=(-serial chardev:log "${virtio[@]}")
		;;
	s390x)
		triplet=s390x-linux-gnu
		qemu=(qemu-system-s390x -cpu max)
		qemu_package="qemu-system-misc"
		console=ttysclp0
		ports=(-device 'sclpconsole,chardev=log' "${virtio[@]}")
		;;
	*)
		die "boots no kernels for ${arch:-this machine}:" \
			"$lib/arch.sh knows only amd64, arm64 and s390x"
		;;
	esac
}
