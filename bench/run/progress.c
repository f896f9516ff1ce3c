/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include "common/units.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"

void progress_start(struct progress *p, size_t total)
{
    *p = (struct progress){
        .terminal = isatty(STDERR_FILENO), .total = total, .start_ns = units_now_ns()};
}

/* "1m20s left" from the pace so far; "" before the first run is over. */
static void time_left(const struct progress *p, char *out, size_t bytes)
{
    out[0] = '\0';
    if (p->done == p->skipped)
        return;

    uint64_t each = (units_now_ns() - p->start_ns) / (p->done - p->skipped);
    uint64_t s = each * (p->total - p->done) / NS_PER_SEC;

    snprintf(out, bytes, ", %llum%02llus left", (unsigned long long)s / 60,
             (unsigned long long)s % 60);
}

void progress_begin(const struct progress *p, const char *what)
{
    char left[48];

    if (!p->terminal)
        return;
    time_left(p, left, sizeof left);
    fprintf(stderr, CLEAR_LINE "[%zu/%zu%s] %.*s", p->done + 1, p->total, left, 60, what);
    fflush(stderr);
}

void progress_end(struct progress *p, const char *what, const char *how, uint64_t wall_ns)
{
    p->done++;
    if (!p->terminal)
        fprintf(stderr, "[%zu/%zu] %s: %s, %.2f s\n", p->done, p->total, what, how,
                (double)wall_ns / (double)NS_PER_SEC);
}

void progress_skip(struct progress *p)
{
    p->done++;
    p->skipped++;
}

/* FNV-1a, 64 bits. */
static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (; *text; text++)
        h = (h ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return h;
}

/* Beyond so many, it is said again. */
static bool said_before(struct progress *p, const char *text)
{
    uint64_t h = hash(text);

    for (size_t i = 0; i < p->nnotes; i++)
        if (p->note[i] == h)
            return true;
    if (p->nnotes < PROGRESS_NOTES)
        p->note[p->nnotes++] = h;
    return false;
}

void progress_note(struct progress *p, const char *fmt, ...)
{
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) >= 0 && !said_before(p, text))
        fprintf(stderr, "%s%s\n", p->terminal ? CLEAR_LINE : "", text);
    va_end(ap);
    free(text);
}

void progress_stop(const struct progress *p)
{
    if (p->terminal)
        fputs(CLEAR_LINE, stderr);
}
