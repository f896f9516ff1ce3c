/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of the shadow MMU: what may be done in more than one way, so that the ways can be
 * compared. */
#ifndef MMUBENCH_SPT_POLICY_H
#define MMUBENCH_SPT_POLICY_H

#include <stdint.h>

/* X(name, default, min, max, meaning) */
#define SPT_POLICIES(X)                                                                            \
    X(prefetch, 64, 1, 512, "neighbouring entries that one fill maps at most, itself included")    \
    X(interpret, 1, 0, 1, "run short stretches of guest-kernel code in the monitor's interpreter") \
    X(refill, 1, 0, 1, "map the page of a handled page fault while emulating the iretq")           \
    X(unsync, 1, 0, 1,                                                                             \
      "leaf tables may go out of step until invlpg or a CR3 load, instead of each write being "    \
      "traced")                                                                                    \
    X(flood, 16, 0, 255,                                                                           \
      "writes in a row to unused entries after which a table is no longer shadowed; 0: never")     \
    X(roots, 24, 2, 24, "roots cached, each a process: (CR3, CPL, WP, NXE)")

struct spt_policy {
#define X(name, def, min, max, help) uint32_t name;
    SPT_POLICIES(X)
#undef X
};

/* A line each: "name=min..max (default): meaning". */
extern const char policy_help[];

/* Defaults, then "name=value,name=value" (NULL or "" for none). -EINVAL names what is wrong and
 * what there is. */
int policy_parse(struct spt_policy *p, const char *text);

#endif
