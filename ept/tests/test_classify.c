/* SPDX-License-Identifier: Apache-2.0 */
/* From counters to a verdict, with figures measured on each kind of KVM: kvm_amd with npt=1 and
 * npt=0, kvm_intel with ept=1 and ept=0 (per 1000 operations, scaled to the probe's 256; `exits`
 * jitters by up to 8), and kvm_pvm, which emulates CPL 0. */
#include "ept/classify.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N CLASSIFY_OPS

struct row {
    uint64_t exits, pf_taken, invlpg, emulated;
};

static void fill(struct counters d[PHASES], const struct row row[PHASES])
{
    memset(d, 0, PHASES * sizeof(d[0]));
    for (unsigned p = 0; p < PHASES; p++) {
        counters_set(&d[p], CTR_kvm_exits, row[p].exits);
        counters_set(&d[p], CTR_kvm_pf_taken, row[p].pf_taken);
        counters_set(&d[p], CTR_kvm_invlpg, row[p].invlpg);
        counters_set(&d[p], CTR_kvm_insn_emulation, row[p].emulated);
    }
}

static const struct row two_dimensional[PHASES] = {
    [PHASE_CONTROL] = {N + 3, 2, 0, 0}, [PHASE_FRESH] = {N + 8, N, 0, 0},
    [PHASE_ALIAS] = {9, 1, 0, 0},       [PHASE_CR3] = {8, 0, 0, 0},
    [PHASE_INVLPG] = {2, 0, 0, 0},
};

static const struct row shadow[PHASES] = {
    [PHASE_CONTROL] = {N + 3, 3, 0, 0}, [PHASE_FRESH] = {N + 8, N, 0, 0},
    [PHASE_ALIAS] = {N + 4, N, 0, 0},   [PHASE_CR3] = {2 * N + 5, 0, 0, 0},
    [PHASE_INVLPG] = {N + 1, 0, N, 0},
};

/* A CPU without next-RIP saving: intercepts are finished by the emulator. */
static const struct row shadow_no_nrips[PHASES] = {
    [PHASE_CONTROL] = {N + 3, 3, 0, N}, [PHASE_FRESH] = {N + 8, N, 0, 0},
    [PHASE_ALIAS] = {N + 4, N, 0, 0},   [PHASE_CR3] = {2 * N + 5, 0, 0, 2 * N},
    [PHASE_INVLPG] = {N + 1, 0, N, N},
};

/* As measured: CPL 0 instruction by instruction in the emulator, without leaving. */
static const struct row pvm[PHASES] = {
    [PHASE_CONTROL] = {258, 0, 0, 769}, [PHASE_FRESH] = {259, 257, 0, 1},
    [PHASE_ALIAS] = {258, 256, 0, 1},   [PHASE_CR3] = {2, 0, 0, 1025},
    [PHASE_INVLPG] = {1, 0, 256, 769},
};

static enum mmu_kind judge(const struct row row[PHASES], char text[256])
{
    struct counters d[PHASES];
    fill(d, row);
    return classify(d, text, 256);
}

static void two_dimensional_paging_is_told_by_what_does_not_trap(void **state)
{
    char text[256];
    (void)state;
    assert_int_equal(judge(two_dimensional, text), MMU_TWO_DIMENSIONAL);
    assert_non_null(strstr(text, "256 CR3 reloads took 8 exits"));
}

static void kernel_shadow_is_told_by_traps(void **state)
{
    char text[256];
    (void)state;
    assert_int_equal(judge(shadow, text), MMU_KERNEL_SHADOW);
    assert_int_equal(judge(shadow_no_nrips, text), MMU_KERNEL_SHADOW);
    assert_non_null(strstr(text, "256 invlpg were trapped 256 times"));
}

static void kernel_shadow_is_told_where_cpl0_is_emulated(void **state)
{
    char text[256];
    (void)state;
    assert_int_equal(judge(pvm, text), MMU_KERNEL_SHADOW);
    assert_non_null(strstr(text, "1025 emulated instructions"));
}

static void emulated_kernel_alone_does_not_prove_a_shadow(void **state)
{
    struct row r[PHASES];
    char text[256];
    (void)state;
    memcpy(r, pvm, sizeof(r));
    r[PHASE_ALIAS].pf_taken = 0; /* the second address of a frame costs nothing: two dimensions */
    assert_int_equal(judge(r, text), MMU_UNKNOWN);
}

