# SPDX-License-Identifier: GPL-2.0-only
# tcpstates: the kernel module (Kbuild) and the tool tcpst (userspace/). `make help`
# prints the targets, from the comments beside them here.
#
#   KERNELRELEASE=  the kernel to build for, by default the running one
#   KDIR=           its headers or source tree, if not in /lib/modules
#   DESTDIR=, PREFIX=  where to install, as usual
#   SUITES=         the Debian releases for `make check-kernels`
#   ARCHS=          the architectures for `make check-arch`
#   HOURS=          how long `make soak` takes, for example 0.5

KERNELRELEASE ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNELRELEASE)/build
PREFIX ?= /usr/local
# The slowest first: two are booted at a time.
SUITES ?= trixie bookworm bookworm:packages bullseye trixie-backports
ARCHS ?= arm64 s390x
HOURS ?= 1

no_headers = no headers of the kernel $(KERNELRELEASE) in $(KDIR): install the \
	package linux-headers-$(KERNELRELEASE) (Debian, Ubuntu) or \
	kernel-devel-$(KERNELRELEASE) (Fedora, RHEL), or try it in a VM: make demo

# Called with a +: make does not recognize it as a make, and would not pass its jobs.
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR)

selftests := demo check check-tool check-kernels check-arch check-secureboot \
	     check-debug check-mutants stress soak bench bench-peers lint

.PHONY: all module tool modules_install install uninstall dkms-install \
	dkms-uninstall clean help headers $(selftests)

all: module tool	## build the module and the tool

module: headers		## build the module, tcpstates.ko
	+@$(kbuild) modules

tool:			## build the tool, userspace/tcpst
	@$(MAKE) --no-print-directory -C userspace PREFIX=$(PREFIX) all

modules_install: headers	## install the module for one kernel only
	+@$(kbuild) modules_install

dkms-install: headers	## install the module with DKMS, which rebuilds it for new kernels
	@module/dkms.sh install $(KERNELRELEASE) $(abspath $(KDIR))

dkms-uninstall:		## remove the module from DKMS
	@module/dkms.sh uninstall

install:		## install the tool, its man pages and its completion
uninstall:		## remove the tool, its man pages and its completion
install uninstall:
	@$(MAKE) --no-print-directory -C userspace PREFIX=$(PREFIX) $@

# Without headers there is nothing of the module to clean.
clean:			## remove what was built
	+@if [ -e $(KDIR)/Makefile ]; then $(kbuild) clean; fi
	@$(MAKE) --no-print-directory -C userspace clean

demo:			## show the module and the tool in a VM; with LIVE=1, on this machine
check:			## build everything, run the tests, here and in a VM
check-tool:		## fuzz the tool's parser, test the tool under valgrind
check-kernels:		## test the packages on the Debian releases in SUITES
check-arch:		## test on the architectures in ARCHS, emulated
check-secureboot:	## test in a VM with Secure Boot
check-debug:		## try to break the module, on kernels with sanitizers
check-mutants:		## check that check-debug finds faults
stress:			## read the file in a VM while connections come and go
soak:			## read the file in a VM under real load for HOURS, compare every count
bench:			## measure what a read costs, draw docs/cost.svg
bench-peers:		## compare the file with other ways to count, in a VM
lint:			## run the static checks

arguments =
demo: arguments = $(if $(filter 1,$(LIVE)),--live)
check-kernels: arguments = $(SUITES)
check-arch: arguments = $(ARCHS)
soak: arguments = $(HOURS)
$(selftests):
	@selftests/targets/$@ $(arguments)

help:			## list the targets
	@sed -n 's/^\([a-z_-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

headers:
	@:$(if $(wildcard $(KDIR)/Makefile),,$(error $(no_headers)))
