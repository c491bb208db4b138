# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Servers: a Debian release on a disk, with tcpstates from its packages. Needs
# common.sh and roots.sh.

# The last commit of version 0.1.0. Its packages are not built where the source has
# no history.
commit_0_1_0=c8e4481b2c3f77b32394de4212aca0702f140bc3

# packages_source VERSION FOLDER: the source of the packages: `present`; `next`, a
# later version with another module; or 0.1.0.
packages_source() {
	case $1 in
	present)
		copy_tree "$2"
		;;
	next)
		copy_tree "$2" &&
		sed -i '/^PACKAGE_VERSION=/s/"$/.1"/' "$2/dkms.conf" &&
		sed -i '1s/)/.1)/' "$2/debian/changelog" &&
		echo 'MODULE_INFO(next, "yes");' >>"$2/module/main.c"
		;;
	0.1.0)
		mkdir -p "$2" &&
		git -C "$top" archive -o "$2.tar" $commit_0_1_0 &&
		tar -x -f "$2.tar" -C "$2" && rm "$2.tar"
		;;
	esac
}

# build_debs FOLDER VERSION...: builds the packages into FOLDER/VERSION, on the oldest
# release: programs linked there run on all later ones. The tool's tests are not run.
build_debs() {
	local layer=$scratch/builder folder=$1 version build
	shift

	need_root $oldest_suite &&
	in_layer $oldest_suite "$layer" apt-get -qq install -y --no-download \
		"${build_packages[@]}" || return
	for version; do
		[ "$version" != 0.1.0 ] ||
			git -C "$top" cat-file -e $commit_0_1_0 || continue
		build=$layer/upper/build/$version
		packages_source "$version" "$build/tcpstates" || return
		# shellcheck disable=SC2016 # for the inner shell
		in_layer $oldest_suite "$layer" sh -c 'cd "/build/$1/tcpstates" &&
			DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b' \
			sh "$version" &&
		mkdir -p "$folder/$version" &&
		cp "$build"/tcpstates_*.deb "$build"/tcpstates-dkms_*.deb \
			"$folder/$version/" || return
	done
	rm -rf "$layer"
}

# install_debs SUITE FOLDER: as docs/install.md says, but without sudo.
install_debs() {
	in_layer "$1" "$2" sh -c 'apt-get -qq install -y \
		/srv/present/tcpstates_*.deb /srv/present/tcpstates-dkms_*.deb'
}

# add_module SUITE FOLDER PLACE: builds the module for the newest kernel there, and
# moves it to a folder of the server.
add_module() {
	local kernel source=$2/upper/build

	kernel=$(with_layer "$1" "$2" ls "$2/root/boot" |
		sed -n 's/^vmlinuz-//p' | sort -V | tail -n 1)
	copy_tree "$source" &&
	in_layer "$1" "$2" make -C /build module KERNELRELEASE="$kernel" \
		KDIR="/usr/src/linux-headers-$kernel" &&
	mv "$source/tcpstates.ko" "$2/upper/$3/" &&
	rm -rf "$source"
}

# upgrade_kernel SUITE FOLDER: installs the later kernels, if any.
upgrade_kernel() {
	local before after later

	suite_kernels "$1"
	[ ${#after[@]} -gt 0 ] || return 0
	mapfile -t later < <(kernel_packages "${after[@]}")
	in_layer "$1" "$2" apt-get -qq install -y --no-download "${later[@]}"
}

# add_job FOLDER UNIT JOB: has the server run a job when it has booted. UNIT and JOB
# are files of ../guest.
add_job() {
	local selftests=$1/upper/selftests units=$1/upper/etc/systemd/system

	mkdir -p "$selftests" "$units/multi-user.target.wants" &&
	cp -r "$inside" "$top/selftests/ktap.sh" "$selftests/" &&
	ln -s "$3" "$selftests/guest/job" &&
	install -m 644 "$inside/$2" "$units/" &&
	ln -s "/etc/systemd/system/$2" "$units/multi-user.target.wants/"
}

# prepare_job SUITE JOB FOLDER: installs what the job needs. Labels for SELinux are
# set last.
prepare_job() {
	local suite=$1 folder=$3

	case $2 in
	server-kselftests)
		install_debs "$suite" "$folder" && upgrade_kernel "$suite" "$folder"
		;;
	server-autopkgtest)
		copy_tree "$folder/upper/srv/source" &&
		in_layer "$suite" "$folder" apt-get -qq install -y \
			"${autopkgtest_packages[@]}"
		;;
	server-selinux)
		install_debs "$suite" "$folder" &&
		in_layer "$suite" "$folder" apt-get -qq install -y \
			"${selinux_packages[@]}" &&
		in_layer "$suite" "$folder" /selftests/guest/selinux/install
		;;
	esac
}

# job_of SUITE[:JOB]: the job's script.
job_of() {
	case $1 in
	*:*) echo "server-${1#*:}" ;;
	*) echo server-kselftests ;;
	esac
}

# parameters_of SUITE[:JOB]: the job's kernel parameters.
parameters_of() {
	case $1 in
	*:selinux) echo security=selinux enforcing=0 ;;
	esac
}

# sort_kernels FOLDER: moves the files of FOLDER/boot to FOLDER/kernel/RELEASE, as
# vmlinuz and initrd.
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

# make_disk SUITE FOLDER: makes FOLDER/disk of the layer, which is removed, and
# FOLDER/kernel/RELEASE for each of its kernels.
make_disk() {
	with_layer "$1" "$2" cp -r "$2/root/boot" "$2/" &&
	sort_kernels "$2" &&
	with_layer "$1" "$2" mke2fs -q -t ext4 -O ^has_journal \
		-d "$2/root" "$2/disk" 4G &&
	rm -rf "$2/upper" "$2/work"
}

# make_server SUITE[:JOB] DEBS TESTS FOLDER: makes the disk of a server that runs a
# job, and takes its kernels.
make_server() {
	local suite=${1%:*} folder=$4 job

	job=$(job_of "$1")
	need_root "$suite" && mkdir -p "$folder/upper" &&
	cp -r "$2" "$folder/upper/srv" &&
	add_job "$folder" selftest.service "$job" &&
	cp -r "$3" "$folder/upper/selftests/tests" &&
	prepare_job "$suite" "$job" "$folder" &&
	in_layer "$suite" "$folder" apt-get clean &&
	make_disk "$suite" "$folder"
}

# try_checkout SUITE FOLDER: prints the results of server-checkout, in a layer.
try_checkout() {
	need_root "$1" && copy_tree "$2/upper/checkout" &&
	in_layer "$1" "$2" /checkout/selftests/guest/server-checkout ||
		echo "not ok git checkout: ended early"
	rm -rf "$2"
}
