/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor program as data of this one. MONITOR_PATH is given by the build. */
    .section .rodata
    .balign 16
    .globl monitor_blob, monitor_blob_end
monitor_blob:
    .incbin MONITOR_PATH
monitor_blob_end:
    .section .note.GNU-stack, "", @progbits
