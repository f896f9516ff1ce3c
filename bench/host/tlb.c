/* SPDX-License-Identifier: Apache-2.0 */
#include "tlb.h"

#include <cpuid.h>
#include <stdbool.h>
#include <stddef.h>

#define PAGE_4K (UINT64_C(1) << 12)
#define PAGE_2M (UINT64_C(1) << 21)
#define PAGE_1G (UINT64_C(1) << 30)

static struct tlb_regs own(uint32_t leaf, uint32_t subleaf)
{
    struct tlb_regs r;

    __cpuid_count(leaf, subleaf, r.a, r.b, r.c, r.d);
    return r;
}

static void add(json_t *data, int level, uint64_t page, uint32_t entries)
{
    if (entries)
        json_array_append_new(data, json_pack("{s:i, s:I, s:I}", "level", level, "page_bytes",
                                              (json_int_t)page, "entries", (json_int_t)entries));
}

/* Leaf 18H: EDX[4:0] type (1 data, 3 unified, 4 loads only), EDX[7:5] level, EBX[3:0] page sizes
 * (4K, 2M, 4M, 1G), EBX[31:16] ways, ECX sets. */
static void leaf_18(tlb_cpuid *cpuid, json_t *data)
{
    uint32_t last = cpuid(0x18, 0).a;

    for (uint32_t i = 0; i <= last && i < 64; i++) {
        struct tlb_regs r = cpuid(0x18, i);
        uint32_t type = r.d & 31, entries = (r.b >> 16) * r.c;
        int level = (int)(r.d >> 5 & 7);

        if (type != 1 && type != 3 && type != 4)
            continue;
        add(data, level, PAGE_4K, r.b & 1 ? entries : 0);
        add(data, level, PAGE_2M, r.b & 2 ? entries : 0);
        add(data, level, PAGE_1G, r.b & 8 ? entries : 0);
    }
}

/* Descriptors of leaf 2 that are about data TLBs: SDM vol. 2A, CPUID, "Encoding of CPUID Leaf 2
 * Descriptors". */
static const struct {
    uint8_t descriptor, level;
    uint16_t entries_4k, entries_2m, entries_1g;
} descriptors[] = {
    {0x03, 1, 64, 0, 0},      {0x57, 1, 16, 0, 0},       {0x59, 1, 16, 0, 0},  {0x5a, 1, 0, 32, 0},
    {0x63, 1, 0, 32, 4},      {0x64, 1, 512, 0, 0},      {0x6b, 1, 256, 0, 0}, {0x6c, 1, 0, 128, 0},
    {0x6d, 1, 0, 0, 16},      {0xa0, 1, 32, 0, 0},       {0xb3, 1, 128, 0, 0}, {0xb4, 1, 256, 0, 0},
    {0xba, 1, 64, 0, 0},      {0xc0, 1, 8, 0, 0},        {0xc2, 1, 16, 16, 0}, {0xc4, 1, 0, 32, 0},
    {0xc1, 2, 1024, 1024, 0}, {0xc3, 2, 1536, 1536, 16}, {0xca, 2, 512, 0, 0},
};

static void descriptor(uint8_t d, json_t *data)
{
    for (size_t i = 0; i < sizeof descriptors / sizeof descriptors[0]; i++) {
        if (descriptors[i].descriptor != d)
            continue;
        add(data, descriptors[i].level, PAGE_4K, descriptors[i].entries_4k);
        add(data, descriptors[i].level, PAGE_2M, descriptors[i].entries_2m);
        add(data, descriptors[i].level, PAGE_1G, descriptors[i].entries_1g);
    }
}

/* Leaf 2: a byte each, but for the first; a register with bit 31 set has none. */
static void leaf_2(tlb_cpuid *cpuid, json_t *data)
{
    struct tlb_regs r = cpuid(2, 0);
    uint32_t reg[] = {r.a & ~UINT32_C(0xff), r.b, r.c, r.d};

    for (size_t i = 0; i < 4; i++)
        for (unsigned shift = 0; shift < 32 && !(reg[i] >> 31); shift += 8)
            descriptor((uint8_t)(reg[i] >> shift), data);
}

/* Whether second-level entries are told in units of 32: 80000021H EAX[14] (L2TlbSizeX32). From
 * family 1AH on they are, also where a hypervisor passes the sizes on and masks the bit: 4096
 * entries would not fit otherwise. */
static bool counts_by_32(tlb_cpuid *cpuid, uint32_t max)
{
    uint32_t version = cpuid(1, 0).a;
    uint32_t family = (version >> 8 & 15) + (version >> 20 & 255);

    return family >= 0x1a || (max >= 0x80000021 && cpuid(0x80000021, 0).a >> 14 & 1);
}

/* 80000005H counts in 8 bits, 80000006H and 80000019H in 12; the upper half is about data. */
static void amd(tlb_cpuid *cpuid, uint32_t max, json_t *data)
{
    uint32_t unit = counts_by_32(cpuid, max) ? 32 : 1;
    struct tlb_regs l1 = cpuid(0x80000005, 0), l2 = {0}, giant = {0};

    if (max >= 0x80000006)
        l2 = cpuid(0x80000006, 0);
    if (max >= 0x80000019)
        giant = cpuid(0x80000019, 0);
    add(data, 1, PAGE_4K, l1.b >> 16 & 0xff);
    add(data, 1, PAGE_2M, l1.a >> 16 & 0xff);
    add(data, 1, PAGE_1G, giant.a >> 16 & 0xfff);
    add(data, 2, PAGE_4K, unit * (l2.b >> 16 & 0xfff));
    add(data, 2, PAGE_2M, unit * (l2.a >> 16 & 0xfff));
    add(data, 2, PAGE_1G, unit * (giant.b >> 16 & 0xfff));
}

json_t *tlb_json(tlb_cpuid *cpuid)
{
    json_t *data = json_array();
    const char *source = "CPUID 18H";
    bool is_intel;

    if (!cpuid)
        cpuid = own;

    struct tlb_regs base = cpuid(0, 0);
    uint32_t max = cpuid(0x80000000, 0).a;

    is_intel = base.b == signature_INTEL_ebx;
    if (is_intel && base.a >= 0x18)
        leaf_18(cpuid, data);
    if (is_intel && !json_array_size(data) && base.a >= 2) {
        source = "CPUID 2";
        leaf_2(cpuid, data);
    } else if (!is_intel && max >= 0x80000005) {
        source = "CPUID 80000005H, 80000006H, 80000019H";
        amd(cpuid, max, data);
    }
    return json_pack("{s:s, s:o}", "source", source, "data", data);
}

uint64_t tlb_reach(const json_t *tlb, int level, uint64_t page_bytes)
{
    uint64_t most = 0;
    size_t i;
    json_t *t;

    json_array_foreach(json_object_get(tlb, "data"), i, t)
    {
        uint64_t entries = (uint64_t)json_integer_value(json_object_get(t, "entries"));

        if (json_integer_value(json_object_get(t, "level")) == level &&
            (uint64_t)json_integer_value(json_object_get(t, "page_bytes")) == page_bytes &&
            entries > most)
            most = entries;
    }
    return most * page_bytes;
}
