# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The project's Debian packages. Needs common.sh, packages.sh and build.sh.

packages_debs=(build-essential debhelper dh-dkms libsmartcols-dev pkg-config)

# build_debs FOLDER: from the work tree into FOLDER, as README.md tells.
build_debs() {
	copy_tree "$1/source"
	(cd "$1/source" && dpkg-buildpackage -us -uc -b)
}
