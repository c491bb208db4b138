#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Makes docs/states.svg of the edges in userspace/diagram.c, with graphviz.
set -eu
cd "$(dirname "$0")"
command -v dot >/dev/null || { echo >&2 "dot is missing: install graphviz"; exit 1; }

{
	echo 'digraph states { nodesep=0.6'
	echo 'node [shape=box style="rounded,filled" fillcolor="#eef3f8"'
	echo '	color="#56708a" fontname="sans-serif" fontsize=12]'
	echo 'edge [color="#56708a" fontname="sans-serif" fontsize=10]'
	sed -n 's/^\t{ TCP_\([A-Z_0-9]*\), TCP_\([A-Z_0-9]*\), \("[^"]*"\) },$/\1 -> \2 [label=\3]/p' \
		../userspace/diagram.c
	echo '}'
} | dot -Tsvg >states.svg.new
mv states.svg.new states.svg
