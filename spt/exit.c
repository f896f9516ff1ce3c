/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exit as it lies in the arena. A guest that runs wild can write there, and the runner takes
 * what an exit says for indexes, sizes and text: so nothing is passed on unchecked.
 */
#include "spt_internal.h"

#include <stdio.h>
#include <string.h>

static bool is_bool(const bool *b)
{
    return *(const uint8_t *)b <= 1;
}

static bool is_size(unsigned bytes, unsigned max)
{
    return bytes && bytes <= max && !(bytes & (bytes - 1));
}

static bool is_sane(const struct vcpu_exit *x)
{
    if ((unsigned)x->kind >= VCPU_EXIT_KINDS)
        return false;
    if (x->kind == VCPU_EXIT_IO)
        return is_size(x->io.size, 4) && is_bool(&x->io.in);
    if (x->kind == VCPU_EXIT_MMIO)
        return is_size(x->mmio.size, 8) && is_bool(&x->mmio.write);
    return true;
}

/* One line of printable characters: it goes to a terminal. */
void exit_clean_text(char *text, size_t len)
{
    text[len - 1] = '\0';
    for (char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
}

void exit_take(const struct arena *a, struct vcpu_exit *exit)
{
    memcpy(exit, &a->exit, sizeof *exit);
    if (is_sane(exit)) {
        exit_clean_text(exit->text, sizeof exit->text);
        return;
    }
    snprintf(exit->text, sizeof exit->text,
             "the guest ran wild and overwrote the monitor's memory (exit %#x): only addresses "
             "below the window are the guest's",
             (unsigned)exit->kind);
    exit->kind = VCPU_EXIT_ERROR;
}
