/* SPDX-License-Identifier: Apache-2.0 */
#include "pmu.h"

#include <cpuid.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Event select, unit mask and counter mask as in IA32_PERFEVTSELx (SDM Vol. 3B 20.2.1); AMD's lower
 * bits are the same. */
#define RAW(event, umask, cmask) ((uint64_t)(cmask) << 24 | (umask) << 8 | (event))

/* Events by maker and model, under the names and codes of Intel's perfmon lists and AMD's PPR, as
 * the kernel has them in tools/perf/pmu-events/arch/x86. Each processor has a run of lines. */
#define HASWELL_BROADWELL                              \
    {                                                  \
        0x3c, 0x45, 0x46, 0x3f, 0x3d, 0x47, 0x4f, 0x56 \
    }
#define SKYLAKE                                  \
    {                                            \
        0x4e, 0x5e, 0x55, 0x8e, 0x9e, 0xa5, 0xa6 \
    }
#define ICE_LAKE                                 \
    {                                            \
        0x7d, 0x7e, 0x6a, 0x6c, 0x8c, 0x8d, 0xa7 \
    }
#define SAPPHIRE_RAPIDS        \
    {                          \
        0x8f, 0xcf, 0xad, 0xae \
    }
#define ANY_MODEL \
    {             \
        0         \
    }

static const struct known {
    const char *vendor;
    unsigned first_family, last_family;
    uint8_t model[8]; /* the first is 0: any */
    enum counter counter;
    uint64_t config;
    const char *event;
} known[] = {
    {"GenuineIntel", 6, 6, HASWELL_BROADWELL, CTR_pmu_walk_load_cycles, RAW(0x08, 0x10, 0),
     "DTLB_LOAD_MISSES.WALK_DURATION"},
    {"GenuineIntel", 6, 6, HASWELL_BROADWELL, CTR_pmu_walk_store_cycles, RAW(0x49, 0x10, 0),
     "DTLB_STORE_MISSES.WALK_DURATION"},
    {"GenuineIntel", 6, 6, HASWELL_BROADWELL, CTR_pmu_walk_ept_cycles, RAW(0x4f, 0x10, 0),
     "EPT.WALK_CYCLES"},
    {"GenuineIntel", 6, 6, SKYLAKE, CTR_pmu_walk_load_cycles, RAW(0x08, 0x10, 1),
     "DTLB_LOAD_MISSES.WALK_ACTIVE"},
    {"GenuineIntel", 6, 6, SKYLAKE, CTR_pmu_walk_store_cycles, RAW(0x49, 0x10, 1),
     "DTLB_STORE_MISSES.WALK_ACTIVE"},
    {"GenuineIntel", 6, 6, SKYLAKE, CTR_pmu_walk_ept_cycles, RAW(0x4f, 0x10, 0),
     "EPT.WALK_PENDING"},
    {"GenuineIntel", 6, 6, ICE_LAKE, CTR_pmu_walk_load_cycles, RAW(0x08, 0x10, 1),
     "DTLB_LOAD_MISSES.WALK_ACTIVE"},
    {"GenuineIntel", 6, 6, ICE_LAKE, CTR_pmu_walk_store_cycles, RAW(0x49, 0x10, 1),
     "DTLB_STORE_MISSES.WALK_ACTIVE"},
    {"GenuineIntel", 6, 6, SAPPHIRE_RAPIDS, CTR_pmu_walk_load_cycles, RAW(0x12, 0x10, 1),
     "DTLB_LOAD_MISSES.WALK_ACTIVE"},
    {"GenuineIntel", 6, 6, SAPPHIRE_RAPIDS, CTR_pmu_walk_store_cycles, RAW(0x13, 0x10, 1),
     "DTLB_STORE_MISSES.WALK_ACTIVE"},
    {"AuthenticAMD", 0x17, 0x1a, ANY_MODEL, CTR_pmu_walk_data, RAW(0x45, 0xf0, 0),
     "ls_l1_d_tlb_miss, L2 misses of all page sizes"},
};

