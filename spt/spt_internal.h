/* SPDX-License-Identifier: Apache-2.0 */
/* The runner's side of the shadow MMU: what its files share. */
#ifndef MMUBENCH_SPT_INTERNAL_H
#define MMUBENCH_SPT_INTERNAL_H

#include "common/inspect.h"
#include "spt/arena.h"
#include "spt/spt.h"

struct mmu {
    struct ram *ram;
    struct arena *arena;
    uint64_t arena_bytes;
    int arena_fd;
    pid_t template;         /* 0: none */
    struct vcpu_exit *exit; /* of the last run(); answers to IN and MMIO are taken from it */
    _Atomic bool kicked;    /* since the vCPU was given away; the guest cannot reach this one */
    uint32_t traced;        /* trace lines already printed */
    char dead[128];         /* why no run is possible any more; "" while it is */
};

/* spawn.c: starts the template on `cpu` (-1: anywhere) and waits until it is ready; 0 or -errno. */
int spawn_template(struct mmu *m, int cpu);
/* Ends all processes of the monitor and waits for them. */
void spawn_end(struct mmu *m);
/* Fills m->dead when a process of the monitor has ended. True: one has. */
bool spawn_check(struct mmu *m);

/* wait.c: gives the vCPU to the monitor and waits until it comes back. 0 or -errno (m->dead says
 * why). */
int wait_vcpu(struct mmu *m);
void wait_kick(struct mmu *m);

/* exit.c: the arena's exit, checked; what is impossible becomes VCPU_EXIT_ERROR. */
void exit_take(const struct arena *a, struct vcpu_exit *exit);
/* Ends the text within its `len` bytes and makes it printable. */
void exit_clean_text(char *text, size_t len);

/* inspect.c */
extern const struct mmu_inspect spt_inspect;

/* dirty.c: begins or ends the log of a slot; the others are hooks of struct mmu_ops. */
void spt_dirty_log(struct mmu *m, const struct memslot *slot, bool on);
int spt_dirty_get(struct mmu *m, const struct memslot *slot, uint64_t *bitmap);
int spt_dirty_clear(struct mmu *m, const struct memslot *slot, const uint64_t *bitmap);

/* probe.c */
void spt_probe(struct mmu_probe *p);
/* Whether the host lets processes use the FSGSBASE instructions. */
bool spt_host_has_fsgsbase(void);

#endif
