# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The Debian packages, built once for all releases. Needs roots.sh, and build.sh
# of ../vm.

# next_version FOLDER: makes a copy of the source a later version, another module.
next_version() {
	sed -i '/^PACKAGE_VERSION=/s/"$/.1"/' "$1/dkms.conf" &&
	sed -i '1s/)/.1)/' "$1/debian/changelog" &&
	echo 'MODULE_INFO(next, "yes");' >>"$1/module/main.c"
}

# build_debs FOLDER: the packages into FOLDER/first, and those of a later version
# into FOLDER/second, built on the oldest release: what is linked there runs on all
# later ones. The tool's own tests are not for here.
build_debs() {
	local layer=$scratch/builder which build

	need_root $oldest_suite &&
	type_in $oldest_suite "$layer" apt-get -qq install -y --no-download \
		"${build_packages[@]}" || return
	for which in first second; do
		build=$layer/upper/build/$which
		copy_tree "$build/tcpstates" || return
		[ $which = first ] || next_version "$build/tcpstates" || return
		# shellcheck disable=SC2016 # expanded by the shell that this is for
		type_in $oldest_suite "$layer" sh -c 'cd "/build/$1/tcpstates" &&
			DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b' \
			sh $which &&
		mkdir -p "$1/$which" &&
		cp "$build"/tcpstates_*.deb "$build"/tcpstates-dkms_*.deb \
			"$1/$which/" || return
	done
	rm -rf "$layer"
}