/* A load that misses the last level of the TLB: the kernel knows the code of each processor. */
#define DTLB_LOAD_MISS                                             \
    (PERF_COUNT_HW_CACHE_DTLB | PERF_COUNT_HW_CACHE_OP_READ << 8 | \
     PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

static const enum counter all[PMU_MAX] = {CTR_pmu_dtlb_load_miss, CTR_pmu_walk_load_cycles,
                                          CTR_pmu_walk_store_cycles, CTR_pmu_walk_ept_cycles,
                                          CTR_pmu_walk_data};

void pmu_this_cpu(struct pmu_cpu *cpu)
{
    unsigned a, b, c, d;

    *cpu = (struct pmu_cpu){0};
    __cpuid(0, a, b, c, d);
    memcpy(cpu->vendor, &b, 4);
    memcpy(cpu->vendor + 4, &d, 4);
    memcpy(cpu->vendor + 8, &c, 4);
    __cpuid(1, a, b, c, d);
    cpu->family = (a >> 8 & 15) + ((a >> 8 & 15) == 15 ? a >> 20 & 255 : 0);
    cpu->model = (a >> 4 & 15) | (a >> 12 & 0xf0);
}

static int open_event(struct perf_event_attr *attr)
{
    long fd = syscall(SYS_perf_event_open, attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

    return fd < 0 ? -errno : (int)fd;
}

static bool has_model(const struct known *k, unsigned model)
{
    for (size_t i = 0; i < sizeof k->model && k->model[i]; i++)
        if (k->model[i] == model)
            return true;
    return !k->model[0];
}

static const struct known *find(const struct pmu_cpu *cpu, enum counter counter)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct known *k = &known[i];

        if (k->counter == counter && !strcmp(k->vendor, cpu->vendor) &&
            cpu->family >= k->first_family && cpu->family <= k->last_family &&
            has_model(k, cpu->model))
            return k;
    }
    return NULL;
}

static const char *reason_of(int code)
{
    switch (code) {
    case EACCES:
    case EPERM:
        return "not permitted: allow it with sysctl kernel.perf_event_paranoid=2, or run as root";
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
    case ENXIO:
        return "this machine has no PMU that counts it (a hypervisor may hide it)";
    case ENOSYS:
        return "this kernel has no perf events";
    default:
        return strerror(code);
    }
}

/* What read() gives for the format that is asked for below. */
struct reading {
    uint64_t value, enabled, running; /* the last two in ns, of all processes together */
};

static int open_one(uint32_t type, uint64_t config, pmu_opener open)
{
    struct perf_event_attr attr = {
        .type = type,
        .size = sizeof attr,
        .config = config,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .inherit = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };

    return open(&attr);
}

void pmu_open(struct pmu *p, const struct pmu_cpu *cpu, pmu_opener open)
{
    for (size_t i = 0; i < PMU_MAX; i++) {
        bool generic = all[i] == CTR_pmu_dtlb_load_miss;
        const struct known *k = generic ? NULL : find(cpu, all[i]);
        int fd = -EINVAL;

        p->event[i].counter = all[i];
        p->event[i].event = generic ? "dTLB-load-misses" : k ? k->event : NULL;
        p->event[i].reason[0] = '\0';
        if (generic || k)
            fd = open_one(generic ? PERF_TYPE_HW_CACHE : PERF_TYPE_RAW,
                          generic ? DTLB_LOAD_MISS : k->config, open ? open : open_event);
        p->event[i].fd = fd < 0 ? -1 : fd;
        if (fd < 0)
            snprintf(p->event[i].reason, sizeof p->event[i].reason, "%s",
                     p->event[i].event ? reason_of(-fd)
                                       : "no event for it is known on this processor");
    }
}

void pmu_close(struct pmu *p)
{
    for (size_t i = 0; i < PMU_MAX; i++) {
        if (p->event[i].fd >= 0)
            close(p->event[i].fd);
        p->event[i].fd = -1;
    }
}

unsigned pmu_count(const struct pmu *p)
{
    unsigned n = 0;

    for (size_t i = 0; i < PMU_MAX; i++)
        n += p->event[i].fd >= 0;
    return n;
}

void pmu_read(const struct pmu *p, struct counters *c)
{
    for (size_t i = 0; i < PMU_MAX; i++) {
        struct reading r;

        if (p->event[i].fd >= 0 && read(p->event[i].fd, &r, sizeof r) == sizeof r &&
            r.running == r.enabled)
            counters_set(c, p->event[i].counter, r.value);
    }
}
