/* SPDX-License-Identifier: Apache-2.0 */
/* report.css, as text of the program. */
    .section .rodata.report_css, "a", @progbits
    .globl report_css
report_css:
    .incbin "report.css"
    .byte 0
    .section .note.GNU-stack, "", @progbits
