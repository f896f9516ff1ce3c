/* SPDX-License-Identifier: Apache-2.0 */
#include "vcpu.h"

#include <cpuid.h>
#include <string.h>

/* Reset value of IA32_PAT, SDM Vol. 3A 11.12.4: WB WT UC- UC, twice. */
#define PAT_RESET UINT64_C(0x0007040600070406)

/* Offsets in the XSAVE image, SDM Vol. 1 13.4.1 and 13.4.2. */
#define XSAVE_FCW        0u
#define XSAVE_MXCSR      24u
#define XSAVE_MXCSR_MASK 28u
#define XSAVE_XSTATE_BV  512u

#define XCR0_X87 UINT64_C(1)
#define XCR0_SSE UINT64_C(2)
#define XCR0_AVX UINT64_C(4)

#define CPUID1_ECX_OSXSAVE (1u << 27)

/* System-segment type of a busy 64-bit TSS, SDM Vol. 3A table 3-2; 8-byte I/O-map-less limit. */
#define TYPE_TSS64_BUSY 11u
#define TSS64_LIMIT     0x67u

#define SEL_CODE 0x08u
#define SEL_DATA 0x10u

/* What the host's kernel lets a process use, cut down to x87, SSE and AVX; 0 without XSAVE. */
static uint64_t host_xcr0(void)
{
    unsigned a, b, c, d;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID1_ECX_OSXSAVE))
        return 0;
    __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return a & (XCR0_X87 | XCR0_SSE | XCR0_AVX);
}

unsigned vcpu_host_maxphyaddr(void)
{
    unsigned a = 0, b, c, d;

    __get_cpuid(0x80000008, &a, &b, &c, &d);
    return a & 0xff ? a & 0xff : 36;
}

static void put32(uint8_t *at, uint32_t v)
{
    memcpy(at, &v, sizeof v);
}

static void init_fp(struct vcpu_state *s)
{
    const uint64_t in_use = XCR0_X87 | XCR0_SSE;
    const uint16_t fcw = 0x037f;

    memcpy(&s->fp[XSAVE_FCW], &fcw, sizeof fcw);
    put32(&s->fp[XSAVE_MXCSR], 0x1f80);
    put32(&s->fp[XSAVE_MXCSR_MASK], 0xffff);
    memcpy(&s->fp[XSAVE_XSTATE_BV], &in_use, sizeof in_use);
}

void vcpu_state_init(struct vcpu_state *s, struct gpa cr3, struct gva rip, struct gva rsp)
{
    uint64_t xcr0 = host_xcr0();

    memset(s, 0, sizeof *s);
    s->gpr[RSP] = rsp.v;
    s->rip = rip.v;
    s->rflags = RFLAGS_FIXED;
    s->cs = segment_code64(SEL_CODE, 0);
    s->ss = s->ds = s->es = s->fs = s->gs = segment_data(SEL_DATA, 0);
    s->tr = (struct segment){.limit = TSS64_LIMIT, .type = TYPE_TSS64_BUSY, .present = true};
    s->ldt = (struct segment){.unusable = true};
    s->cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_PG;
    s->cr3 = cr3.v;
    s->cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT | (xcr0 ? CR4_OSXSAVE : 0);
    s->efer = EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE;
    s->pat = PAT_RESET;
    s->xcr0 = xcr0 ? xcr0 : XCR0_X87 | XCR0_SSE;
    init_fp(s);
}

struct segment segment_code64(uint16_t selector, unsigned dpl)
{
    return (struct segment){
        .limit = UINT32_MAX,
        .selector = selector,
        .type = 11, /* execute, read, accessed */
        .dpl = (uint8_t)dpl,
        .present = true,
        .s = true,
        .l = true,
        .g = true,
    };
}

struct segment segment_data(uint16_t selector, unsigned dpl)
{
    return (struct segment){
        .limit = UINT32_MAX,
        .selector = selector,
        .type = 3, /* read, write, accessed */
        .dpl = (uint8_t)dpl,
        .present = true,
        .s = true,
        .db = true,
        .g = true,
    };
}

const char *vcpu_exit_name(enum vcpu_exit_kind k)
{
    static const char *const name[VCPU_EXIT_KINDS] = {
        [VCPU_EXIT_IO] = "io",           [VCPU_EXIT_MMIO] = "mmio",
        [VCPU_EXIT_HALT] = "halt",       [VCPU_EXIT_SHUTDOWN] = "shutdown",
        [VCPU_EXIT_TIMEOUT] = "timeout", [VCPU_EXIT_ERROR] = "error",
    };
    return (unsigned)k < VCPU_EXIT_KINDS ? name[k] : "unknown";
}
