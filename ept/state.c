/* SPDX-License-Identifier: Apache-2.0 */
/* struct vcpu_state to and from KVM (KVM API 4.3, 4.11 to 4.13, 4.18, 4.31, 4.33, 4.42 to 4.45). */
#include "kvm.h"

#include "common/err.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

static const struct {
    uint32_t index;
    const char *name;
    size_t field;
} msr[KVM_STATE_MSRS] = {
#define MSR(index, field)                                 \
    {                                                     \
        index, #field, offsetof(struct vcpu_state, field) \
    }
    MSR(0xc0000081, star),    MSR(0xc0000082, lstar),          MSR(0xc0000083, cstar),
    MSR(0xc0000084, sfmask),  MSR(0xc0000102, kernel_gs_base), MSR(0x277, pat),
    MSR(0xc0000103, tsc_aux), MSR(0x174, sysenter_cs),         MSR(0x175, sysenter_esp),
    MSR(0x176, sysenter_eip),
#undef MSR
};

static const struct {
    uint64_t bit;
    const char *name;
} refused_cr4[] = {
    {CR4_LA57, "LA57 (5-level paging)"}, {CR4_SMEP, "SMEP"},   {CR4_SMAP, "SMAP"},
    {CR4_PKE, "PKE (protection keys)"},  {CR4_PCIDE, "PCIDE"},
};

union msr_list {
    struct kvm_msrs head;
    char room[sizeof(struct kvm_msrs) + KVM_STATE_MSRS * sizeof(struct kvm_msr_entry)];
};

/* Field order in KVM's registers, by enum gpr. */
/* clang-format off */
#define GPRS(X) \
    X(RAX, rax) \
    X(RCX, rcx) \
    X(RDX, rdx) \
    X(RBX, rbx) \
    X(RSP, rsp) \
    X(RBP, rbp) \
    X(RSI, rsi) \
    X(RDI, rdi) \
    X(R8, r8)   \
    X(R9, r9)   \
    X(R10, r10) \
    X(R11, r11) \
    X(R12, r12) \
    X(R13, r13) \
    X(R14, r14) \
    X(R15, r15)
/* clang-format on */

#define SEGMENTS(X) X(cs) X(ds) X(es) X(fs) X(gs) X(ss) X(tr) X(ldt)

static struct kvm_segment segment_out(const struct segment *s)
{
    return (struct kvm_segment){
        .base = s->base,
        .limit = s->limit,
        .selector = s->selector,
        .type = s->type,
        .dpl = s->dpl,
        .present = s->present,
        .db = s->db,
        .s = s->s,
        .l = s->l,
        .g = s->g,
        .avl = s->avl,
        .unusable = s->unusable,
    };
}

static struct segment segment_in(const struct kvm_segment *k)
{
    return (struct segment){
        .base = k->base,
        .limit = k->limit,
        .selector = k->selector,
        .type = k->type,
        .dpl = k->dpl,
        .present = k->present,
        .db = k->db,
        .s = k->s,
        .l = k->l,
        .g = k->g,
        .avl = k->avl,
        .unusable = k->unusable,
    };
}

int kvm_state_check(const struct vcpu_state *s)
{
    const uint64_t efer = EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE;
    for (size_t i = 0; i < sizeof(refused_cr4) / sizeof(refused_cr4[0]); i++)
        if (s->cr4 & refused_cr4[i].bit)
            return err(EINVAL, "CR4.%s is not supported; clear it", refused_cr4[i].name);
    if (s->efer & ~efer)
        return err(EINVAL, "EFER bits %#llx are not supported; only SCE, LME, LMA and NXE are",
                   (unsigned long long)(s->efer & ~efer));
    if (!(s->cr0 & CR0_PG) || !(s->cr4 & CR4_PAE) || !(s->efer & EFER_LMA))
        return err(EINVAL, "only long mode with paging is supported; set CR0.PG, CR4.PAE, "
                           "EFER.LME and EFER.LMA");
    return 0;
}

static void msr_head(union msr_list *l, uint32_t n)
{
    memset(l, 0, sizeof(*l));
    l->head.nmsrs = n;
}

