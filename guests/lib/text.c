/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of text to the runner. Cut at the size of the boot page's buffer. */
#include "guest.h"
#include "platform.h"

#include <stdarg.h>

struct text {
    char *at, *end;
};

static void put(struct text *t, char c)
{
    if (t->at < t->end)
        *t->at++ = c;
}

static void put_number(struct text *t, uint64_t v, unsigned base)
{
    char digit[20];
    unsigned n = 0;

    do
        digit[n++] = "0123456789abcdef"[v % base];
    while (v /= base);
    while (n)
        put(t, digit[--n]);
}

static void format(struct text *t, const char *fmt, va_list args)
{
    for (; *fmt; fmt++) {
        if (*fmt != '%') {
            put(t, *fmt);
            continue;
        }
        if (*++fmt == 'l')
            fmt++;
        if (*fmt == 's')
            for (const char *s = va_arg(args, const char *); *s; s++)
                put(t, *s);
        else if (*fmt == 'u' || *fmt == 'x')
            put_number(t, va_arg(args, uint64_t), *fmt == 'u' ? 10 : 16);
        else
            put(t, *fmt);
    }
}

static void say(enum guest_hypercall nr, const char *fmt, va_list args)
{
    struct text t = {guest_boot->text, guest_boot->text + GUEST_TEXT_BYTES};

    format(&t, fmt, args);
    guest_boot->text_len = (uint32_t)(t.at - guest_boot->text);
    platform_hypercall(nr);
}

void guest_print(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(HC_PRINT, fmt, args);
    va_end(args);
}

void guest_panic(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(HC_PANIC, fmt, args);
    va_end(args);
    for (;;)
        platform_hypercall(HC_PANIC);
}

void guest_exit(uint64_t status)
{
    guest_boot->status = status;
    for (;;)
        platform_hypercall(HC_EXIT);
}
