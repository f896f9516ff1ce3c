/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: functions return 0 or a negative errno; the place that knows what failed also leaves a
 * line of text for the user (what, where, and the remedy when the user can do something about it).
 */
#ifndef MMUBENCH_ERR_H
#define MMUBENCH_ERR_H

#define ERR_TEXT_BYTES 512

/* Records the text (of this thread) and returns -code. `code` is a positive errno. */
int err(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Like err(), and appends ": <strerror(errno)>"; returns -errno. For a system call that just
 * failed. */
int err_sys(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The text of the last err() of this thread; never NULL, "" if there was none. */
const char *err_text(void);

void err_clear(void);

/* Broken invariants end the process with file, line and condition; never compiled out. */
void check_failed(const char *file, int line, const char *what) __attribute__((noreturn, cold));
#define CHECK(cond)                                  \
    do {                                             \
        if (__builtin_expect(!(cond), 0))            \
            check_failed(__FILE__, __LINE__, #cond); \
    } while (0)

#endif
