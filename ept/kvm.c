/* SPDX-License-Identifier: Apache-2.0 */
/* Opening KVM and making a virtual machine with one vCPU (KVM API 4.1, 4.2, 4.7). */
#include "kvm.h"

#include "common/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Three pages that VMX without "unrestricted guest" wants below 4 GiB (KVM API 4.36). */
#define TSS_GPA   UINT64_C(0xfffbd000)
#define TSS_PAGES 3u

int kvm_ioctl(int fd, unsigned long request, const char *name, void *arg)
{
    int rc = ioctl(fd, request, arg);
    if (rc < 0)
        return err_sys("ioctl %s failed", name);
    TRACE(kvm, "%s = %d", name, rc);
    return rc;
}

const char *kvm_device(void)
{
    const char *path = getenv(KVM_DEVICE_ENV);
    return path && *path ? path : KVM_DEVICE_DEFAULT;
}

static int refuse(struct mmu_probe *p, int code, const char *path, const char *what,
                  const char *remedy)
{
    snprintf(p->reason, sizeof(p->reason), "%s %s", path, what);
    snprintf(p->remedy, sizeof(p->remedy), "%s", remedy);
    return err(code, "%s; %s", p->reason, p->remedy);
}

static int refuse_open(struct mmu_probe *p, int code, const char *path)
{
    static const struct {
        int code;
        const char *what, *remedy;
    } known[] = {
        {ENOENT, "is missing: this host has no KVM loaded",
         "load kvm_intel or kvm_amd and switch virtualisation on in the firmware, or in the outer "
         "hypervisor (nested)"},
        {EACCES, "is not permitted for this user",
         "run as root or add the user to the device's group (usually kvm)"},
        {EPERM, "is not permitted here",
         "allow the device for this container or sandbox, or run outside of it"},
        {ENODEV, "has no driver behind it", "load kvm_intel or kvm_amd"},
        {ENXIO, "has no driver behind it", "load kvm_intel or kvm_amd"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].code == code)
            return refuse(p, code, path, known[i].what, known[i].remedy);
    char what[96];
    snprintf(what, sizeof(what), "cannot be opened: %s", strerror(code));
    return refuse(p, code, path, what, "make the device readable and writable for this user");
}

int kvm_open(const char *path, struct mmu_probe *p)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return refuse_open(p, errno, path);
    int version = ioctl(fd, KVM_GET_API_VERSION, 0);
    int rc = 0;
    if (version < 0) {
        rc = refuse(p, ENOTTY, path, "is not a KVM device: it does not answer KVM_GET_API_VERSION",
                    "point " KVM_DEVICE_ENV " to the KVM device, or unset it");
    } else if (version != KVM_API_VERSION) {
        char what[64];
        snprintf(what, sizeof(what), "speaks API version %d, not %d", version, KVM_API_VERSION);
        rc = refuse(p, EPROTO, path, what, "use a kernel from 2.6.22 or later");
    } else if (ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_IMMEDIATE_EXIT) <= 0) {
        rc = refuse(p, EOPNOTSUPP, path, "lacks KVM_CAP_IMMEDIATE_EXIT",
                    "use a kernel from 4.13 or later");
    }
    if (rc < 0) {
        close(fd);
        return rc;
    }
    return fd;
}

/* Needed on some hosts, harmless on all; left out where guest RAM covers the addresses. */
static int place_tss(struct mmu *m)
{
    for (unsigned i = 0; i < TSS_PAGES; i++)
        if (ram_slot(m->ram, gfn((TSS_GPA >> PAGE_SHIFT) + i)))
            return 0;
    if (ioctl(m->sys, KVM_CHECK_EXTENSION, KVM_CAP_SET_TSS_ADDR) <= 0)
        return 0;
    return KVM_IOCTL(m->vm, KVM_SET_TSS_ADDR, (void *)TSS_GPA);
}

static int map_run(struct mmu *m)
{
    int bytes = KVM_IOCTL(m->sys, KVM_GET_VCPU_MMAP_SIZE, NULL);
    if (bytes < 0)
        return bytes;
    void *at = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, m->vcpu, 0);
    if (at == MAP_FAILED)
        return err_sys("mmap of the vCPU's kvm_run (%d bytes)", bytes);
    m->run = at;
    m->run_bytes = (size_t)bytes;
    return 0;
}

static int make_vm(struct mmu *m)
{
    do
        m->vm = KVM_IOCTL(m->sys, KVM_CREATE_VM, NULL);
    while (m->vm == -EINTR); /* by a signal, which whoever caught it will see to */
    if (m->vm == -EBUSY)
        return err(EBUSY, "KVM_CREATE_VM: another hypervisor holds the CPU's virtualisation; stop "
                          "it first");
    if (m->vm < 0)
        return m->vm;
    kvm_dirty_init(m);
    return place_tss(m);
}

static int make_vcpu(struct mmu *m, const struct mmu_config *cfg)
{
    m->vcpu = KVM_IOCTL(m->vm, KVM_CREATE_VCPU, NULL);
    if (m->vcpu < 0)
        return m->vcpu;
    int rc = map_run(m);
    if (!rc)
        rc = kvm_cpuid_init(m, cfg->maxphyaddr);
    if (!rc)
        rc = kvm_state_init(m);
    if (!rc)
        rc = kvm_run_init(m);
    return rc;
}

static int pin(struct mmu *m, int cpu)
{
    cpu_set_t one;
    if (cpu < 0)
        return 0;
    if (cpu >= CPU_SETSIZE)
        return err(EINVAL, "no CPU %d: at most %d", cpu, CPU_SETSIZE - 1);
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_getaffinity(0, sizeof(m->old_cpus), &m->old_cpus) ||
        sched_setaffinity(0, sizeof(one), &one))
        return err_sys("pinning the vCPU to CPU %d (choose one that this process may use)", cpu);
    m->pinned = true;
    return 0;
}

static int fill(struct mmu *m, const struct mmu_config *cfg, const char *path)
{
    struct mmu_probe why;
    m->sys = kvm_open(path, &why);
    if (m->sys < 0)
        return m->sys;
    int rc = make_vm(m);
    if (!rc)
        rc = kvm_slots_init(m);
    if (!rc)
        rc = make_vcpu(m, cfg);
    if (!rc)
        rc = pin(m, cfg->cpu);
    if (!rc) {
        kvm_stats_open(&m->vm_stats, m->vm);
        kvm_stats_open(&m->vcpu_stats, m->vcpu);
    }
    return rc;
}

int kvm_create(struct mmu **out, const struct mmu_config *cfg, const char *path)
{
    struct mmu *m = calloc(1, sizeof(*m));
    if (!m)
        return err(ENOMEM, "no memory for a virtual machine (%zu bytes)", sizeof(*m));
    m->sys = m->vm = m->vcpu = m->vm_stats.fd = m->vcpu_stats.fd = -1;
    m->ram = cfg->ram;
    int rc = fill(m, cfg, path);
    if (rc < 0) {
        kvm_destroy(m);
        return rc;
    }
    *out = m;
    return 0;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void kvm_destroy(struct mmu *m)
{
    if (!m)
        return;
    if (m->pinned)
        (void)sched_setaffinity(0, sizeof(m->old_cpus), &m->old_cpus); /* was valid before */
    kvm_slots_fini(m);
    kvm_stats_close(&m->vcpu_stats);
    kvm_stats_close(&m->vm_stats);
    if (m->run)
        munmap(m->run, m->run_bytes);
    close_fd(m->vcpu);
    close_fd(m->vm);
    close_fd(m->sys);
    free(m);
}
