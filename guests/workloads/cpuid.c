/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUID, which a CPU with VMX or SVM always gives to the hypervisor. Where the guest runs at ring 3
 * of a host that cannot make CPUID fault, it does not trap but answers for the host: no exit is
 * measured then, and so it is not applicable. The answer tells: OSXSAVE repeats CR4.OSXSAVE, which
 * is cleared here, and a host with XSAVE has it set (SDM Vol. 2A CPUID, leaf 1). The code is made
 * at run time, since the check of images refuses this instruction for the very reason that is
 * looked into here.
 */
#include "guest.h"

#define OSXSAVE     (1u << 27) /* leaf 1, ECX */
#define CR4_OSXSAVE (UINT64_C(1) << 18)

enum { CPUID, BURST };

GUEST_WORKLOAD("cpuid", "an exit that the CPU itself prescribes; answered below the runner",
               .nparams = 0,
               GUEST_METRICS({"cpuid",
                              "CPUID at CPL 3; natively on a virtual host, an exit of that"},
                             {"burst", "CPUID at CPL 0, with a MOV each, 64 in one system call"}));

typedef uint64_t (*code_fn)(void);

static struct gpa code_frame;

/* push %rbx; n times `mov $1, %eax; cpuid`; mov %ecx, %eax; pop %rbx; ret */
static code_fn make_code(unsigned page, unsigned n)
{
    uint8_t *p = guest_window(gpa(code_frame.v + page * PAGE_SIZE));
    unsigned at = 0;

    p[at++] = 0x53;
    for (unsigned i = 0; i < n; i++) {
        const uint8_t insn[] = {0xb8, 1, 0, 0, 0, 0x0f, 0xa2};
        for (unsigned b = 0; b < sizeof insn; b++)
            p[at++] = insn[b];
    }
    p[at++] = 0x89;
    p[at++] = 0xc8;
    p[at++] = 0x5b;
    p[at++] = 0xc3;
    return (code_fn)(GUEST_TEST_GVA.v + page * PAGE_SIZE);
}

/* At CPL 0. */
static uint64_t clear_osxsave(void)
{
    uint64_t cr4;

    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    cr4 &= ~CR4_OSXSAVE;
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4));
    return cr4;
}

struct run {
    code_fn code;
    uint64_t answers; /* all bits that were ever set */
};

static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    while (ops--)
        r->answers |= r->code();
}

static void body_burst(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (; ops; ops -= GUEST_BURST)
        r->answers |= guest_kernel_call(r->code);
}

/* As often as calibrating takes: one that traps must always do. */
static bool traps(uint64_t step, guest_body body_of, struct run *r)
{
    guest_calibrate(step, body_of, r);
    return !guest_has(GUEST_HAS_KERNEL) || !(r->answers & OSXSAVE);
}

static void measure(uint32_t metric, uint64_t step, guest_body body_of, code_fn code)
{
    struct run r = {.code = code};

    if (!traps(step, body_of, &r)) {
        guest_skip(metric, "it does not trap in this mode at this CPL and answers for the host");
        return;
    }
    guest_measure_step(metric, step, body_of, &r);
    if (guest_has(GUEST_HAS_KERNEL) && (r.answers & OSXSAVE))
        guest_panic("cpuid: some of those measured did not trap");
}

void guest_main(void)
{
    code_fn one, many;

    code_frame = guest_frames(2, PAGE_SIZE);
    guest_map(GUEST_TEST_GVA, code_frame, 2, GUEST_X);
    one = make_code(0, 1);
    many = make_code(1, GUEST_BURST);
    if (guest_has(GUEST_HAS_KERNEL))
        guest_kernel_call(clear_osxsave);
    measure(CPUID, 1, body, one);
    if (guest_has(GUEST_HAS_KERNEL))
        measure(BURST, GUEST_BURST, body_burst, many);
    else
        guest_skip(BURST, "a host process has no CPL 0");
}
