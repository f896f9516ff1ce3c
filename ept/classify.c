/* SPDX-License-Identifier: Apache-2.0 */
#include "classify.h"

#include <stdio.h>
#include <string.h>

/* Counters also move by host interrupts (some 8 exits a phase, measured), so that "each operation"
 * means nine in ten and "none" means less than one in ten. */
#define MANY (CLASSIFY_OPS * 9 / 10)
#define FEW  (CLASSIFY_OPS / 10)

enum sign { SIGN_UNCLEAR, SIGN_FLAT, SIGN_SHADOW };

static enum sign judge(uint64_t n)
{
    return n >= MANY ? SIGN_SHADOW : n <= FEW ? SIGN_FLAT : SIGN_UNCLEAR;
}

static bool complete(const struct counters delta[PHASES])
{
    static const enum counter needed[] = {CTR_kvm_exits, CTR_kvm_pf_taken, CTR_kvm_invlpg,
                                          CTR_kvm_insn_emulation};
    for (unsigned p = 0; p < PHASES; p++)
        for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
            if (!counters_has(&delta[p], needed[i]))
                return false;
    return true;
}

/* A CR3 load that KVM sees is an exit, or one more emulated instruction where a KVM emulates the
 * guest's kernel without leaving (then every instruction counts, so exits and emulation are never
 * both low). */
static uint64_t cr3_seen(const struct counters *c)
{
    uint64_t exits = c->v[CTR_kvm_exits], emulated = c->v[CTR_kvm_insn_emulation];
    return exits > emulated ? exits : emulated;
}

enum mmu_kind classify(const struct counters delta[PHASES], char *text, unsigned long size)
{
    if (!complete(delta)) {
        snprintf(text, size,
                 "KVM's binary stats (exits, pf_taken, invlpg, insn_emulation) are not "
                 "there, so nothing can be proved");
        return MMU_UNKNOWN;
    }
    uint64_t cr3 = cr3_seen(&delta[PHASE_CR3]);
    uint64_t invlpg = delta[PHASE_INVLPG].v[CTR_kvm_invlpg];
    uint64_t alias = delta[PHASE_ALIAS].v[CTR_kvm_pf_taken];
    uint64_t fresh = delta[PHASE_FRESH].v[CTR_kvm_pf_taken];
    if (delta[PHASE_CONTROL].v[CTR_kvm_exits] < MANY || !fresh) {
        snprintf(text, size,
                 "KVM's counters do not move: %llu exits for %u port writes, pf_taken %llu for %u "
                 "fresh pages",
                 (unsigned long long)delta[PHASE_CONTROL].v[CTR_kvm_exits], CLASSIFY_OPS,
                 (unsigned long long)fresh, CLASSIFY_OPS);
        return MMU_UNKNOWN;
    }
    snprintf(
        text, size,
        "%u CR3 reloads took %llu exits and %llu emulated instructions, %u invlpg were trapped "
        "%llu times, %u frames touched again through another address took %llu faults",
        CLASSIFY_OPS, (unsigned long long)delta[PHASE_CR3].v[CTR_kvm_exits],
        (unsigned long long)delta[PHASE_CR3].v[CTR_kvm_insn_emulation], CLASSIFY_OPS,
        (unsigned long long)invlpg, CLASSIFY_OPS, (unsigned long long)alias);
    if (judge(cr3) == SIGN_SHADOW && judge(invlpg) == SIGN_SHADOW && judge(alias) == SIGN_SHADOW)
        return MMU_KERNEL_SHADOW;
    if (judge(cr3) == SIGN_FLAT && judge(invlpg) == SIGN_FLAT && judge(alias) == SIGN_FLAT)
        return MMU_TWO_DIMENSIONAL;
    return MMU_UNKNOWN;
}

static char read_flag(const char *dir, const char *name)
{
    char path[512], c = 0;
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    int got = fgetc(f);
    c = got == EOF ? 0 : (char)got;
    fclose(f);
    return c;
}

enum mmu_kind classify_modules(const char *dir, char *text, unsigned long size)
{
    static const struct {
        const char *file, *name;
    } flag[] = {
        {"kvm_intel/parameters/ept", "kvm_intel.ept"},
        {"kvm_amd/parameters/npt", "kvm_amd.npt"},
    };
    char tdp = read_flag(dir, "kvm/parameters/tdp_mmu");
    for (size_t i = 0; i < sizeof(flag) / sizeof(flag[0]); i++) {
        char c = read_flag(dir, flag[i].file);
        if (!c)
            continue;
        snprintf(text, size, "%s=%c, kvm.tdp_mmu=%c", flag[i].name, c, tdp ? tdp : '?');
        return c == 'Y' || c == '1' ? MMU_TWO_DIMENSIONAL : MMU_KERNEL_SHADOW;
    }
    snprintf(text, size, "neither kvm_intel nor kvm_amd is loaded, kvm.tdp_mmu=%c",
             tdp ? tdp : '?');
    return MMU_UNKNOWN; /* tdp_mmu alone says nothing: older kernels show Y with ept=0, too */
}
