/* SPDX-License-Identifier: Apache-2.0 */
#include "test_main.h"

#include "common/walk.h"

#include <errno.h>
#include <string.h>

/* Four tables in a row from TABLES, for the one address AT; indices differ at every level. */
#define TABLES UINT64_C(0x40000)
#define FRAME  UINT64_C(0x40000000) /* a multiple of every page size */
#define AT     UINT64_C(0x00007a5b4c3d2e1f)

static uint64_t memory[4][PT_ENTRIES];

static int read_memory(void *ctx, struct gpa at, uint64_t *entry)
{
    (void)ctx;
    if (at.v < TABLES || at.v - TABLES >= sizeof memory)
        return -EFAULT;
    *entry = memory[(at.v - TABLES) / PAGE_SIZE][at.v % PAGE_SIZE / 8];
    return 0;
}

static uint64_t *entry_of(unsigned level)
{
    return &memory[4 - level][pt_index(gva(AT), level)];
}

/* A leaf at `leaf` with `flags[level]` or-ed into each entry. */
static void build(unsigned leaf, const uint64_t flags[5])
{
    memset(memory, 0, sizeof memory);
    for (unsigned level = 4; level > leaf; level--)
        *entry_of(level) = (TABLES + (5 - level) * PAGE_SIZE) | flags[level];
    *entry_of(leaf) = FRAME | (leaf > 1 ? PTE_PS : 0) | flags[leaf];
}

static struct walk_env env_of(enum access access, bool user, bool wp, bool nxe)
{
    return (struct walk_env){.format = &pt_x86_64,
                             .root = gpa(TABLES),
                             .access = access,
                             .user = user,
                             .wp = wp,
                             .nxe = nxe,
                             .maxphyaddr = 40};
}

struct verdict {
    enum walk_status status;
    uint32_t code;
};

/* The same question put differently: facts about all levels at once, then SDM 4.6 and 4.7 in the
 * order of their text. */
static struct verdict oracle(unsigned leaf, const uint64_t flags[5], enum access access, bool user,
                             bool wp, bool nxe)
{
    uint64_t all = ~UINT64_C(0), any = 0;
    unsigned np = 0, rsvd = 0; /* the highest level of each, 0: none */
    uint32_t code =
        (access == ACCESS_WRITE) * 2u + user * 4u + (access == ACCESS_FETCH && nxe) * 16u;

    for (unsigned level = leaf; level <= 4; level++) {
        all &= flags[level];
        any |= flags[level];
        if (!(flags[level] & 1))
            np = level;
        else if ((flags[level] >> 63) && !nxe)
            rsvd = level;
    }
    if (np > rsvd)
        return (struct verdict){WALK_NOT_PRESENT, code};
    if (rsvd)
        return (struct verdict){WALK_RESERVED, code | 1 | 8};
    bool denied = (user && !(all & 4)) || (access == ACCESS_WRITE && !(all & 2) && (user || wp)) ||
                  (access == ACCESS_FETCH && nxe && (any >> 63));
    return denied ? (struct verdict){WALK_PROTECTION, code | 1} : (struct verdict){WALK_OK, 0};
}

/* Every P, W, U, NX of every entry, for every access in every mode. */
static void product_of_leaf(unsigned leaf)
{
    unsigned combos = 1u << (4 * (5 - leaf));

    for (unsigned combo = 0; combo < combos; combo++) {
        uint64_t flags[5] = {0};
        for (unsigned level = leaf; level <= 4; level++) {
            unsigned b = combo >> (4 * (level - leaf));
            flags[level] = (b & 7u) | (uint64_t)((b >> 3) & 1) << 63;
        }
        build(leaf, flags);
        for (unsigned mode = 0; mode < 24; mode++) {
            struct walk_env env =
                env_of((enum access)(mode % 3), mode / 3 & 1, mode / 6 & 1, mode / 12);
            struct verdict want = oracle(leaf, flags, env.access, env.user, env.wp, env.nxe);
            struct walk w;
            walk(&env, gva(AT), read_memory, NULL, &w);
            if (w.status != want.status || (w.status != WALK_OK && w.error_code != want.code))
                fail_msg("leaf %u combo %x mode %u: %s code %x, want %s code %x", leaf, combo, mode,
                         walk_status_name(w.status), w.error_code, walk_status_name(want.status),
                         want.code);
        }
    }
}

