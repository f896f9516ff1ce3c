/* SPDX-License-Identifier: Apache-2.0 */
/* Where the guest ends and the monitor begins in the address space of a root's process. */
#ifndef MMUBENCH_SPT_LAYOUT_H
#define MMUBENCH_SPT_LAYOUT_H

#include <stdint.h>

/* The guest may map [SPT_GUEST_MIN, SPT_WINDOW). Below lies what mmap_min_addr keeps free; above,
 * at places that ASLR picks anew for each run, the monitor: its program (0x55.. to 0x56..), its
 * libraries, stack, arena and view of guest RAM (0x7f..). The first SPT_MAX_SPAN bytes of the
 * window are always empty, so that a mapping that starts in the guest's part and is no longer than
 * that cannot reach the monitor. */
#define SPT_GUEST_MIN UINT64_C(0x10000)
#define SPT_WINDOW    UINT64_C(0x550000000000)
#define SPT_MAX_SPAN  (UINT64_C(1) << 30) /* longest single mapping, bytes */

/* File descriptors of the monitor's processes; nothing else is open. */
#define SPT_ARENA_FD 3
#define SPT_RAM_FD   4

#endif
