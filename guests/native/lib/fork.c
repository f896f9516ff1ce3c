/* SPDX-License-Identifier: Apache-2.0 */
/* Private memory, and copies of the process: fork(2). */
#include "guest.h"
#include "host.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void guest_private(uint64_t npages)
{
    if (mmap((void *)GUEST_SPACE_GVA.v, npages * PAGE_SIZE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != (void *)GUEST_SPACE_GVA.v)
        host_fail("mmap");
    for (uint64_t i = 0; i < npages; i++)
        guest_touch(gva(GUEST_SPACE_GVA.v + i * PAGE_SIZE));
}

void guest_fork(void (*child)(void *ctx), void *ctx)
{
    pid_t parent = getpid(), pid = fork();
    int status;

    if (pid < 0)
        host_fail("fork");
    if (pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
            _exit(1);
        child(ctx);
        _exit(0);
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            host_fail("waitpid");
    if (!WIFEXITED(status) || WEXITSTATUS(status))
        guest_panic("native %s: the forked process ended with wait status 0x%lx",
                    guest_descriptor.name, (uint64_t)status);
}
