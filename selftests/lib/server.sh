# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A server of a Debian release, on a disk. Needs roots.sh.

# install_debs SUITE FOLDER: as the README says it, but for sudo.
install_debs() {
	type_in "$1" "$2" sh -c 'apt-get -qq install -y /srv/first/tcpstates_*.deb \
		/srv/first/tcpstates-dkms_*.deb'
}

# upgrade_kernel SUITE FOLDER: the kernels that come later, if any.
upgrade_kernel() {
	local before after later

	suite_kernels "$1"
	[ ${#after[@]} -gt 0 ] || return 0
	mapfile -t later < <(kernel_packages "${after[@]}")
	type_in "$1" "$2" apt-get -qq install -y --no-download "${later[@]}"
}

# add_tests FOLDER JOB TESTS: the job to be run when the server has booted, one of
# the guest/server-*, and the kselftests.
add_tests() {
	local unit=selftest.service upper=$1/upper
	local units=$upper/etc/systemd/system

	mkdir -p "$upper/selftests" "$units/multi-user.target.wants" &&
	cp -r "$3" "$upper/selftests/tests" &&
	install "$inside"/server-* "$inside/holds.sh" "$upper/selftests/" &&
	cp -r "$inside/selinux" "$upper/selftests/" &&
	ln -s "$2" "$upper/selftests/job" &&
	install -m 644 "$inside/$unit" "$units/" &&
	ln -s "/etc/systemd/system/$unit" "$units/multi-user.target.wants/"
}

# sort_kernels FOLDER: its boot, as it is in a root, to kernel/RELEASE in it, each
# with vmlinuz and initrd.
sort_kernels() {
	local release
	for release in "$1"/boot/vmlinuz-*; do
		release=${release#*/boot/vmlinuz-}
		mkdir -p "$1/kernel/$release" &&
		mv "$1/boot/vmlinuz-$release" "$1/kernel/$release/vmlinuz" &&
		mv "$1/boot/initrd.img-$release" "$1/kernel/$release/initrd" ||
			return
	done
	rm -rf "${1:?}/boot"
}

# try_checkout SUITE FOLDER: prints the results of server-checkout, in a root of its own.
try_checkout() {
	need_root "$1" && copy_tree "$2/upper/checkout" &&
	type_in "$1" "$2" sh -c 'cd /checkout && selftests/guest/server-checkout' ||
		echo "not ok a git checkout: it ended early"
	rm -rf "$2"
}

# prepare_job SUITE JOB FOLDER: tcpstates is installed by its administrator, and then
# the kernels that come later; or it is not, and the job installs it. Labels for
# SELinux go last.
prepare_job() {
	local suite=$1 folder=$3

	case $2 in
	server-kselftests)
		install_debs "$suite" "$folder" && upgrade_kernel "$suite" "$folder"
		;;
	server-autopkgtest)
		copy_tree "$folder/upper/srv/source" &&
		type_in "$suite" "$folder" apt-get -qq install -y \
			"${autopkgtest_packages[@]}"
		;;
	server-selinux)
		install_debs "$suite" "$folder" &&
		type_in "$suite" "$folder" apt-get -qq install -y \
			"${selinux_packages[@]}" &&
		type_in "$suite" "$folder" /selftests/selinux/install
		;;
	esac
}

# job_of SUITE[:JOB]: the script's name.
job_of() {
	case $1 in
	*:*) echo "server-${1#*:}" ;;
	*) echo server-kselftests ;;
	esac
}

# parameters_of SUITE[:JOB]: more for the kernel's command line.
parameters_of() {
	case $1 in
	*:selinux) echo security=selinux enforcing=0 ;;
	esac
}

# make_machine SUITE[:JOB] DEBS TESTS FOLDER: FOLDER/disk, and for each of its
# kernels FOLDER/kernel/RELEASE.
make_machine() {
	local suite=${1%:*} folder=$4 job

	job=$(job_of "$1")
	need_root "$suite" && mkdir -p "$folder/upper" &&
	cp -r "$2" "$folder/upper/srv" &&
	add_tests "$folder" "$job" "$3" &&
	prepare_job "$suite" "$job" "$folder" &&
	type_in "$suite" "$folder" apt-get clean &&
	with_layer "$suite" "$folder" cp -r "$folder/root/boot" "$folder/" &&
	sort_kernels "$folder" &&
	with_layer "$suite" "$folder" mke2fs -q -t ext4 -O ^has_journal \
		-d "$folder/root" "$folder/disk" 4G &&
	rm -rf "$folder/upper" "$folder/work"
}
