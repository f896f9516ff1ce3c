/* SPDX-License-Identifier: Apache-2.0 */
/* Making, clearing and measuring the file behind guest RAM. */
#include "ram.h"

#include "err.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/memfd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB2 (UINT64_C(2) << 20)
#define GIB1 (UINT64_C(1) << 30)

#define SHMEM_ENABLED "/sys/kernel/mm/transparent_hugepage/shmem_enabled"

static const struct {
    const char *name;
    uint64_t align;        /* of mapping and size, bytes */
    unsigned hugetlb_flag; /* for memfd_create(); 0: not hugetlb */
} backing_kind[] = {
    [RAM_4K] = {"4k", PAGE_SIZE, 0},
    [RAM_THP] = {"thp", MIB2, 0},
    [RAM_2M] = {"2m", MIB2, MFD_HUGETLB | MFD_HUGE_2MB},
    [RAM_1G] = {"1g", GIB1, MFD_HUGETLB | MFD_HUGE_1GB},
};

const char *ram_backing_name(enum ram_backing b)
{
    return (unsigned)b < sizeof backing_kind / sizeof backing_kind[0] ? backing_kind[b].name
                                                                      : "unknown";
}

/* True when the host's choice for shmem huge pages is `value`: it stands in brackets. */
static bool shmem_enabled_is(const char *value)
{
    char text[128] = "", want[32];
    FILE *f = fopen(SHMEM_ENABLED, "re");

    if (!f)
        return false;
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    fclose(f);
    snprintf(want, sizeof want, "[%s]", value);
    return strstr(text, want) != NULL;
}

/* A file in a tmpfs of our own, attached nowhere: it goes away with the last reference. Needs
 * CAP_SYS_ADMIN. Returns the descriptor or -errno without a text. */
