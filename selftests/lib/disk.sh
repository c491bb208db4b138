# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A disk that firmware boots, made without mounting anything: an EFI system
# partition with Debian's signed shim and grub, and the root. Needs common.sh, and
# roots.sh of ../machine.

packages_disk=(dosfstools mtools fdisk e2fsprogs)

# Where the partitions begin and how large they are, in MiB.
esp_begin=1
esp_size=32
root_begin=33
root_size=4096

# boot_files SUITE FOLDER TO: what is booted with, out of the layer FOLDER.
boot_files() {
	mkdir -p "$3" &&
	with_layer "$1" "$2" cp -r -t "$3" "$2/root/boot" "$2/root/usr/lib/shim" \
		"$2/root/usr/lib/grub/x86_64-efi-signed"
}

# esp FILES IMAGE: the EFI system partition, with what boot_files() put into FILES.
#
# /EFI/BOOT is the path of removable media: what firmware boots without an entry of
# its own. MokManager lies beside shim; grub, signed by Debian, reads
# /EFI/debian/grub.cfg.
esp() {
	local files=$1 image=$2 kernel

	kernel=$(basename "$files"/boot/vmlinuz-*)
	cat >"$files/grub.cfg" <<-END
		search --no-floppy --label --set=root root
		linux /boot/$kernel root=LABEL=root ro console=ttyS0 loglevel=5
		initrd /boot/initrd.img-${kernel#vmlinuz-}
		boot
	END
	rm -f "$image"
	mkfs.vfat -C "$image" $((esp_size * 1024)) &&
	mmd -i "$image" ::/EFI ::/EFI/BOOT ::/EFI/debian &&
	mcopy -i "$image" "$files/shim/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI &&
	mcopy -i "$image" "$files/shim/mmx64.efi.signed" ::/EFI/BOOT/mmx64.efi &&
	mcopy -i "$image" "$files/x86_64-efi-signed/grubx64.efi.signed" \
		::/EFI/BOOT/grubx64.efi &&
	mcopy -i "$image" "$files/grub.cfg" ::/EFI/debian/grub.cfg
}

# make_disk SUITE FOLDER FILES DISK: of the layer FOLDER, with its boot_files().
make_disk() {
	local disk=$4

	rm -f "$disk"
	truncate -s $((root_begin + root_size + 1))M "$disk" &&
	sfdisk -q "$disk" <<-END &&
		label: gpt
		start=${esp_begin}MiB, size=${esp_size}MiB, type=uefi
		start=${root_begin}MiB, size=${root_size}MiB, type=linux
	END
	esp "$3" "$disk.esp" &&
	dd if="$disk.esp" of="$disk" bs=1M seek=$esp_begin conv=notrunc &&
	with_layer "$1" "$2" mke2fs -q -t ext4 -L root -d "$2/root" \
		-E offset=$((root_begin * 1024 * 1024)) "$disk" "${root_size}M"
}
