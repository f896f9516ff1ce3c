/* SPDX-License-Identifier: Apache-2.0 */
#include "units.h"

#include "err.h"

#include <cpuid.h>
#include <errno.h>
#include <time.h>

#define KHZ_PER_MHZ UINT64_C(1000)
#define HZ_PER_KHZ  UINT64_C(1000)

#define CALIBRATE_NS (UINT64_C(50) * NS_PER_MS)

#define CPUID_POWER             0x80000007u
#define CPUID_EDX_INVARIANT_TSC (1u << 8)

/* a * b / c, rounded to nearest, without overflow in between. */
static uint64_t scale(uint64_t a, uint64_t b, uint64_t c)
{
    return (uint64_t)(((unsigned __int128)a * b + c / 2) / c);
}

/* TSC Hz = crystal Hz * EBX / EAX; any of them may be left 0. */
uint64_t units_khz_from_cpuid15(const uint32_t regs15[4])
{
    uint64_t denominator = regs15[0], numerator = regs15[1], crystal_hz = regs15[2];

    if (!denominator || !numerator || !crystal_hz)
        return 0;
    return crystal_hz * numerator / denominator / HZ_PER_KHZ;
}

/* EAX[15:0]: processor base frequency in MHz, to which the TSC of these CPUs ticks. */
uint64_t units_khz_from_cpuid16(const uint32_t regs16[4])
{
    return (regs16[0] & 0xffffu) * KHZ_PER_MHZ;
}

static uint64_t khz_of_leaf(uint32_t leaf, uint64_t (*parse)(const uint32_t *))
{
    uint32_t r[4];

    return __get_cpuid(leaf, &r[0], &r[1], &r[2], &r[3]) ? parse(r) : 0;
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec t;

    CHECK(!clock_gettime(clock, &t));
    return (uint64_t)t.tv_sec * NS_PER_SEC + (uint64_t)t.tv_nsec;
}

uint64_t units_now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

uint64_t units_now_tsc(void)
{
    uint32_t lo, hi;

    __asm__ volatile("lfence; rdtsc; lfence" : "=a"(lo), "=d"(hi) : : "memory");
    return (uint64_t)hi << 32 | lo;
}

/* One reading of both clocks, the tightest of several: an interrupt in between would skew it. */
static void read_pair(uint64_t *tsc, uint64_t *ns)
{
    uint64_t best = UINT64_MAX;

    for (int i = 0; i < 32; i++) {
        uint64_t before = units_now_tsc();
        uint64_t now = clock_ns(CLOCK_MONOTONIC_RAW);
        uint64_t after = units_now_tsc();
        if (after - before < best) {
            best = after - before;
            *tsc = before + (after - before) / 2;
            *ns = now;
        }
    }
}

static uint64_t calibrate(void)
{
    uint64_t tsc0 = 0, ns0 = 0, tsc1 = 0, ns1 = 0;

    read_pair(&tsc0, &ns0);
    while (clock_ns(CLOCK_MONOTONIC_RAW) - ns0 < CALIBRATE_NS)
        ;
    read_pair(&tsc1, &ns1);
    /* kHz = cycles per ms */
    return tsc1 > tsc0 && ns1 > ns0 ? scale(tsc1 - tsc0, NS_PER_MS, ns1 - ns0) : 0;
}

int units_tsc(struct units_tsc *tsc)
{
    uint32_t a, b, c, d;

    *tsc = (struct units_tsc){.how = "CPUID 15H", .calibrated_khz = calibrate()};
    tsc->khz = khz_of_leaf(0x15, units_khz_from_cpuid15);
    if (!tsc->khz) {
        tsc->how = "CPUID 16H";
        tsc->khz = khz_of_leaf(0x16, units_khz_from_cpuid16);
    }
    /* A hypervisor may pass the leaf of another clock on: more than 1 % apart is not the TSC's. */
    uint64_t off = tsc->khz > tsc->calibrated_khz ? tsc->khz - tsc->calibrated_khz
                                                  : tsc->calibrated_khz - tsc->khz;
    if (!tsc->khz || (tsc->calibrated_khz && off > tsc->calibrated_khz / 100)) {
        tsc->how = "calibrated against CLOCK_MONOTONIC_RAW";
        tsc->khz = tsc->calibrated_khz;
    }
    if (!__get_cpuid(CPUID_POWER, &a, &b, &c, &d) || !(d & CPUID_EDX_INVARIANT_TSC))
        return err(ENOTSUP, "this CPU does not promise a TSC of constant rate (CPUID 80000007H): "
                            "times in ns are approximate");
    return 0;
}

/* kHz are cycles per ms. */
uint64_t units_cycles_to_ns(uint64_t cycles, uint64_t khz)
{
    CHECK(khz);
    return scale(cycles, NS_PER_MS, khz);
}

uint64_t units_ns_to_cycles(uint64_t ns, uint64_t khz)
{
    CHECK(khz);
    return scale(ns, khz, NS_PER_MS);
}

double units_cycles_to_ns_f(double cycles, uint64_t khz)
{
    CHECK(khz);
    return cycles * (double)NS_PER_MS / (double)khz;
}
