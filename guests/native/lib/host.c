/* SPDX-License-Identifier: Apache-2.0 */
/* A native program from its start to its end, and the services that are one system call of the
 * host. */
#include "host.h"

#include "../protocol.h"
#include "frames.h"
#include "guest.h"
#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <ucontext.h>
#include <unistd.h>

#define LARGE_BYTES (2 << 20)
#define HUGE_BYTES  (1 << 30)

struct guest_boot *guest_boot;

/* The runner's answer, or the end: a runner that is gone wants nothing more. */
void platform_hypercall(enum guest_hypercall nr)
{
    uint32_t number = nr;

    if (send(NATIVE_FD_SOCKET, &number, sizeof number, MSG_NOSIGNAL) != sizeof number)
        _exit(1);
    while (recv(NATIVE_FD_SOCKET, &number, sizeof number, 0) != sizeof number)
        if (errno != EINTR)
            _exit(1);
}

struct guest_ring *platform_ring(void)
{
    return guest_window(gpa(guest_boot->ring_gpa));
}

void *guest_window(struct gpa at)
{
    return (void *)(HOST_WINDOW + at.v);
}

void host_fail(const char *what)
{
    guest_panic("native %s: %s: %s", guest_descriptor.name, what, strerror(errno));
}

void guest_nop(void)
{
    syscall(SYS_getppid);
}

bool guest_syscall_by_fault(void)
{
    return false;
}

void guest_hypercall(enum guest_hypercall nr)
{
    platform_hypercall(nr);
}

bool guest_has(enum guest_feature f)
{
    struct statfs fs;
    struct stat st;

    if (f == GUEST_HAS_SMALL)
        return fstatfs(NATIVE_FD_RAM, &fs) == 0 && fs.f_type != HUGETLBFS_MAGIC;
    /* The block size of a memfd is the size of page that backs it (hugetlb, or tmpfs huge=always).
     */
    if (f == GUEST_HAS_LARGE || f == GUEST_HAS_HUGE)
        return fstat(NATIVE_FD_RAM, &st) == 0 &&
               st.st_blksize >= (f == GUEST_HAS_LARGE ? LARGE_BYTES : HUGE_BYTES);
    return false;
}

/* Skips the two bytes of the division, as the guest kernel does. */
static void on_sigfpe(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    (void)sig, (void)info;
    uc->uc_mcontext.gregs[REG_RIP] += 2;
}

void guest_divzero_skip(void)
{
    struct sigaction sa = {.sa_sigaction = on_sigfpe, .sa_flags = SA_SIGINFO | SA_NODEFER};

    if (sigaction(SIGFPE, &sa, NULL) < 0)
        host_fail("sigaction");
}

static void no_such(const char *what)
{
    guest_panic("native %s: a host process has no %s: ask guest_has() first", guest_descriptor.name,
                what);
}

struct gpa guest_hole(void)
{
    no_such("guest-physical memory");
    return gpa(0);
}

void guest_region_add(enum guest_region_kind kind, struct gpa at, uint64_t npages,
                      struct gpa target)
{
    (void)kind, (void)at, (void)npages, (void)target;
    no_such("guest-physical memory");
}

void guest_region_remove(struct gpa at)
{
    (void)at;
    no_such("guest-physical memory");
}

uint64_t guest_dirty_log(enum guest_dirty_op op, struct gpa at)
{
    (void)op, (void)at;
    no_such("dirty log");
    return 0;
}

void guest_discard(struct gpa at, uint64_t npages)
{
    if (fallocate(NATIVE_FD_RAM, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)at.v,
                  (off_t)(npages * PAGE_SIZE)) < 0)
        host_fail("fallocate");
}

void guest_invlpg(struct gva at)
{
    (void)at;
    no_such("invlpg");
}

void guest_reload_cr3(void)
{
    no_such("CR3");
}

void guest_flush_all(void)
{
    no_such("CR4");
}

uint64_t guest_kernel_call(uint64_t (*code)(void))
{
    (void)code;
    no_such("CPL 0");
    return 0;
}

void guest_pte_store(struct guest_pte pte, uint64_t value)
{
    (void)pte, (void)value;
    no_such("page-table entry to write");
}

void guest_burst_out(void)
{
    no_such("runner below it");
}

void guest_burst_store(struct guest_pte pte, uint64_t a, uint64_t b)
{
    (void)pte, (void)a, (void)b;
    no_such("page-table entry to write");
}

void guest_burst_invlpg(struct gva at)
{
    (void)at;
    no_such("invlpg");
}

void guest_burst_switch(struct guest_space other)
{
    (void)other;
    no_such("CR3");
}

volatile uint64_t *guest_pte_pointer(struct guest_pte pte)
{
    (void)pte;
    no_such("page-table entry to write");
    return NULL;
}

/* Before there is a boot page, an error has no way out but the exit status. */
int main(void)
{
    struct frames f;
    struct stat st;
    void *window;

    if (fstat(NATIVE_FD_RAM, &st) < 0)
        return 2;
    window = mmap((void *)HOST_WINDOW, (size_t)st.st_size, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_FIXED_NOREPLACE, NATIVE_FD_RAM, 0);
    if (window != (void *)HOST_WINDOW)
        return 3;
    guest_boot = guest_window(gpa(GUEST_BOOT_GPA));
    frames_init(&f, guest_boot);
    guest_main();
    guest_exit(0);
}
