/* SPDX-License-Identifier: Apache-2.0 */
/* The data TLBs as CPUID describes them: how much memory they reach. */
#ifndef MMUBENCH_TLB_H
#define MMUBENCH_TLB_H

#include <jansson.h>
#include <stdint.h>

struct tlb_regs {
    uint32_t a, b, c, d;
};

/* CPUID, or what stands for it in a test. */
typedef struct tlb_regs tlb_cpuid(uint32_t leaf, uint32_t subleaf);

/*
 * {"source": "CPUID 18H", "data": [{"level": 2, "page_bytes": 4096, "entries": 2048}, ...]} from
 * leaf 18H or 2 (SDM vol. 2A, CPUID) or 80000005H, 80000006H and 80000019H (APM vol. 3, appendix
 * E). What a hypervisor hides is missing: `data` may be empty. NULL stands for this processor's
 * own CPUID. A new reference.
 */
json_t *tlb_json(tlb_cpuid *cpuid);

/* Bytes that the TLB of the level reaches with pages of this size, by tlb_json()'s object; 0: not
 * known. */
uint64_t tlb_reach(const json_t *tlb, int level, uint64_t page_bytes);

#endif
