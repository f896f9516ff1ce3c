/* SPDX-License-Identifier: Apache-2.0 */
/* Where a known host KVM does not do what the SDM says. Never a place for a backend of our own. */
#include "deviation.h"

#include <string.h>
#include <unistd.h>

#define KVM_PVM "/sys/module/kvm_pvm"

static const struct {
    const char *test, *backend, *host; /* `host` is there when the deviation is */
    const char *reason;
} known[] = {
    {"breakpoint_is_bp_after_the_instruction_kernel", "kvm-spt", KVM_PVM,
     "kvm_pvm's emulator of CPL 0 has no INT3: an error exit"},
    {"long_breakpoint_is_bp_after_the_instruction_kernel", "kvm-spt", KVM_PVM,
     "kvm_pvm's emulator of CPL 0 has no INT n: an error exit"},
    {"int_through_a_dpl0_gate_from_cpl3_is_gp_with_the_vector", "kvm-spt", KVM_PVM,
     "kvm_pvm delivers INT 3 from CPL 3 whatever the gate's DPL"},
    {"int_through_a_dpl3_gate_arrives", "kvm-spt", KVM_PVM,
     "kvm_pvm delivers #UD for INT n from CPL 3, but for n = 3"},
    {"int_beyond_the_idt_limit_is_gp", "kvm-spt", KVM_PVM,
     "kvm_pvm delivers #UD for INT n from CPL 3, but for n = 3"},
    {"alignment_check_flag_stays_set_in_the_handler", "kvm-spt", KVM_PVM,
     "kvm_pvm clears AC on the way into a handler"},
    {"gate_not_present_is_np_kernel", "kvm-spt", KVM_PVM,
     "KVM's emulated delivery of #UD makes a double fault of the missing gate"},
    {"gate_not_present_is_np_user", "kvm-spt", KVM_PVM,
     "KVM's emulated delivery of #UD makes a double fault of the missing gate"},
    {"syscall_sets_rcx_r11_and_masks_flags", "kvm-spt", KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"syscall_keeps_a_clear_interrupt_flag", "kvm-spt", KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3, and IF reads as set there"},
    {"syscall_loads_selectors_from_star", "kvm-spt", KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"syscall_without_sce_is_ud", "kvm-spt", KVM_PVM,
     "kvm_pvm runs SYSCALL at CPL 3 whether EFER.SCE is set or not"},
    {"guest_writes_lstar", "kvm-spt", KVM_PVM, "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"features_not_offered_are_refused_when_turned_on", "kvm-spt", KVM_PVM,
     "kvm_pvm accepts SMEP, SMAP and PKE in CR4 though CPUID does not offer them"},
};

const char *deviation(const char *test, const char *backend)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (!strcmp(known[i].test, test) && !strcmp(known[i].backend, backend) &&
            !access(known[i].host, F_OK))
            return known[i].reason;
    return NULL;
}
