/* SPDX-License-Identifier: Apache-2.0 */
/* The one place where units are converted: TSC cycles, nanoseconds, and the TSC's frequency. */
#ifndef MMUBENCH_UNITS_H
#define MMUBENCH_UNITS_H

#include <stdint.h>

#define NS_PER_SEC UINT64_C(1000000000)
#define NS_PER_MS  UINT64_C(1000000)

struct units_tsc {
    uint64_t khz;
    const char *how; /* "CPUID 15H", "CPUID 16H" or "calibrated against CLOCK_MONOTONIC_RAW" */
    uint64_t calibrated_khz; /* the clock's word on it, measured in any case; 0 if it failed */
};

/* Finds the TSC frequency; takes about 50 ms. 0, or -ENOTSUP where the TSC does not tick at one
 * rate (CPUID 80000007H EDX bit 8 clear): the value is then given all the same, for a warning. */
int units_tsc(struct units_tsc *tsc);

/* From the two CPUID leaves that tell it (SDM Vol. 3B 18.7.3); 0 if they do not. `regs15` and
 * `regs16` hold EAX, EBX, ECX, EDX. */
uint64_t units_khz_from_cpuid15(const uint32_t regs15[4]);
uint64_t units_khz_from_cpuid16(const uint32_t regs16[4]);

/* Rounded to nearest; no overflow for any `cycles` or `ns` whose result fits. khz must not be 0. */
uint64_t units_cycles_to_ns(uint64_t cycles, uint64_t khz);
uint64_t units_ns_to_cycles(uint64_t ns, uint64_t khz);
double units_cycles_to_ns_f(double cycles, uint64_t khz);

uint64_t units_now_ns(void);  /* CLOCK_MONOTONIC */
uint64_t units_now_tsc(void); /* lfence; rdtsc; lfence */

#endif
