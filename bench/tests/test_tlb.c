/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/host/tlb.h"
#include "common/tests/test_main.h"

#define INTEL                                                        \
    {                                                                \
        .a = 0x1b, .b = 0x756e6547, .c = 0x6c65746e, .d = 0x49656e69 \
    }
#define AMD                                                          \
    {                                                                \
        .a = 0x10, .b = 0x68747541, .c = 0x444d4163, .d = 0x69746e65 \
    }

/* Leaf 18H as Sapphire Rapids has it: an empty subleaf, loads only at level 1, and a second level
 * shared by code and data. */
static struct tlb_regs intel_18(uint32_t leaf, uint32_t subleaf)
{
    static const struct tlb_regs sub[] = {
        {.a = 4},
        {.b = 6u << 16 | 1, .c = 16, .d = 4 | 1u << 5},
        {.b = 4u << 16 | 6, .c = 8, .d = 4 | 1u << 5},
        {.b = 16u << 16 | 1, .c = 16, .d = 2 | 1u << 5}, /* code: not ours */
        {.b = 8u << 16 | 7, .c = 128, .d = 3 | 2u << 5},
    };

    if (leaf == 0)
        return (struct tlb_regs)INTEL;
    return leaf == 0x18 && subleaf < 5 ? sub[subleaf] : (struct tlb_regs){0};
}

static struct tlb_regs intel_2(uint32_t leaf, uint32_t subleaf)
{
    (void)subleaf;
    if (leaf == 0)
        return (struct tlb_regs){.a = 0x16, .b = 0x756e6547};
    /* The low byte of EAX (03) is no descriptor, and EDX has bit 31 set: none in it either. */
    return leaf == 2 ? (struct tlb_regs){.a = 0x00c36303, .b = 0xff, .d = 0x800000ca}
                     : (struct tlb_regs){0};
}

static struct tlb_regs amd(uint32_t leaf, uint32_t subleaf)
{
    (void)subleaf;
    switch (leaf) {
    case 0:
        return (struct tlb_regs)AMD;
    case 0x80000000:
        return (struct tlb_regs){.a = 0x80000020};
    case 0x80000005:
        return (struct tlb_regs){.a = 0xff48ff40, .b = 0xff48ff40};
    case 0x80000006:
        return (struct tlb_regs){.a = 0x5c002200, .b = 0x6c004200};
    case 0x80000019:
        return (struct tlb_regs){.a = 0xf048f040, .b = 0x60400000};
    default:
        return (struct tlb_regs){0};
    }
}

/* Family 1AH below a hypervisor that hides what it does not know. */
static struct tlb_regs amd_1a(uint32_t leaf, uint32_t subleaf)
{
    struct tlb_regs r = amd(leaf, subleaf);

    if (leaf == 1)
        r.a = 0x00b00f21;
    if (leaf == 0x80000006)
        r = (struct tlb_regs){.a = 0x40802040, .b = 0x60804040};
    return r;
}

static struct tlb_regs hidden(uint32_t leaf, uint32_t subleaf)
{
    (void)subleaf;
    return leaf ? (struct tlb_regs){0} : (struct tlb_regs)AMD;
}

static void expect(tlb_cpuid *cpuid, const uint64_t reach[2][3])
{
    static const uint64_t pages[] = {1 << 12, 1 << 21, 1 << 30};
    json_t *tlb = tlb_json(cpuid);

    for (int level = 1; level <= 2; level++)
        for (int i = 0; i < 3; i++)
            assert_int_equal(tlb_reach(tlb, level, pages[i]), reach[level - 1][i] * pages[i]);
    json_decref(tlb);
}

static void leaf_18_gives_ways_times_sets_of_data_and_shared_tlbs(void **state)
{
    (void)state;
    expect(intel_18, (const uint64_t[2][3]){{96, 32, 0}, {1024, 1024, 0}});
}

static void leaf_2_is_read_where_leaf_18_is_missing(void **state)
{
    (void)state;
    expect(intel_2, (const uint64_t[2][3]){{0, 32, 4}, {1536, 1536, 16}});
}

static void amd_leaves_give_both_levels(void **state)
{
    (void)state;
    expect(amd, (const uint64_t[2][3]){{72, 72, 72}, {3072, 3072, 64}});
}

static void family_1a_counts_the_second_level_by_32(void **state)
{
    (void)state;
    expect(amd_1a, (const uint64_t[2][3]){{72, 72, 72}, {4096, 4096, 2048}});
}

static void what_is_hidden_is_not_known(void **state)
{
    (void)state;
    expect(hidden, (const uint64_t[2][3]){{0}});
    assert_int_equal(tlb_reach(NULL, 2, 4096), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(leaf_18_gives_ways_times_sets_of_data_and_shared_tlbs),
    cmocka_unit_test(leaf_2_is_read_where_leaf_18_is_missing),
    cmocka_unit_test(amd_leaves_give_both_levels),
    cmocka_unit_test(family_1a_counts_the_second_level_by_32),
    cmocka_unit_test(what_is_hidden_is_not_known),
};

TEST_MAIN(tests)