static void permissions_of_4k_pages_match_the_manual(void **state)
{
    (void)state;
    product_of_leaf(1);
}

static void permissions_of_2m_pages_match_the_manual(void **state)
{
    (void)state;
    product_of_leaf(2);
}

static void permissions_of_1g_pages_match_the_manual(void **state)
{
    (void)state;
    product_of_leaf(3);
}

/* Reserved bit ranges from SDM tables 4-15 to 4-20, below bit 52: [level][large] = low, high. */
static bool bit_is_reserved(unsigned level, bool large, unsigned bit, unsigned maxphyaddr)
{
    if (bit == 63)
        return false; /* NXE is on here; off is in the product above */
    if (bit >= maxphyaddr && bit < 52)
        return true;
    if (level == 4)
        return bit == 7;
    if (level == 3 && large)
        return bit >= 13 && bit <= 29;
    if (level == 2 && large)
        return bit >= 13 && bit <= 20;
    return false;
}

static void every_reserved_bit_faults_and_no_other(void **state)
{
    static const unsigned widths[] = {36, 40, 48, 52};
    const uint64_t rw[5] = {0, PTE_P, PTE_P, PTE_P, PTE_P};

    (void)state;
    for (unsigned n = 0; n < 4 * 3 * 4 * 64; n++) {
        unsigned bit = n % 64, level = n / 64 % 4 + 1, leaf = n / 256 % 3 + 1;
        unsigned width = widths[n / 768];
        if (level < leaf || bit == 0)
            continue;
        build(leaf, rw);
        *entry_of(level) |= UINT64_C(1) << bit;
        struct walk_env env = env_of(ACCESS_READ, false, true, true);
        env.maxphyaddr = width;
        struct walk w;
        walk(&env, gva(AT), read_memory, NULL, &w);
        /* Bit 7 above a leaf makes a page of the entry: its frame then has low bits. */
        bool large = level > 1 && level < 4 && (level == leaf || bit == 7);
        bool want = bit_is_reserved(level, large, bit, width);
        if (large && level != leaf)
            want = true; /* table addresses are not aligned to 2M or 1G */
        if ((w.status == WALK_RESERVED) != want)
            fail_msg("bit %u at level %u (leaf %u, width %u): %s", bit, level, leaf, width,
                     walk_status_name(w.status));
        if (want)
            assert_int_equal(w.error_code, PF_P | PF_RSVD);
    }
}

static void not_present_entries_hide_their_reserved_bits(void **state)
{
    const uint64_t rw[5] = {0, PTE_P, PTE_P, PTE_P, PTE_P};
    struct walk_env env = env_of(ACCESS_WRITE, true, true, false);
    struct walk w;

    (void)state;
    build(1, rw);
    *entry_of(2) = ~UINT64_C(1);
    walk(&env, gva(AT), read_memory, NULL, &w);
    assert_int_equal(w.status, WALK_NOT_PRESENT);
    assert_int_equal(w.error_code, PF_W | PF_U);
    assert_int_equal(w.nsteps, 3);
    assert_int_equal(w.step[2].level, 2);
}

