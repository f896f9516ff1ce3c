/* SPDX-License-Identifier: Apache-2.0 */
/* The exit codes of mmubench, declared once: --help prints them and the README is tested to. */
#ifndef MMUBENCH_EXIT_CODE_H
#define MMUBENCH_EXIT_CODE_H

/* X(id, code, meaning) */
#define EXIT_CODES(X)                                                                            \
    X(OK, 0, "everything that was asked for was done")                                           \
    X(FINDINGS, 1, "check: the image has instructions that do not trap at ring 3")               \
    X(USAGE, 2, "bad command line: unknown command, option, mode, workload, key or value")       \
    X(MODE, 3, "an MMU mode that was asked for is not available on this machine")                \
    X(IMAGE, 4, "a guest image cannot be used: missing, damaged or refused by the check")        \
    X(GUEST, 5, "a guest failed: panic, triple fault, time-out, unknown port or hypercall")      \
    X(HOST, 6, "the host failed: no room or no right to write, no memory, a missing tool")       \
    X(DIFFERENT, 7,                                                                              \
      "verify, translate, tables: a mode does not do what the SDM says, or --soak finds a leak") \
    X(ROWS_DIFFER, 8, "compare: more rows differ than --max-differ allows")                      \
    X(INTERRUPTED, 130, "interrupted (Ctrl-C, SIGTERM): what was measured is kept")

enum exit_code {
#define X(id, code, text) EXIT_CODE_##id = (code),
    EXIT_CODES(X)
#undef X
};

#endif
