# SPDX-License-Identifier: GPL-2.0-only
# tcpstates: the kernel module (Kbuild) and the tool (userspace/).
#
#   KERNELRELEASE=  the kernel to build for; the running one if not given
#   KDIR=           its headers or its tree, where they are not in /lib/modules
#   DESTDIR=, PREFIX=  as everywhere
#   SUITES=         the Debian releases that `make check-kernels` installs and boots
#   ARCHS=          the architectures of those that `make check-arch` boots

KERNELRELEASE ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNELRELEASE)/build
PREFIX ?= /usr/local
# What takes longest first: two are booted at a time.
SUITES ?= trixie bookworm bookworm:packages bullseye trixie-backports
ARCHS ?= arm64 s390x

no_headers = no headers of the kernel $(KERNELRELEASE) in $(KDIR): install the \
	package linux-headers-$(KERNELRELEASE) (Debian, Ubuntu) or \
	kernel-devel-$(KERNELRELEASE) (Fedora, RHEL), or see it in a VM: make demo

# Called with a +: make does not see that it is a make, and would keep its jobs.
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR)

.PHONY: all module tool modules_install install uninstall clean demo check \
	check-kernels check-arch check-secureboot check-tool stress bench lint headers \
	dkms-install dkms-uninstall

all: module tool

module: headers
	+@$(kbuild) modules

tool:
	@$(MAKE) --no-print-directory -C userspace PREFIX=$(PREFIX) all

modules_install: headers
	+@$(kbuild) modules_install

install uninstall:
	@$(MAKE) --no-print-directory -C userspace PREFIX=$(PREFIX) $@

dkms-install: headers
	@module/dkms.sh install $(KERNELRELEASE) $(abspath $(KDIR))

dkms-uninstall:
	@module/dkms.sh uninstall

# Without headers there is nothing of the module to clean.
clean:
	+@if [ -e $(KDIR)/Makefile ]; then $(kbuild) clean; fi
	@$(MAKE) --no-print-directory -C userspace clean

demo:
	@selftests/targets/demo $(if $(filter 1,$(LIVE)),--live)

check:
	@selftests/targets/check

check-kernels:
	@selftests/targets/check-kernels $(SUITES)

check-arch:
	@selftests/targets/check-arch $(ARCHS)

check-secureboot:
	@selftests/targets/check-secureboot

check-tool:
	@selftests/targets/check-tool

stress:
	@selftests/targets/stress

bench:
	@selftests/targets/bench

lint:
	@selftests/targets/lint

headers:
	@:$(if $(wildcard $(KDIR)/Makefile),,$(error $(no_headers)))