static void page_offset_is_kept_for_every_size(void **state)
{
    const uint64_t rw[5] = {0, PTE_P, PTE_P, PTE_P, PTE_P};
    struct walk_env env = env_of(ACCESS_READ, false, true, true);

    (void)state;
    for (unsigned leaf = 1; leaf <= 3; leaf++) {
        struct walk w;
        build(leaf, rw);
        *entry_of(leaf) |= leaf > 1 ? UINT64_C(1) << 12 : 0; /* PAT, no address bit */
        walk(&env, gva(AT), read_memory, NULL, &w);
        assert_int_equal(w.status, WALK_OK);
        assert_int_equal(w.level, leaf);
        assert_int_equal(w.nsteps, 5 - leaf);
        assert_int_equal(w.gpa.v, FRAME + AT % pt_size(leaf));
    }
}

static void a_table_outside_ram_is_named_so(void **state)
{
    const uint64_t rw[5] = {0, PTE_P, PTE_P, PTE_P, PTE_P};
    struct walk_env env = env_of(ACCESS_READ, false, true, true);
    struct walk w;

    (void)state;
    build(1, rw);
    *entry_of(3) = UINT64_C(0x80000000) | PTE_P;
    walk(&env, gva(AT), read_memory, NULL, &w);
    assert_int_equal(w.status, WALK_NO_TABLE);
    assert_int_equal(w.nsteps, 3);
}

/* The same tables in real guest RAM, for A and D. */
static void build_in_ram(struct ram *ram, uint64_t flags)
{
    const uint64_t all[5] = {0, flags, flags, flags, flags};

    assert_int_equal(ram_create(ram, 1 << 20, RAM_4K), 0);
    assert_int_equal(ram_slot_add(ram, gfn(0), 256, 0, 0), 0);
    build(1, all);
    memcpy(ram_ptr(ram, gpa(TABLES), sizeof memory), memory, sizeof memory);
}

static void accessed_and_dirty_are_set_once(void **state)
{
    struct walk_env env = env_of(ACCESS_WRITE, false, true, true);
    struct ram ram;
    struct walk w;

    (void)state;
    build_in_ram(&ram, PTE_P | PTE_W);
    walk_ram(&env, gva(AT), &ram, &w);
    assert_int_equal(w.status, WALK_OK);
    assert_false(w.accessed || w.dirty);
    assert_int_equal(walk_set_ad(&env, &ram, &w, false), 4);
    assert_int_equal(walk_set_ad(&env, &ram, &w, true), 1);
    assert_int_equal(walk_set_ad(&env, &ram, &w, true), 0);
    walk_ram(&env, gva(AT), &ram, &w);
    assert_true(w.accessed && w.dirty);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t bits = w.step[i].entry & (PTE_A | PTE_D);
        assert_int_equal(bits, i == 3 ? PTE_A | PTE_D : PTE_A);
    }
    ram_destroy(&ram);
}

static void a_walk_that_faults_sets_nothing(void **state)
{
    struct walk_env env = env_of(ACCESS_WRITE, false, true, true);
    struct ram ram;
    struct walk w;

    (void)state;
    build_in_ram(&ram, PTE_P);
    walk_ram(&env, gva(AT), &ram, &w);
    assert_int_equal(w.status, WALK_PROTECTION);
    assert_int_equal(w.gpa.v, FRAME + AT % PAGE_SIZE);
    assert_int_equal(walk_set_ad(&env, &ram, &w, true), 0);
    assert_memory_equal(ram_ptr(&ram, gpa(TABLES), sizeof memory), memory, sizeof memory);
    ram_destroy(&ram);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(permissions_of_4k_pages_match_the_manual),
    cmocka_unit_test(permissions_of_2m_pages_match_the_manual),
    cmocka_unit_test(permissions_of_1g_pages_match_the_manual),
    cmocka_unit_test(every_reserved_bit_faults_and_no_other),
    cmocka_unit_test(not_present_entries_hide_their_reserved_bits),
    cmocka_unit_test(page_offset_is_kept_for_every_size),
    cmocka_unit_test(a_table_outside_ram_is_named_so),
    cmocka_unit_test(accessed_and_dirty_are_set_once),
    cmocka_unit_test(a_walk_that_faults_sets_nothing),
};

TEST_MAIN(tests)
