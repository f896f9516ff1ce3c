/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of the shadow MMU: what may be done in more than one way, so that the ways can be
 * compared. */
#ifndef MMUBENCH_SPT_POLICY_H
#define MMUBENCH_SPT_POLICY_H

#include <stdint.h>

/* Roots are processes that share one arena. A plain number, for it is printed. */
#define SPT_MAX_ROOTS 64

/* X(name, default, min, max, meaning) */
#define SPT_POLICIES(X)                                                                            \
    X(prefetch, 64, 1, 512,                                                                        \
      "neighbouring entries, of frames in a row, that the first fill of a table maps at most; 1: " \
      "none ahead")                                                                                \
    X(scatter, 16, 0, 64,                                                                          \
      "further host calls that one fill makes at most, for frames elsewhere: 0, 1, 3, 7.. as a "   \
      "table goes on being filled, with longer runs; 0: neither")                                  \
    X(interpret, 1, 0, 1, "run short stretches of guest-kernel code in the monitor's interpreter") \
    X(refill, 1, 0, 1, "map the page of a handled page fault while emulating the iretq")           \
    X(unsync, 1, 0, 1,                                                                             \
      "leaf tables may go out of step until invlpg or a CR3 load, instead of each write being "    \
      "traced")                                                                                    \
    X(flood, 16, 0, 255,                                                                           \
      "writes in a row to unused entries after which a table is no longer shadowed; 0: never")     \
    X(remap, 1, 0, 1,                                                                              \
      "an entry that the guest changes and flushes is mapped anew at once, instead of at its "     \
      "next use")                                                                                  \
    X(evict, 8192, 0, 65536,                                                                       \
      "mappings given up at once where vm.max_map_count allows no more; 0: all of the root")       \
    X(roots, SPT_MAX_ROOTS, 2, SPT_MAX_ROOTS, "roots cached, each a process: (CR3, CPL, WP, NXE)")

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
