/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUID, which a CPU with VMX or SVM always gives to the hypervisor. Where the guest runs at ring 3
 * of a host that cannot make CPUID fault, it does not trap but answers for the host: no exit is
 * measured then, and so it is not applicable. The answer tells: OSXSAVE repeats CR4.OSXSAVE, which
 * this guest never sets and a host with XSAVE has set (SDM Vol. 2A CPUID, leaf 1). The code is made
 * at run time, since the check of images refuses this instruction for the very reason that is
 * looked into here.
 */
#include "guest.h"

#define OSXSAVE (1u << 27)

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

static void body(void *ctx, uint64_t ops)
{
    code_fn code = *(code_fn *)ctx;

    while (ops--)
        GUEST_USE(code());
}

static void body_burst(void *ctx, uint64_t ops)
{
    code_fn code = *(code_fn *)ctx;

    for (; ops; ops -= GUEST_BURST)
        guest_kernel_call(code);
}

void guest_main(void)
{
    code_fn one, many;

    code_frame = guest_frames(2, PAGE_SIZE);
    guest_map(GUEST_TEST_GVA, code_frame, 2, GUEST_X);
    one = make_code(0, 1);
    many = make_code(1, GUEST_BURST);
    if (guest_has(GUEST_HAS_KERNEL) && (one() & OSXSAVE))
        guest_skip(CPUID, "at CPL 3 it does not trap in this mode and answers for the host");
    else
        guest_measure(CPUID, body, &one);
    if (!guest_has(GUEST_HAS_KERNEL))
        guest_skip(BURST, "a host process has no CPL 0");
    else if (guest_kernel_call(many) & OSXSAVE)
        guest_skip(BURST, "at CPL 0 it does not trap in this mode and answers for the host");
    else
        guest_measure_step(BURST, GUEST_BURST, body_burst, &many);
}