/* Asks for each MSR alone, as a list stops at the first that KVM does not have. */
int kvm_state_init(struct mmu *m)
{
    union msr_list l;
    for (unsigned i = 0; i < KVM_STATE_MSRS; i++) {
        msr_head(&l, 1);
        l.head.entries[0].index = msr[i].index;
        int rc = KVM_IOCTL(m->vcpu, KVM_GET_MSRS, &l);
        if (rc < 0)
            return rc;
        m->msrs |= (uint32_t)(rc == 1) << i;
    }
    m->has_xcrs = ioctl(m->vm, KVM_CHECK_EXTENSION, KVM_CAP_XCRS) > 0;
    return 0;
}

static int set_msrs(struct mmu *m, const struct vcpu_state *s)
{
    union msr_list l;
    uint32_t n = 0;
    msr_head(&l, 0);
    for (unsigned i = 0; i < KVM_STATE_MSRS; i++) {
        uint64_t v;
        memcpy(&v, (const char *)s + msr[i].field, sizeof(v));
        if (m->msrs & 1u << i)
            l.head.entries[n++] = (struct kvm_msr_entry){.index = msr[i].index, .data = v};
        else if (v)
            return err(EINVAL, "MSR %#x (%s) is not there in this KVM; set it to 0", msr[i].index,
                       msr[i].name);
    }
    l.head.nmsrs = n;
    int rc = KVM_IOCTL(m->vcpu, KVM_SET_MSRS, &l);
    if (rc >= 0 && (uint32_t)rc != n)
        return err(EINVAL, "KVM_SET_MSRS refused %#llx for MSR %#x",
                   (unsigned long long)l.head.entries[rc].data, l.head.entries[rc].index);
    return rc < 0 ? rc : 0;
}

static int get_msrs(struct mmu *m, struct vcpu_state *s)
{
    union msr_list l;
    uint32_t n = 0;
    msr_head(&l, 0);
    for (unsigned i = 0; i < KVM_STATE_MSRS; i++)
        if (m->msrs & 1u << i)
            l.head.entries[n++].index = msr[i].index;
    l.head.nmsrs = n;
    int rc = KVM_IOCTL(m->vcpu, KVM_GET_MSRS, &l);
    if (rc >= 0 && (uint32_t)rc != n)
        return err(EIO, "KVM_GET_MSRS could not read MSR %#x", l.head.entries[rc].index);
    n = 0;
    for (unsigned i = 0; rc >= 0 && i < KVM_STATE_MSRS; i++)
        if (m->msrs & 1u << i)
            memcpy((char *)s + msr[i].field, &l.head.entries[n++].data, sizeof(uint64_t));
    return rc < 0 ? rc : 0;
}

static int set_sregs(struct mmu *m, const struct vcpu_state *s)
{
    struct kvm_sregs k;
    int rc = KVM_IOCTL(m->vcpu, KVM_GET_SREGS, &k); /* keeps the APIC base */
    if (rc)
        return rc;
#define X(n) k.n = segment_out(&s->n);
    SEGMENTS(X)
#undef X
    k.gdt = (struct kvm_dtable){.base = s->gdt.base, .limit = s->gdt.limit};
    k.idt = (struct kvm_dtable){.base = s->idt.base, .limit = s->idt.limit};
    k.cr0 = s->cr0, k.cr2 = s->cr2, k.cr3 = s->cr3, k.cr4 = s->cr4, k.cr8 = s->cr8;
    k.efer = s->efer;
    memset(k.interrupt_bitmap, 0, sizeof(k.interrupt_bitmap));
    return KVM_IOCTL(m->vcpu, KVM_SET_SREGS, &k);
}

static int get_sregs(struct mmu *m, struct vcpu_state *s)
{
    struct kvm_sregs k;
    int rc = KVM_IOCTL(m->vcpu, KVM_GET_SREGS, &k);
    if (rc)
        return rc;
#define X(n) s->n = segment_in(&k.n);
    SEGMENTS(X)
#undef X
    s->gdt = (struct dtable){.base = k.gdt.base, .limit = k.gdt.limit};
    s->idt = (struct dtable){.base = k.idt.base, .limit = k.idt.limit};
    s->cr0 = k.cr0, s->cr2 = k.cr2, s->cr3 = k.cr3, s->cr4 = k.cr4, s->cr8 = k.cr8;
    s->efer = k.efer;
    return 0;
}

