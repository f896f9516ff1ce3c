/* SPDX-License-Identifier: Apache-2.0 */
/* Where a known host KVM does not do what the SDM says. Never a place for a backend of our own. */
#include "deviation.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The hosts that are known to deviate, and how they are told. */
enum host { HOST_ANY, HOST_KVM_PVM, HOST_NOT_KVM_PVM, HOST_QEMU_TCG, HOST_BOCHS };

static bool is_any(void)
{
    return true;
}

static bool is_kvm_pvm(void)
{
    return !access("/sys/module/kvm_pvm", F_OK);
}

/* kvm_pvm emulates code of CPL 0, by the guest's own tables instead of a shadow of them. */
static bool is_not_kvm_pvm(void)
{
    return !is_kvm_pvm();
}

/* KVM runs guest code on the CPU that it is given, and this one is software. */
static bool is_qemu_tcg(void)
{
    char line[256];
    bool found = false;
    FILE *f = fopen("/proc/cpuinfo", "re");
    while (f && !found && fgets(line, sizeof(line), f))
        found = !strncmp(line, "model name", 10) && strstr(line, "QEMU TCG");
    if (f)
        fclose(f);
    return found;
}

static bool is_bochs(void)
{
    char line[64] = "";
    FILE *f = fopen("/sys/class/dmi/id/bios_vendor", "re");
    if (f && !fgets(line, sizeof(line), f))
        line[0] = '\0';
    if (f)
        fclose(f);
    return strstr(line, "Bochs");
}

static bool (*const is_host[])(void) = {
    [HOST_ANY] = is_any,           [HOST_KVM_PVM] = is_kvm_pvm, [HOST_NOT_KVM_PVM] = is_not_kvm_pvm,
    [HOST_QEMU_TCG] = is_qemu_tcg, [HOST_BOCHS] = is_bochs,
};

/* With this one the test never ends, and nothing else in the emulated machine runs. */
static const char bochs_irq[] = "Bochs takes no host interrupt while a VMX guest has IF clear";

/* A guest table is write-protected and followed by its frame number (Linux 6.1, kvm_page_track and
 * FNAME(invlpg), which passes over tables that are in step). */
static const char by_gfn[] = "KVM's shadow does not see a table written by another frame number";

static const struct known {
    const char *test, *backend; /* of every KVM backend where NULL: none of ours deviates */
    enum host host;
    const char *reason;
} known[] = {
    {"breakpoint_is_bp_after_the_instruction_kernel", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm's emulator of CPL 0 has no INT3: an error exit"},
    {"long_breakpoint_is_bp_after_the_instruction_kernel", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm's emulator of CPL 0 has no INT n: an error exit"},
    {"int_through_a_dpl0_gate_from_cpl3_is_gp_with_the_vector", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm delivers INT 3 from CPL 3 whatever the gate's DPL"},
    {"int_through_a_dpl3_gate_arrives", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm delivers #UD for INT n from CPL 3, but for n = 3"},
    {"int_beyond_the_idt_limit_is_gp", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm delivers #UD for INT n from CPL 3, but for n = 3"},
    {"alignment_check_flag_stays_set_in_the_handler", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm clears AC on the way into a handler"},
    {"gate_not_present_is_np_kernel", "kvm-spt", HOST_KVM_PVM,
     "KVM's emulated delivery of #UD makes a double fault of the missing gate"},
    {"gate_not_present_is_np_user", "kvm-spt", HOST_KVM_PVM,
     "KVM's emulated delivery of #UD makes a double fault of the missing gate"},
    {"syscall_sets_rcx_r11_and_masks_flags", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"syscall_keeps_a_clear_interrupt_flag", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3, and IF reads as set there"},
    {"syscall_loads_selectors_from_star", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"syscall_without_sce_is_ud", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm runs SYSCALL at CPL 3 whether EFER.SCE is set or not"},
    {"guest_writes_lstar", "kvm-spt", HOST_KVM_PVM, "kvm_pvm jumps to LSTAR but stays at CPL 3"},
    {"features_not_offered_are_refused_when_turned_on", "kvm-spt", HOST_KVM_PVM,
     "kvm_pvm accepts SMEP, SMAP and PKE in CR4 though CPUID does not offer them"},
    {"division_by_zero_is_de_kernel", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"division_by_zero_is_de_user", NULL, HOST_QEMU_TCG, "QEMU's CPU pushes RF clear for a fault"},
    {"noncanonical_address_is_gp_kernel", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"noncanonical_address_is_gp_user", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"bad_selector_is_gp_with_the_selector_kernel", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"bad_selector_is_gp_with_the_selector_user", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"privileged_instructions_at_cpl3_are_gp", NULL, HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"page_fault_has_cr2_and_the_frame_kernel", "ept", HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"page_fault_has_cr2_and_the_frame_user", "ept", HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"ist_gives_the_stack_with_an_error_code_kernel", "ept", HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"ist_gives_the_stack_with_an_error_code_user", "ept", HOST_QEMU_TCG,
     "QEMU's CPU pushes RF clear for a fault"},
    {"int_through_a_dpl0_gate_from_cpl3_is_gp_with_the_vector", NULL, HOST_QEMU_TCG,
     "QEMU's CPU makes 16 * vector + 2 of a gate's error code in long mode"},
    {"int_beyond_the_idt_limit_is_gp", NULL, HOST_QEMU_TCG,
     "QEMU's CPU makes 16 * vector + 2 of a gate's error code in long mode"},
    {"gate_not_present_is_np_kernel", NULL, HOST_QEMU_TCG,
     "QEMU's CPU makes 16 * vector + 2 of a gate's error code in long mode"},
    {"gate_not_present_is_np_user", NULL, HOST_QEMU_TCG,
     "QEMU's CPU makes 16 * vector + 2 of a gate's error code in long mode"},
    {"without_nxe_the_nx_bit_is_reserved", "ept", HOST_QEMU_TCG,
     "QEMU's CPU leaves P out of the error code for reserved bits"},
    {"reserved_bits_fault_with_rsvd", "ept", HOST_QEMU_TCG,
     "QEMU's CPU leaves P out of the error code for reserved bits"},
    {"frame_bits_above_maxphyaddr_are_reserved", "ept", HOST_QEMU_TCG,
     "QEMU's CPU leaves P out of the error code for reserved bits"},
    {"syscall_sets_rcx_r11_and_masks_flags", NULL, HOST_QEMU_TCG,
     "QEMU's SYSCALL clears the arithmetic flags"},
    {"table_written_through_a_window_is_followed_kernel", "kvm-spt", HOST_NOT_KVM_PVM, by_gfn},
    {"table_written_through_a_window_is_followed_user", "kvm-spt", HOST_ANY, by_gfn},
    {"kick_stops_an_endless_guest_where_it_is_kernel", NULL, HOST_BOCHS, bochs_irq},
    {"kick_stops_an_endless_guest_where_it_is_user", NULL, HOST_BOCHS, bochs_irq},
};

static bool applies(const char *known_backend, const char *backend)
{
    if (known_backend)
        return !strcmp(known_backend, backend);
    return !strcmp(backend, "ept") || !strcmp(backend, "kvm-spt");
}

const char *deviation(const char *test, const char *backend, bool *hangs)
{
    for (const struct known *k = known; k < known + sizeof(known) / sizeof(known[0]); k++) {
        if (strcmp(k->test, test) != 0 || !applies(k->backend, backend) || !is_host[k->host]())
            continue;
        *hangs = k->reason == bochs_irq;
        return k->reason;
    }
    return NULL;
}
