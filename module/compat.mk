# SPDX-License-Identifier: GPL-2.0-only
# Tests the kernel's headers for what module/compat.h needs to know. The version
# would not do: distributions backport.
net-headers := $(srctree)/include/net
ifeq ($(wildcard $(net-headers)/inet_connection_sock.h),)
$(error tcpstates: no kernel headers in $(net-headers))
endif
has = $(if $(shell grep -sE '$(2)' $(net-headers)/$(1)),-D$(3))

ccflags-y += $(call has,inet_connection_sock.h,icsk_listen_portaddr_node;,TCPSTATES_LHASH2_HLIST)
ccflags-y += $(call has,netns/ipv4.h,inet_timewait_death_row[[:space:]]+\*tcp_death_row,TCPSTATES_DEATH_ROW_POINTER)
