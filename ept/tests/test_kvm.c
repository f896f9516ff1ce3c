/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that are not there, modes that are refused, slots and CPUID. */
#include "common/err.h"
#include "ept/ept.h"
#include "ept/kvm.h"
#include "ept/probe.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* The named skip of tests that need any working KVM. */
static void need_kvm(void)
{
    struct mmu_probe p;
    int fd = kvm_open(kvm_device(), &p);
    if (fd < 0) {
        printf("SKIP: %s; %s\n", p.reason, p.remedy);
        exit(77);
    }
    close(fd);
}

static void refused(const char *device, const char *reason)
{
    struct kvm_probe p;
    struct mmu_probe m;
    kvm_probe_device(&p, device, "/sys/module");
    assert_int_equal(p.kind, MMU_UNKNOWN);
    kvm_probe_mode(&p, MMU_TWO_DIMENSIONAL, &m);
    assert_false(m.available);
    assert_non_null(strstr(m.reason, device));
    if (!strstr(m.reason, reason))
        fail_msg("reason \"%s\" does not say \"%s\"", m.reason, reason);
    assert_true(m.remedy[0]);
}

static void missing_device_is_named_with_a_remedy(void **state)
{
    (void)state;
    refused("/nonexistent/kvm", "is missing");
}

static void file_that_is_no_kvm_is_named(void **state)
{
    (void)state;
    refused("/dev/null", "is not a KVM device");
}

static void directory_in_its_place_is_named(void **state)
{
    (void)state;
    refused("/", "cannot be opened");
}

