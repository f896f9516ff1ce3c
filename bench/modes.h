/* SPDX-License-Identifier: Apache-2.0 */
/* The MMU modes: what --mmu= takes. modes.c is the only file that names backends. */
#ifndef MMUBENCH_MODES_H
#define MMUBENCH_MODES_H

#include "common/mmu.h"
#include "common/runner.h"

struct mode; /* one line of the table in modes.c */

#define MODES_MAX 16u

/* All modes in the order of display; ratios are against the first one that runs. */
size_t modes_count(void);
const struct mode *modes_at(size_t i);

/* By what --mmu= takes: a name, or a name with policies, as "spt:prefetch=8:interpret=0", which
 * then is the name that results carry. 0, or -EINVAL with a text that says what there is. */
int modes_find(const char *name, const struct mode **m);

const char *modes_name(const struct mode *m);
const char *modes_summary(const struct mode *m);     /* one line */
const struct mode *modes_base(const struct mode *m); /* itself, without policies */
const char *modes_policies(const struct mode *m);    /* a line each; NULL: none */
bool modes_by_default(const struct mode *m); /* runs without being asked for, if available */

/* True for a mode that runs the image itself, deprivileged: the image must pass the check first. */
bool modes_needs_check(const struct mode *m);
bool modes_translates(const struct mode *m); /* false: no page tables stand behind its loads */

/* All names, for lists and hints; returns how many. */
size_t modes_names(const char *names[MODES_MAX]);

/* For `mmubench verify`: what the oracle runs (with the variant's policy) and what it may expect;
 * `t` may be NULL. False: the mode has no MMU of its own. */
struct oracle_target;
bool modes_target(const struct mode *m, struct oracle_target *t);

/* Whether the mode can run here and how that is known. */
void modes_probe(const struct mode *m, struct mmu_probe *p);

/* --allow-kvm-reload: what modes_make_available() changed on the host; NULL: nothing so far. */
struct kvm_reload;

/* Changes the host so that the mode can run there, where that helps (modes that need KVM), and
 * proves it. May be called again for another mode. 0 or -errno with a text; *p is filled then. */
int modes_make_available(const struct mode *m, struct kvm_reload **reload, struct mmu_probe *p);

/* Puts back what was changed. 0 or -errno with a text that says how to do it by hand. */
int modes_put_back(struct kvm_reload *reload);

/* runner_run(), or what stands in its place; sets req->ops. */
int modes_run(const struct mode *m, struct run_request *req, const struct run_observer *obs,
              struct run_result *res);

#endif
