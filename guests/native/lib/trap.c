/* SPDX-License-Identifier: Apache-2.0 */
/* Write faults of a host program: by a signal, and by the host's kernel alone. */
#include "guest.h"
#include "host.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Since Linux 6.7; uapi/linux/userfaultfd.h. */
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

static void (*handler)(struct gva at);

static void on_sigsegv(int sig, siginfo_t *info, void *context)
{
    (void)sig, (void)context;
    handler(gva((uint64_t)info->si_addr));
}

void guest_on_trap(void (*fn)(struct gva at))
{
    struct sigaction sa = {.sa_sigaction = on_sigsegv, .sa_flags = SA_SIGINFO | SA_NODEFER};

    handler = fn;
    if (sigaction(SIGSEGV, &sa, NULL) < 0)
        host_fail("sigaction");
}

/* WP_ASYNC: the kernel itself makes a write-protected page writable at its first write. */
static int wp_open(void)
{
    struct uffdio_api api = {.api = UFFD_API,
                             .features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_HUGETLBFS_SHMEM};
    int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);

    if (fd >= 0 && ioctl(fd, UFFDIO_API, &api) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool guest_grant_writes(struct gva at, struct gpa frame, uint64_t npages)
{
    static int fd = -2; /* not tried yet */
    struct uffdio_range range = {.start = at.v, .len = npages * PAGE_SIZE};
    struct uffdio_register reg = {.range = range, .mode = UFFDIO_REGISTER_MODE_WP};
    struct uffdio_writeprotect wp = {.range = range, .mode = UFFDIO_WRITEPROTECT_MODE_WP};

    (void)frame; /* stays as it is */
    if (fd == -2)
        fd = wp_open();
    return fd >= 0 && ioctl(fd, UFFDIO_REGISTER, &reg) == 0 &&
           ioctl(fd, UFFDIO_WRITEPROTECT, &wp) == 0;
}