/* In a process of its own, as it gives up root. */
static void device_that_is_not_permitted_is_named(void **state)
{
    char path[] = "/tmp/mmubench-kvm-XXXXXX";
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, 0), 0);
    close(fd);
    pid_t child = fork();
    if (!child) {
        struct kvm_probe p;
        if (geteuid() == 0 && setuid(NOBODY))
            _exit(2);
        kvm_probe_device(&p, path, "/sys/module");
        _exit(strstr(p.reason, "not permitted") && strstr(p.remedy, "group") ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink(path);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void create_fails_with_reason_and_remedy_without_a_device(void **state)
{
    const struct mmu_ops *const modes[] = {&ept_mmu, &kvm_spt_mmu};
    struct ram ram = {.memfd = -1};
    struct mmu_config cfg = {.ram = &ram, .cpu = -1};
    struct mmu *m = NULL;
    (void)state;
    assert_int_equal(setenv(KVM_DEVICE_ENV, "/nonexistent/kvm", 1), 0);
    for (unsigned i = 0; i < 2; i++) {
        assert_true(modes[i]->create(&m, &cfg) < 0);
        assert_null(m);
        assert_non_null(strstr(err_text(), modes[i]->name));
        assert_non_null(strstr(err_text(), "is missing"));
        assert_non_null(strstr(err_text(), "load kvm_intel or kvm_amd"));
    }
    unsetenv(KVM_DEVICE_ENV);
}

static void each_kind_refuses_the_other_mode_with_proof_and_remedy(void **state)
{
    static const struct {
        enum mmu_kind have, want;
        const char *reason, *remedy;
    } cases[] = {
        {MMU_KERNEL_SHADOW, MMU_TWO_DIMENSIONAL, "shadow paging in the kernel", "ept=1"},
        {MMU_TWO_DIMENSIONAL, MMU_KERNEL_SHADOW, "two-dimensional paging", "ept=0"},
    };
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct kvm_probe p = {.kind = cases[i].have, .proof = "seen: this and that"};
        struct mmu_probe m;
        kvm_probe_mode(&p, cases[i].want, &m);
        assert_false(m.available);
        assert_non_null(strstr(m.reason, cases[i].reason));
        assert_non_null(strstr(m.reason, "seen: this and that"));
        assert_non_null(strstr(m.remedy, cases[i].remedy));
        kvm_probe_mode(&p, cases[i].have, &m);
        assert_true(m.available);
        assert_string_equal(m.reason, "");
        assert_string_equal(m.remedy, "");
        assert_string_equal(m.proof, "seen: this and that");
    }
}

static void exactly_one_mode_is_available_and_the_other_is_refused(void **state)
{
    struct mmu_probe p[2];
    struct ram ram;
    struct mmu *m = NULL;
    (void)state;
    need_kvm();
    ept_mmu.probe(&p[0]);
    kvm_spt_mmu.probe(&p[1]);
    assert_int_equal(p[0].available + p[1].available, 1);
    const struct mmu_ops *refused_mode = p[0].available ? &kvm_spt_mmu : &ept_mmu;
    assert_int_equal(ram_create(&ram, 1 << 20, RAM_4K), 0);
    struct mmu_config cfg = {.ram = &ram, .cpu = -1};
    assert_int_equal(refused_mode->create(&m, &cfg), -EOPNOTSUPP);
    assert_null(m);
    assert_non_null(strstr(err_text(), "proved by"));
    ram_destroy(&ram);
}

struct machine {
    struct ram ram;
    struct mmu *mmu;
};

static void machine_make(struct machine *v)
{
    need_kvm();
    assert_int_equal(ram_create(&v->ram, 4 << 20, RAM_4K), 0);
    struct mmu_config cfg = {.ram = &v->ram, .cpu = -1};
    if (kvm_create(&v->mmu, &cfg, kvm_device()))
        fail_msg("%s", err_text());
}

static void machine_end(struct machine *v)
{
    kvm_destroy(v->mmu);
    ram_destroy(&v->ram);
}

static void slots_follow_the_events_of_guest_ram(void **state)
{
    struct machine v;
    struct memslot bad = {.id = 9, .base = {0x200}, .npages = 1, .hva = {123}};
    (void)state;
    machine_make(&v);
    assert_int_equal(v.ram.nlisteners, 1);
    assert_int_equal(ram_slot_add(&v.ram, gfn(0), 16, 0, 0), 0);
    assert_int_equal(ram_slot_add(&v.ram, gfn(0x100), 16, 16 * PAGE_SIZE, MEMSLOT_READONLY), 0);
    assert_int_equal(ram_slot_remove(&v.ram, gfn(0)), 0);
    assert_int_equal(ram_slot_add(&v.ram, gfn(0), 32, 32 * PAGE_SIZE, MEMSLOT_LOG_DIRTY), 0);
    /* What KVM refuses comes back by name: an unaligned host address. */
    assert_true(v.ram.listener[0].add(v.ram.listener[0].ctx, &bad) < 0);
    assert_non_null(strstr(err_text(), "KVM_SET_USER_MEMORY_REGION"));
    kvm_destroy(v.mmu);
    assert_int_equal(v.ram.nlisteners, 0);
    ram_destroy(&v.ram);
}

static void address_widths_out_of_range_are_refused(void **state)
{
    struct ram ram;
    struct mmu *m = NULL;
    (void)state;
    need_kvm();
    assert_int_equal(ram_create(&ram, 1 << 20, RAM_4K), 0);
    struct mmu_config cfg = {.ram = &ram, .cpu = -1, .maxphyaddr = 60};
    assert_int_equal(kvm_create(&m, &cfg, kvm_device()), -EINVAL);
    assert_int_equal(ram.nlisteners, 0);
    ram_destroy(&ram);
}

static void vcpu_is_pinned_while_the_machine_is_there(void **state)
{
    struct ram ram;
    struct mmu *m = NULL;
    cpu_set_t before, during, after;
    (void)state;
    need_kvm();
    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    int cpu = 0;
    while (!CPU_ISSET(cpu, &before))
        cpu++;
    assert_int_equal(ram_create(&ram, 1 << 20, RAM_4K), 0);
    struct mmu_config cfg = {.ram = &ram, .cpu = cpu};
    assert_int_equal(kvm_create(&m, &cfg, kvm_device()), 0);
    assert_int_equal(sched_getaffinity(0, sizeof(during), &during), 0);
    assert_true(CPU_COUNT(&during) == 1 && CPU_ISSET(cpu, &during));
    kvm_destroy(m);
    assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    cfg.cpu = CPU_SETSIZE - 1; /* no machine of ours has it */
    assert_true(kvm_create(&m, &cfg, kvm_device()) < 0);
    assert_non_null(strstr(err_text(), "pinning"));
    ram_destroy(&ram);
}

static void counters_are_there_and_foreign_ones_absent(void **state)
{
    struct machine v;
    struct counters c = {0};
    (void)state;
    machine_make(&v);
    assert_int_equal(kvm_spt_mmu.counters(v.mmu, &c), 0);
    assert_true(counters_has(&c, CTR_kvm_exits));
    assert_true(counters_has(&c, CTR_kvm_pages_4k));
    assert_false(counters_has(&c, CTR_hidden_fault)); /* not a thing of this backend */
    assert_int_equal(c.v[CTR_exit_io], 0);
    machine_end(&v);
}

static void cpuid_hides_what_is_refused(void **state)
{
    struct kvm_cpuid_entry2 e = {.function = 7, .ebx = ~0u, .ecx = ~0u, .edx = ~0u};
    (void)state;
    kvm_cpuid_mask(&e, 0);
    assert_int_equal(e.ebx & (1u << 7 | 1u << 20), 0); /* SMEP, SMAP */
    assert_int_equal(e.ecx & (1u << 3 | 1u << 16), 0); /* PKU, LA57 */
    assert_int_equal(e.ebx & 1, 1);                    /* FSGSBASE stays */
    e = (struct kvm_cpuid_entry2){.function = 1, .ecx = ~0u};
    kvm_cpuid_mask(&e, 0);
    assert_int_equal(e.ecx, ~(1u << 17)); /* PCID */
    e = (struct kvm_cpuid_entry2){.function = 0x80000008, .eax = 0x3030};
    kvm_cpuid_mask(&e, 0);
    assert_int_equal(e.eax, 0x3030);
    kvm_cpuid_mask(&e, 40);
    assert_int_equal(e.eax, 0x3028);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(missing_device_is_named_with_a_remedy),
    cmocka_unit_test(file_that_is_no_kvm_is_named),
    cmocka_unit_test(directory_in_its_place_is_named),
    cmocka_unit_test(device_that_is_not_permitted_is_named),
    cmocka_unit_test(create_fails_with_reason_and_remedy_without_a_device),
    cmocka_unit_test(each_kind_refuses_the_other_mode_with_proof_and_remedy),
    cmocka_unit_test(exactly_one_mode_is_available_and_the_other_is_refused),
    cmocka_unit_test(slots_follow_the_events_of_guest_ram),
    cmocka_unit_test(address_widths_out_of_range_are_refused),
    cmocka_unit_test(vcpu_is_pinned_while_the_machine_is_there),
    cmocka_unit_test(counters_are_there_and_foreign_ones_absent),
    cmocka_unit_test(cpuid_hides_what_is_refused),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[argc - 1]);
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
