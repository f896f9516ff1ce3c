/* SPDX-License-Identifier: Apache-2.0 */
#include "run_stop.h"

#include "err.h"
#include "hypercall.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int unknown(const char *text)
{
    char names[160] = "";
    size_t n = 0;

    for (uint32_t h = 0; h < HC_COUNT && n < sizeof names; h++)
        n +=
            (size_t)snprintf(names + n, sizeof names - n, "%s%s", h ? ", " : "", hypercall_name(h));
    return err(EINVAL, "stop point \"%s\": give " RUN_STOP_SYNTAX " (hypercalls: %s)", text, names);
}

static bool read_count(uint64_t *out, const char *text)
{
    char *end;

    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    *out = strtoull(text, &end, 0);
    return !errno && !*end && *out;
}

int run_stop_parse(struct run_stop *stop, const char *text)
{
    size_t len = strcspn(text, ":");

    *stop = (struct run_stop){RUN_STOP_ANY, 1};
    if (read_count(&stop->count, text))
        return 0;
    for (uint32_t h = 0; h < HC_COUNT; h++) {
        if (strlen(hypercall_name(h)) != len || memcmp(hypercall_name(h), text, len))
            continue;
        *stop = (struct run_stop){h, 1};
        return !text[len] || read_count(&stop->count, text + len + 1) ? 0 : unknown(text);
    }
    return unknown(text);
}

const char *run_stop_text(const struct run_stop *stop, char *out, size_t bytes)
{
    if (stop->hypercall == RUN_STOP_ANY)
        snprintf(out, bytes, "exit %" PRIu64, stop->count);
    else if (stop->count == 1)
        snprintf(out, bytes, "hypercall %s", hypercall_name(stop->hypercall));
    else
        snprintf(out, bytes, "hypercall %s number %" PRIu64, hypercall_name(stop->hypercall),
                 stop->count);
    return out;
}

static bool is_hypercall(const struct vcpu_exit *e)
{
    return e->kind == VCPU_EXIT_IO && e->io.port == GUEST_PORT && !e->io.in && e->io.size == 4 &&
           e->io.value < HC_COUNT;
}

uint64_t run_stop_exits(const struct run_result *res)
{
    uint64_t n = 0;

    for (unsigned k = 0; k < VCPU_EXIT_KINDS; k++)
        n += k == VCPU_EXIT_TIMEOUT ? 0 : res->exits[k];
    return n;
}

bool run_stop_reached(const struct run_stop *stop, const struct vcpu_exit *e,
                      struct run_result *res)
{
    bool hypercall = is_hypercall(e);

    if (hypercall)
        res->hypercalls[e->io.value]++;
    if (!stop ||
        (e->kind != VCPU_EXIT_IO && e->kind != VCPU_EXIT_MMIO && e->kind != VCPU_EXIT_HALT))
        return false;
    if (stop->hypercall == RUN_STOP_ANY)
        return run_stop_exits(res) == stop->count;
    return hypercall && e->io.value == stop->hypercall &&
           res->hypercalls[stop->hypercall] == stop->count;
}
