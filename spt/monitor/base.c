/* SPDX-License-Identifier: Apache-2.0 */
#include "base.h"

#include "gate.h"
#include "monitor.h"

#include <asm/prctl.h>
#include <immintrin.h>
#include <sys/syscall.h>

static bool instructions; /* arena->fsgsbase, where no guest can change it by chance */
static uint64_t monitor_fs;
static uint64_t loaded_fs, loaded_gs; /* what this process's hardware holds, as far as is known */

static bool set(int code, uint64_t value)
{
    if (!instructions)
        return gate_syscall(SYS_arch_prctl, code, (long)value, 0, 0, 0, 0) == 0;
    if (code == ARCH_SET_FS)
        _writefsbase_u64(value);
    else
        _writegsbase_u64(value);
    return true;
}

static uint64_t get(int code)
{
    static uint64_t value;
    if (instructions)
        return code == ARCH_GET_FS ? _readfsbase_u64() : _readgsbase_u64();
    CHECK(gate_syscall(SYS_arch_prctl, code, (long)&value, 0, 0, 0, 0) == 0);
    return value;
}

void base_init(void)
{
    instructions = arena->fsgsbase;
    monitor_fs = loaded_fs = get(ARCH_GET_FS);
    loaded_gs = get(ARCH_GET_GS);
}

/* Without FSGSBASE a guest changes a base only by loading a selector, and all that load at ring 3
 * without a trap are of flat segments or null: the base becomes 0, or stays. So a base of 0 need
 * not be asked for. */
static bool may_have_changed(uint64_t base)
{
    return instructions || base != 0;
}

void base_import(void)
{
    struct vcpu_state *s = &arena->vcpu;
    if (may_have_changed(loaded_fs))
        s->fs.base = loaded_fs = get(ARCH_GET_FS);
    if (may_have_changed(loaded_gs))
        s->gs.base = loaded_gs = get(ARCH_GET_GS);
}

static bool load(int code, uint64_t *loaded, uint64_t value)
{
    if (*loaded == value)
        return true;
    if (!set(code, value))
        return false;
    *loaded = value;
    return true;
}

void base_own(void)
{
    CHECK(load(ARCH_SET_FS, &loaded_fs, monitor_fs));
}

bool base_load(void)
{
    const struct vcpu_state *s = &arena->vcpu;
    return load(ARCH_SET_GS, &loaded_gs, s->gs.base) && load(ARCH_SET_FS, &loaded_fs, s->fs.base);
}
