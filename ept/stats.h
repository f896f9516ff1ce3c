/* SPDX-License-Identifier: Apache-2.0 */
/* KVM's binary stats (KVM API 4.133) as counters: those of counters.def that begin with "kvm_". */
#ifndef MMUBENCH_EPT_STATS_H
#define MMUBENCH_EPT_STATS_H

#include "common/counters.h"

#include <stddef.h>

struct kvm_stats {
    int fd;                     /* -1: this KVM has none */
    uint64_t data;              /* file offset of the values */
    uint64_t bytes;             /* of the values, up to the last one wanted */
    uint32_t offset[CTR_COUNT]; /* into the values, plus one; 0: this object lacks it */
};

/* Finds the wanted values of a VM's or vCPU's stats. Where there are none, all stay absent. */
void kvm_stats_open(struct kvm_stats *s, int object_fd);
void kvm_stats_close(struct kvm_stats *s);

/* Reads the values now. 0 or -errno; absent counters are left as they are. */
int kvm_stats_read(const struct kvm_stats *s, struct counters *c);

#endif