static void contradicting_signs_are_unknown(void **state)
{
    struct row r[PHASES];
    char text[256];
    (void)state;
    memcpy(r, two_dimensional, sizeof(r));
    r[PHASE_INVLPG].invlpg = N;
    assert_int_equal(judge(r, text), MMU_UNKNOWN);
    memcpy(r, shadow, sizeof(r));
    r[PHASE_CR3].exits = N / 2;
    assert_int_equal(judge(r, text), MMU_UNKNOWN);
}

static void dead_counters_are_unknown_and_not_two_dimensional(void **state)
{
    struct row r[PHASES] = {{0}};
    char text[256];
    (void)state;
    assert_int_equal(judge(r, text), MMU_UNKNOWN);
    assert_non_null(strstr(text, "do not move"));
    memcpy(r, two_dimensional, sizeof(r));
    r[PHASE_FRESH].pf_taken = 0;
    assert_int_equal(judge(r, text), MMU_UNKNOWN);
}

static void absent_counters_are_unknown(void **state)
{
    struct counters d[PHASES];
    char text[256];
    (void)state;
    fill(d, two_dimensional);
    memset(d[PHASE_CR3].have, 0, sizeof(d[PHASE_CR3].have));
    assert_int_equal(classify(d, text, sizeof(text)), MMU_UNKNOWN);
    assert_non_null(strstr(text, "not there"));
}

static void put(const char *dir, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    for (char *p = strchr(path + strlen(dir) + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = 0;
        if (mkdir(path, 0700))
            assert_int_equal(errno, EEXIST);
        *p = '/';
    }
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static enum mmu_kind modules(const char *const files[][2], unsigned n, char text[128])
{
    char dir[] = "/tmp/mmubench-modules-XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    for (unsigned i = 0; i < n; i++)
        put(dir, files[i][0], files[i][1]);
    enum mmu_kind kind = classify_modules(dir, text, 128);
    snprintf(command, sizeof(command), "rm -r %s", dir);
    assert_int_equal(system(command), 0);
    return kind;
}

#define INTEL "kvm_intel/parameters/ept"
#define AMD   "kvm_amd/parameters/npt"
#define TDP   "kvm/parameters/tdp_mmu"

static void module_parameters_are_the_second_witness(void **state)
{
    static const struct {
        const char *files[2][2];
        enum mmu_kind kind;
        const char *text;
    } cases[] = {
        {{{INTEL, "Y\n"}, {TDP, "Y\n"}}, MMU_TWO_DIMENSIONAL, "kvm_intel.ept=Y, kvm.tdp_mmu=Y"},
        {{{INTEL, "N\n"}, {TDP, "N\n"}}, MMU_KERNEL_SHADOW, "kvm_intel.ept=N, kvm.tdp_mmu=N"},
        {{{AMD, "1\n"}, {TDP, "N\n"}}, MMU_TWO_DIMENSIONAL, "kvm_amd.npt=1, kvm.tdp_mmu=N"},
        {{{AMD, "0\n"}, {TDP, "N\n"}}, MMU_KERNEL_SHADOW, "kvm_amd.npt=0, kvm.tdp_mmu=N"},
        {{{INTEL, "N\n"}, {TDP, "Y\n"}}, MMU_KERNEL_SHADOW, "kvm_intel.ept=N, kvm.tdp_mmu=Y"},
        {{{TDP, "N\n"}, {TDP, "N\n"}}, MMU_UNKNOWN, "neither kvm_intel nor kvm_amd"},
        {{{TDP, "Y\n"}, {TDP, "Y\n"}}, MMU_UNKNOWN, "neither kvm_intel nor kvm_amd"},
    };
    char text[128];
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(modules(cases[i].files, 2, text), cases[i].kind);
        assert_non_null(strstr(text, cases[i].text));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_dimensional_paging_is_told_by_what_does_not_trap),
    cmocka_unit_test(kernel_shadow_is_told_by_traps),
    cmocka_unit_test(kernel_shadow_is_told_where_cpl0_is_emulated),
    cmocka_unit_test(emulated_kernel_alone_does_not_prove_a_shadow),
    cmocka_unit_test(contradicting_signs_are_unknown),
    cmocka_unit_test(dead_counters_are_unknown_and_not_two_dimensional),
    cmocka_unit_test(absent_counters_are_unknown),
    cmocka_unit_test(module_parameters_are_the_second_witness),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[argc - 1]);
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