static int private_tmpfs_file(const char *huge)
{
    int fd = -1, mnt = -1, fs = fsopen("tmpfs", FSOPEN_CLOEXEC);

    if (fs < 0)
        return -errno;
    if (!fsconfig(fs, FSCONFIG_SET_STRING, "huge", huge, 0) &&
        !fsconfig(fs, FSCONFIG_SET_STRING, "size", "0", 0) && /* no limit but memory */
        !fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
        mnt = fsmount(fs, FSMOUNT_CLOEXEC, 0);
    if (mnt >= 0)
        fd = openat(mnt, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    int rc = fd < 0 ? -errno : fd;
    if (mnt >= 0)
        close(mnt);
    close(fs);
    return rc;
}

static int open_memfd(unsigned flags)
{
    int fd = memfd_create("mmubench-ram", MFD_CLOEXEC | flags);

    return fd < 0 ? err_sys("memfd_create for guest RAM") : fd;
}

/* A host that makes all shared memory huge would turn 4K frames into 2M ones behind our back. */
static int open_4k(void)
{
    if (!shmem_enabled_is("always") && !shmem_enabled_is("within_size"))
        return open_memfd(0);
    int fd = private_tmpfs_file("never");
    return fd >= 0 ? fd : open_memfd(0); /* what was given shows in ram_backing_real() */
}

static int open_thp(void)
{
    if (shmem_enabled_is("deny"))
        return err(EPERM,
                   "transparent huge pages for guest RAM: %s denies them: as root, "
                   "echo advise > %s",
                   SHMEM_ENABLED, SHMEM_ENABLED);
    int fd = private_tmpfs_file("always");

    if (fd >= 0)
        return fd;
    if (shmem_enabled_is("always") || shmem_enabled_is("within_size") || shmem_enabled_is("advise"))
        return open_memfd(0);
    return err(-fd,
               "transparent huge pages for guest RAM: cannot mount a private tmpfs (%s) and "
               "%s is neither advise nor always: run as root, or as root: echo advise > %s",
               strerrordesc_np(-fd), SHMEM_ENABLED, SHMEM_ENABLED);
}

static int open_hugetlb(enum ram_backing b, uint64_t bytes)
{
    int fd = memfd_create("mmubench-ram", MFD_CLOEXEC | backing_kind[b].hugetlb_flag);

    if (fd >= 0)
        return fd;
    return err_sys(
        "memfd_create with %s huge pages: this kernel or CPU may lack them; else reserve "
        "%" PRIu64 " in /sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB/nr_hugepages",
        backing_kind[b].name, bytes / backing_kind[b].align, backing_kind[b].align >> 10);
}

static int open_backing(enum ram_backing b, uint64_t bytes)
{
    switch (b) {
    case RAM_4K:
        return open_4k();
    case RAM_THP:
        return open_thp();
    default:
        return open_hugetlb(b, bytes);
    }
}

/* Address space of `bytes` at a multiple of `align`, so that large mappings are possible. */
static void *reserve(uint64_t bytes, uint64_t align)
{
    uint8_t *p =
        mmap(NULL, bytes + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED)
        return NULL;
    uint64_t head = (align - (uintptr_t)p % align) % align;
    if (head)
        munmap(p, head);
    munmap(p + head + bytes, align - head);
    return p + head;
}

static int map_backing(struct ram *ram, enum ram_backing b)
{
    uint64_t align = backing_kind[b].align;
    uint8_t *at = reserve(ram->bytes, align);

    if (!at)
        return err_sys("reserving %" PRIu64 " bytes of address space for guest RAM", ram->bytes);
    if (mmap(at, ram->bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, ram->memfd, 0) ==
        MAP_FAILED) {
        int rc = backing_kind[b].hugetlb_flag
                     ? err_sys("mapping guest RAM: reserve %" PRIu64 " free pages: raise "
                               "/sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB/nr_hugepages",
                               ram->bytes / align, align >> 10)
                     : err_sys("mapping %" PRIu64 " bytes of guest RAM", ram->bytes);
        munmap(at, ram->bytes);
        return rc;
    }
    ram->base = at;
    if (b == RAM_THP || b == RAM_4K) /* only a hint, and EINVAL in a kernel without THP */
        (void)madvise(at, ram->bytes, b == RAM_THP ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return 0;
}

int ram_create(struct ram *ram, uint64_t bytes, enum ram_backing backing)
{
    *ram = (struct ram){.memfd = -1};
    if ((unsigned)backing >= sizeof backing_kind / sizeof backing_kind[0])
        return err(EINVAL, "guest RAM: no backing of kind %u", (unsigned)backing);
    uint64_t align = backing_kind[backing].align;
    if (!bytes || bytes % align || bytes > INT64_MAX - align)
        return err(EINVAL,
                   "guest RAM of %" PRIu64 " bytes: must be a multiple of %" PRIu64
                   " bytes with backing %s",
                   bytes, align, backing_kind[backing].name);
    int fd = open_backing(backing, bytes);
    if (fd < 0)
        return fd;
    ram->memfd = fd;
    ram->bytes = bytes;
    ram->backing = backing;
    int rc = ftruncate(fd, (off_t)bytes) < 0
                 ? err_sys("ftruncate of guest RAM to %" PRIu64 " bytes", bytes)
                 : map_backing(ram, backing);
    if (rc)
        ram_destroy(ram);
    return rc;
}

void ram_destroy(struct ram *ram)
{
    if (ram->base)
        munmap(ram->base, ram->bytes);
    if (ram->memfd >= 0)
        close(ram->memfd);
    *ram = (struct ram){.memfd = -1};
}

/* Hugetlb files do not tell holes from data (their llseek takes all as data), so a partly filled
 * one is zeroed whole, which takes its reserved pages into use. */
int ram_clear_warm(struct ram *ram)
{
    off_t at = 0;

    if (!ram_allocated(ram))
        return 0;
    while ((at = lseek(ram->memfd, at, SEEK_DATA)) >= 0) {
        off_t hole = lseek(ram->memfd, at, SEEK_HOLE);
        if (hole < 0 || (uint64_t)hole > ram->bytes)
            hole = (off_t)ram->bytes;
        memset(ram->base + at, 0, (size_t)(hole - at));
        at = hole;
        if ((uint64_t)at >= ram->bytes)
            return 0;
    }
    /* ENXIO: no data from here to the end. */
    return errno == ENXIO ? 0 : err_sys("lseek(SEEK_DATA) in guest RAM");
}

static int punch(const struct ram *ram, uint64_t fd_offset, uint64_t bytes)
{
    if (fallocate(ram->memfd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)fd_offset,
                  (off_t)bytes) < 0)
        return err_sys("fallocate(PUNCH_HOLE) of guest RAM");
    return 0;
}

int ram_clear_cold(struct ram *ram)
{
    return punch(ram, 0, ram->bytes);
}

int ram_populate(const struct ram *ram)
{
    bool done;

    if (ram_allocated(ram) >= ram->bytes)
        return 0;
    /* A tmpfs has large pages for faults in a large mapping only: none for fallocate(), and none
     * where some of the 2 MiB have a frame already. */
    if (ram->backing == RAM_THP)
        done = !punch(ram, 0, ram->bytes) && !madvise(ram->base, ram->bytes, MADV_POPULATE_WRITE);
    else
        done = !fallocate(ram->memfd, 0, 0, (off_t)ram->bytes);
    return done ? 0
                : err_sys("no memory for %" PRIu64 " MiB of guest RAM: give less with --ram=MiB",
                          ram->bytes >> 20);
}

int ram_discard(struct ram *ram, uint64_t fd_offset, uint64_t bytes)
{
    if (page_offset(fd_offset | bytes) || !range_fits(fd_offset, bytes, ram->bytes))
        return err(EINVAL, "0x%" PRIx64 " bytes at 0x%" PRIx64 " of guest RAM: no run of its pages",
                   bytes, fd_offset);
    int rc = punch(ram, fd_offset, bytes);
    for (uint32_t i = 0; !rc && i < ram->nlisteners; i++)
        if (ram->listener[i].discarded)
            ram->listener[i].discarded(ram->listener[i].ctx, fd_offset, bytes);
    return rc;
}

uint64_t ram_allocated(const struct ram *ram)
{
    struct stat st;

    return fstat(ram->memfd, &st) < 0 ? 0 : (uint64_t)st.st_blocks * 512u;
}
