# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A disk that firmware boots, made without mounting anything: an EFI system
# partition with Debian's signed shim and grub, and the root. Needs common.sh.

packages_disk=(dosfstools mtools fdisk e2fsprogs)

# Where the partitions begin and how large they are, in MiB.
esp_begin=1
esp_size=32
root_begin=33

# The path of removable media: what firmware boots without an entry of its own.
# MokManager lies beside shim; grub, signed by Debian, reads /EFI/debian/grub.cfg.
esp() {
	local root=$1 file=$2 kernel
	local efi=$root/usr/lib/shim grub=$root/usr/lib/grub/x86_64-efi-signed

	kernel=$(basename "$root"/boot/vmlinuz-*)
	cat >"$scratch/grub.cfg" <<-END
		search --no-floppy --label --set=root root
		linux /boot/$kernel root=LABEL=root ro console=ttyS0 loglevel=5
		initrd /boot/initrd.img-${kernel#vmlinuz-}
		boot
	END
	rm -f "$file"
	mkfs.vfat -C "$file" $((esp_size * 1024)) &&
	mmd -i "$file" ::/EFI ::/EFI/BOOT ::/EFI/debian &&
	mcopy -i "$file" "$efi/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI &&
	mcopy -i "$file" "$efi/mmx64.efi.signed" ::/EFI/BOOT/mmx64.efi &&
	mcopy -i "$file" "$grub/grubx64.efi.signed" ::/EFI/BOOT/grubx64.efi &&
	mcopy -i "$file" "$scratch/grub.cfg" ::/EFI/debian/grub.cfg
}

# make_disk ROOT FILE
make_disk() {
	local root=$1 file=$2 size

	# What it holds, and half of that to live in.
	size=$(($(du -sm "$root" | cut -f 1) * 3 / 2))
	rm -f "$file"
	truncate -s $((root_begin + size + 1))M "$file" &&
	sfdisk -q "$file" <<-END &&
		label: gpt
		start=${esp_begin}MiB, size=${esp_size}MiB, type=uefi
		start=${root_begin}MiB, size=${size}MiB, type=linux
	END
	esp "$root" "$scratch/esp" &&
	dd if="$scratch/esp" of="$file" bs=1M seek=$esp_begin conv=notrunc &&
	mke2fs -q -t ext4 -L root -d "$root" \
		-E offset=$((root_begin * 1024 * 1024)) "$file" "${size}M"
}
