# SPDX-License-Identifier: GPL-2.0-only
# Tests the kernel's headers for what module/compat.h needs to know. The version
# would not do: distributions backport.
headers := $(srctree)/include
ifeq ($(wildcard $(headers)/net/inet_connection_sock.h),)
$(error tcpstates: no kernel headers in $(headers))
endif
has = $(if $(shell grep -sE '$(2)' $(headers)/$(1)),-D$(3))

ccflags-y += $(call has,net/inet_connection_sock.h,icsk_listen_portaddr_node;,TCPSTATES_LHASH2_HLIST)
ccflags-y += $(call has,net/netns/ipv4.h,inet_timewait_death_row[[:space:]]+\*tcp_death_row,TCPSTATES_DEATH_ROW_POINTER)
ccflags-y += $(call has,linux/proc_fs.h,PDE_DATA,TCPSTATES_PDE_DATA_CAPITALS)
ccflags-y += $(call has,net/inet_timewait_sock.h,tw_connect_bind,TCPSTATES_CONNECT_BIND)
