/* SPDX-License-Identifier: Apache-2.0 */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local char last[ERR_TEXT_BYTES];

/* Formatted aside first: the arguments may contain err_text() itself, to add to it. */
static size_t record(const char *fmt, va_list ap)
{
    char text[ERR_TEXT_BYTES];
    int n = vsnprintf(text, sizeof text, fmt, ap);

    if (n < 0)
        n = 0;
    size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    memcpy(last, text, len);
    last[len] = '\0';
    return len;
}

int err(int code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    record(fmt, ap);
    va_end(ap);
    return -code;
}

int err_sys(const char *fmt, ...)
{
    int code = errno;
    va_list ap;

    va_start(ap, fmt);
    size_t len = record(fmt, ap);
    va_end(ap);
    /* strerrordesc_np() is a table: no allocation, no locale. */
    const char *why = strerrordesc_np(code);
    snprintf(last + len, sizeof last - len, ": %s", why ? why : "unknown error");
    return code ? -code : -EIO;
}

const char *err_text(void)
{
    return last;
}

void err_clear(void)
{
    last[0] = '\0';
}

void check_failed(const char *file, int line, const char *what)
{
    char text[ERR_TEXT_BYTES];
    int n =
        snprintf(text, sizeof text, "mmubench: %s:%d: broken invariant: %s\n", file, line, what);

    if (n > 0) {
        size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
        if (write(STDERR_FILENO, text, len) < 0)
            abort();
    }
    abort();
}
