# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The system that the machine with Secure Boot runs: a server as ../machine makes
# them, started by Debian's signed boot chain, with tcpstates installed by apt.
# Needs roots.sh and machines.sh of ../machine.

# prepare_signing SUITE FOLDER: what README.md has the administrator of a Debian 11
# type, whose dkms signs nothing by itself.
prepare_signing() {
	type_in "$1" "$2" openssl req -new -x509 -nodes -days 36500 \
		-newkey rsa:2048 -subj '/CN=DKMS module signing key' \
		-keyout /root/mok.priv -outform DER -out /root/mok.der &&
	type_in "$1" "$2" sh -c 'echo sign_tool=/etc/dkms/sign_helper.sh \
		>>/etc/dkms/framework.conf'
}

# add_steps FOLDER PASSWORD: the job to be run when the server has booted; PASSWORD
# is for mokutil.
add_steps() {
	local usr=$1/upper/usr/local units=$1/upper/etc/systemd/system

	mkdir -p "$usr/lib" "$usr/sbin" "$units/multi-user.target.wants" &&
	echo 'LABEL=root / ext4 defaults 0 1' >"$1/upper/etc/fstab" &&
	echo "$2" >"$usr/lib/password" &&
	install -m 0644 "$top/selftests/ktap.sh" "$usr/lib/" &&
	install "$inside/server-secureboot" "$usr/sbin/" &&
	install -m 0644 "$inside/secureboot.service" "$units/" &&
	ln -s /etc/systemd/system/secureboot.service "$units/multi-user.target.wants/"
}

# make_server SUITE DEBS FOLDER PASSWORD: the layer FOLDER.
make_server() {
	local suite=$1 folder=$3

	need_root "$suite" && mkdir -p "$folder/upper" &&
	cp -r "$2" "$folder/upper/srv" &&
	type_in "$suite" "$folder" apt-get -qq install -y \
		"${secureboot_packages[@]}" || return
	if [ -e "$cache/machine/$suite/etc/dkms/sign_helper.sh" ]; then
		prepare_signing "$suite" "$folder" || return
	fi
	install_debs "$suite" "$folder" &&
	type_in "$suite" "$folder" apt-get clean &&
	add_steps "$folder" "$4"
}