static int set_regs(struct mmu *m, const struct vcpu_state *s)
{
    struct kvm_regs k = {.rip = s->rip, .rflags = s->rflags};
#define X(i, n) k.n = s->gpr[i];
    GPRS(X)
#undef X
    return KVM_IOCTL(m->vcpu, KVM_SET_REGS, &k);
}

static int get_regs(struct mmu *m, struct vcpu_state *s)
{
    struct kvm_regs k;
    int rc = KVM_IOCTL(m->vcpu, KVM_GET_REGS, &k);
    if (rc)
        return rc;
#define X(i, n) s->gpr[i] = k.n;
    GPRS(X)
#undef X
    s->rip = k.rip;
    s->rflags = k.rflags;
    return 0;
}

static int set_fp(struct mmu *m, const struct vcpu_state *s)
{
    struct kvm_xcrs x = {.nr_xcrs = 1, .xcrs[0].value = s->xcr0};
    struct kvm_xsave f;
    _Static_assert(sizeof(f.region) == VCPU_FP_BYTES, "XSAVE image of KVM and of vcpu_state");
    int rc = m->has_xcrs ? KVM_IOCTL(m->vcpu, KVM_SET_XCRS, &x) : 0;
    memcpy(f.region, s->fp, sizeof(f.region));
    return rc ? rc : KVM_IOCTL(m->vcpu, KVM_SET_XSAVE, &f);
}

static int get_fp(struct mmu *m, struct vcpu_state *s)
{
    struct kvm_xcrs x = {0};
    struct kvm_xsave f;
    int rc = m->has_xcrs ? KVM_IOCTL(m->vcpu, KVM_GET_XCRS, &x) : 0;
    if (!rc)
        rc = KVM_IOCTL(m->vcpu, KVM_GET_XSAVE, &f);
    if (rc)
        return rc;
    for (uint32_t i = 0; i < x.nr_xcrs; i++)
        if (x.xcrs[i].xcr == 0)
            s->xcr0 = x.xcrs[i].value;
    memcpy(s->fp, f.region, sizeof(f.region));
    return 0;
}

static int set_event(struct mmu *m, const struct vcpu_state *s)
{
    struct kvm_vcpu_events e = {
        .exception = {.injected = s->event.valid,
                      .nr = s->event.vector,
                      .has_error_code = s->event.has_error,
                      .error_code = s->event.error_code},
    };
    return KVM_IOCTL(m->vcpu, KVM_SET_VCPU_EVENTS, &e);
}

static int get_event(struct mmu *m, struct vcpu_state *s)
{
    struct kvm_vcpu_events e;
    int rc = KVM_IOCTL(m->vcpu, KVM_GET_VCPU_EVENTS, &e);
    if (rc)
        return rc;
    memset(&s->event, 0, sizeof(s->event));
    if (e.exception.injected || e.exception.pending)
        s->event = (struct vcpu_event){.valid = true,
                                       .has_error = e.exception.has_error_code,
                                       .vector = e.exception.nr,
                                       .error_code = e.exception.error_code};
    return 0;
}

typedef int (*set_fn)(struct mmu *, const struct vcpu_state *);
typedef int (*get_fn)(struct mmu *, struct vcpu_state *);

/* SREGS first: EFER and CR4 decide what the other calls accept. Events last: the rest may clear
 * them. */
static const set_fn setters[] = {set_sregs, set_regs, set_msrs, set_fp, set_event};
static const get_fn getters[] = {get_sregs, get_regs, get_msrs, get_fp, get_event};

int kvm_set_state(struct mmu *m, const struct vcpu_state *s)
{
    int rc = kvm_state_check(s);
    if (!rc)
        rc = kvm_run_complete(m);
    for (size_t i = 0; !rc && i < sizeof(setters) / sizeof(setters[0]); i++)
        rc = setters[i](m, s);
    return rc;
}

int kvm_get_state(struct mmu *m, struct vcpu_state *s)
{
    int rc = kvm_run_complete(m);
    if (!rc)
        memset(s, 0, sizeof(*s));
    for (size_t i = 0; !rc && i < sizeof(getters) / sizeof(getters[0]); i++)
        rc = getters[i](m, s);
    return rc;
}
