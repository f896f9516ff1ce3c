/* SPDX-License-Identifier: Apache-2.0 */
/* Which modes will run: what was asked for, or what this machine can do. */
#ifndef MMUBENCH_SELECT_H
#define MMUBENCH_SELECT_H

#include "bench/args.h"

#include <jansson.h>

/* Every mode of the table with its probe, and those that will run, in order. */
struct selection {
    struct mmu_probe probe[MODES_MAX]; /* of modes_at(i) */
    const struct mode *mode[MODES_MAX];
    size_t n;
    struct kvm_reload *reload; /* what --allow-kvm-reload changed; NULL: nothing */
};

/* Asks every mode. */
void select_probe(struct selection *s);

/* Chooses. -ENODEV with reason, proof and remedy when one that was asked for is not available, or
 * when none is. Names on stderr each default mode that is left out, and why. */
int select_modes(struct selection *s, const struct args_run *a);

/* Called before each run of a guest: the KVM of that mode is loaded again if another one ran in
 * between, and proved. 0 or -errno with a text. Nothing to do without --allow-kvm-reload. */
int select_prepare(const struct selection *s, const struct mode *m);

/* Puts the host back. 0 or -errno with a text. */
int select_close(struct selection *s);

/* {"spt": {"available": true, "proof": ...}, ...}; a new reference. */
json_t *select_json(const struct selection *s);

/* The same for people, on stdout. */
void select_print(const struct selection *s);

#endif
