/* SPDX-License-Identifier: Apache-2.0 */
/* What KVM_RUN left behind, as struct vcpu_exit; and why KVM gave up, in words. */
#include "kvm.h"

#include "common/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define INSN_BYTES 15u /* longest x86 instruction, SDM Vol. 2A 2.3.11 */

static void error_text(struct vcpu_exit *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void error_text(struct vcpu_exit *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof(e->text), fmt, ap);
    va_end(ap);
    e->kind = VCPU_EXIT_ERROR;
}

/* Guest bytes at rip, through KVM's own translation (KVM API 4.16), so that what is shown is what
 * KVM saw. Returns how many. */
static unsigned fetch(struct mmu *m, uint64_t rip, uint8_t *out)
{
    unsigned n = 0;
    while (n < INSN_BYTES) {
        struct kvm_translation t = {.linear_address = rip + n};
        uint64_t left = PAGE_SIZE - page_offset(rip + n);
        unsigned want = INSN_BYTES - n;
        if (left < want)
            want = (unsigned)left;
        if (ioctl(m->vcpu, KVM_TRANSLATE, &t) < 0 || !t.valid)
            break;
        const void *at = ram_ptr(m->ram, gpa(t.physical_address), want);
        if (!at)
            break;
        memcpy(out + n, at, want);
        n += want;
    }
    return n;
}

/* " at rip 0x... cpl 0, bytes 0f c7 0f ..." */
static void where(struct mmu *m, char *text, size_t size)
{
    struct kvm_regs r = {0};
    struct kvm_sregs s = {0};
    uint8_t insn[INSN_BYTES];
    if (ioctl(m->vcpu, KVM_GET_REGS, &r) < 0 || ioctl(m->vcpu, KVM_GET_SREGS, &s) < 0) {
        snprintf(text, size, " (registers cannot be read)");
        return;
    }
    unsigned n = fetch(m, r.rip, insn);
    size_t at = (size_t)snprintf(text, size, " at rip %#llx, CPL %u, bytes",
                                 (unsigned long long)r.rip, s.ss.dpl);
    for (unsigned i = 0; i < n && at + 4 < size; i++)
        at += (size_t)snprintf(text + at, size - at, " %02x", insn[i]);
    if (!n)
        snprintf(text + at, size - at, " unreadable");
}

static void internal_error(struct mmu *m, struct vcpu_exit *e)
{
    static const char *const what[] = {
        [KVM_INTERNAL_ERROR_EMULATION] = "KVM's instruction emulator cannot do this instruction",
        [KVM_INTERNAL_ERROR_SIMUL_EX] = "KVM met exceptions that it cannot deliver together",
        [KVM_INTERNAL_ERROR_DELIVERY_EV] = "KVM failed while delivering an event to the guest",
        [KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON] = "KVM met an exit that it does not know",
    };
    uint32_t sub = m->run->internal.suberror;
    char at[128];
    where(m, at, sizeof(at));
    if (sub < sizeof(what) / sizeof(what[0]) && what[sub])
        error_text(e, "%s%s; %s", what[sub], at,
                   sub == KVM_INTERNAL_ERROR_EMULATION
                       ? "use simpler instructions there, or move the code to CPL 3"
                       : "see the host's kernel log");
    else
        error_text(e, "KVM internal error %u%s; see the host's kernel log", sub, at);
}

static void fail_entry(struct mmu *m, struct vcpu_exit *e)
{
    char at[128];
    where(m, at, sizeof(at));
    error_text(e,
               "the CPU refused to enter the guest, hardware reason %#llx%s; the vCPU state is "
               "not a valid one",
               (unsigned long long)m->run->fail_entry.hardware_entry_failure_reason, at);
}

static void io(struct mmu *m, struct vcpu_exit *e)
{
    const struct kvm_run *r = m->run;
    char at[128];
    if (r->io.count != 1) {
        where(m, at, sizeof(at));
        error_text(e, "string I/O of %u elements%s; use single in and out", r->io.count, at);
        return;
    }
    e->kind = VCPU_EXIT_IO;
    e->io.port = r->io.port;
    e->io.size = r->io.size;
    e->io.in = r->io.direction == KVM_EXIT_IO_IN;
    e->io.value = 0;
    if (!e->io.in)
        memcpy(&e->io.value, (const char *)r + r->io.data_offset, r->io.size);
}

static void mmio(struct mmu *m, struct vcpu_exit *e)
{
    const struct kvm_run *r = m->run;
    e->kind = VCPU_EXIT_MMIO;
    e->mmio.at = gpa(r->mmio.phys_addr);
    e->mmio.size = (uint8_t)r->mmio.len;
    e->mmio.write = r->mmio.is_write;
    e->mmio.value = 0;
    if (e->mmio.write)
        memcpy(&e->mmio.value, r->mmio.data, r->mmio.len);
}

static void halt(struct mmu *m, struct vcpu_exit *e)
{
    (void)m;
    e->kind = VCPU_EXIT_HALT;
}

static void shutdown(struct mmu *m, struct vcpu_exit *e)
{
    (void)m;
    e->kind = VCPU_EXIT_SHUTDOWN;
}

void kvm_exit_decode(struct mmu *m, struct vcpu_exit *exit)
{
    static void (*const decode[])(struct mmu *, struct vcpu_exit *) = {
        [KVM_EXIT_IO] = io,
        [KVM_EXIT_MMIO] = mmio,
        [KVM_EXIT_HLT] = halt,
        [KVM_EXIT_SHUTDOWN] = shutdown,
        [KVM_EXIT_FAIL_ENTRY] = fail_entry,
        [KVM_EXIT_INTERNAL_ERROR] = internal_error,
    };
    uint32_t reason = m->run->exit_reason;
    char at[128];
    memset(exit, 0, sizeof(*exit));
    if (reason < sizeof(decode) / sizeof(decode[0]) && decode[reason]) {
        decode[reason](m, exit);
    } else {
        where(m, at, sizeof(at));
        error_text(exit, "KVM exit reason %u is not handled%s", reason, at);
    }
    TRACE(kvm, "exit reason %u: %s %s", reason, vcpu_exit_name(exit->kind), exit->text);
}
