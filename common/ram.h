/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest RAM: one memfd that every backend maps, cut into memslots. Backends learn of slots by
 * add/remove events and hold no table of their own. Which slots there are follows from the tree of
 * regions (memory.h); only tests of a backend or of this file make them by hand.
 */
#ifndef MMUBENCH_RAM_H
#define MMUBENCH_RAM_H

#include "addr.h"

#include <stddef.h>

#define RAM_MAX_SLOTS     32u
#define RAM_MAX_LISTENERS 4u

/* A run of guest-physical pages that lies in the memfd (compare KVM_SET_USER_MEMORY_REGION, KVM
 * API 4.35). */
struct memslot {
    uint32_t id;
    uint32_t flags; /* MEMSLOT_* */
    struct gfn base;
    uint64_t npages;
    struct hva hva;     /* of the first page in this process's mapping of the memfd */
    uint64_t fd_offset; /* bytes into the memfd */
};
#define MEMSLOT_READONLY  (1u << 0)
#define MEMSLOT_LOG_DIRTY (1u << 1)

/* Both return 0 or a negative errno; a failing add() is undone by the caller of ram_slot_add(). */
struct ram_listener {
    void *ctx;
    int (*add)(void *ctx, const struct memslot *slot);
    int (*remove)(void *ctx, const struct memslot *slot);
    /* May be NULL: the listener cannot log. slot->flags are the new ones; only
     * MEMSLOT_LOG_DIRTY differs. */
    int (*log)(void *ctx, const struct memslot *slot);
    /* May be NULL. These bytes of the memfd have just become zero behind the guest's back; that
     * mappings of them refill is the host's doing, that a page table among them changed is not. */
    void (*discarded)(void *ctx, uint64_t fd_offset, uint64_t bytes);
};

/* What backs the memfd. RAM_THP and the hugetlb kinds may be given less: see ram_backing_real(). */
enum ram_backing { RAM_4K, RAM_THP, RAM_2M, RAM_1G };
const char *ram_backing_name(enum ram_backing b); /* "4k", "thp", "2m", "1g" */

/* Plain data, so that another process can hold a copy of it with its own `base`. */
struct ram {
    int memfd;
    uint8_t *base;  /* where this process maps offset 0 of the memfd */
    uint64_t bytes; /* length of the memfd */
    enum ram_backing backing;
    uint32_t nslots;
    struct memslot slot[RAM_MAX_SLOTS];
    uint32_t nlisteners;
    struct ram_listener listener[RAM_MAX_LISTENERS];
};

/* What the host gave, of the pages that this process has touched. */
struct ram_real {
    uint64_t allocated_bytes; /* as ram_allocated() */
    uint64_t page_bytes;      /* smallest unit of the file: 4 KiB (4k, thp), 2 MiB, 1 GiB */
    uint64_t large_bytes;     /* mapped here by entries of 2 MiB or more */
};

/* Reads /proc/self/smaps. 0 or -errno. */
int ram_backing_real(const struct ram *ram, struct ram_real *real);

/* Creates the memfd (not one frame is allocated) and maps it. `bytes` is a multiple of the page
 * size. Returns 0 or -errno (ENOMEM, EINVAL; for hugetlb the text says how many pages to reserve).
 */
int ram_create(struct ram *ram, uint64_t bytes, enum ram_backing backing);
void ram_destroy(struct ram *ram);

/* Gives every page its frame, in pages as large as the backing has. What RAM held may be lost. 0 or
 * -errno (ENOMEM, ENOSPC). */
int ram_populate(const struct ram *ram);

/* Puts `npages` of the memfd from `fd_offset` at `base` and tells the listeners. -EEXIST on
 * overlap. */
int ram_slot_add(struct ram *ram, struct gfn base, uint64_t npages, uint64_t fd_offset,
                 uint32_t flags);
int ram_slot_remove(struct ram *ram, struct gfn base);

/* Switches dirty logging of the slot that begins at `base` on or off: MEMSLOT_LOG_DIRTY, and what
 * mmu_ops.dirty_get() then tells. -ENOTSUP when a listener cannot log; nothing has changed then. */
int ram_slot_log(struct ram *ram, struct gfn base, bool on);

/* Tells the listener of all present slots, then of each change. */
int ram_listen(struct ram *ram, struct ram_listener l);
void ram_unlisten(struct ram *ram, void *ctx);

/* NULL where no slot has the frame. */
const struct memslot *ram_slot(const struct ram *ram, struct gfn f);

/* THE place where a GPA becomes a host pointer: NULL unless [at, at+len) lies whole in one slot. */
void *ram_ptr(const struct ram *ram, struct gpa at, size_t len);

/* Zeroes what is allocated and keeps the frames (warm), or gives all frames back (cold). 0 or
 * -errno. Warm takes no new frame, but for a partly used hugetlb backing (it cannot tell). */
int ram_clear_warm(struct ram *ram);
int ram_clear_cold(struct ram *ram);

/* Gives the frames of a run of whole pages back: they are zero from then on. Tells the listeners. 0
 * or -errno. */
int ram_discard(struct ram *ram, uint64_t fd_offset, uint64_t bytes);

/* Bytes of the memfd that have frames now (st_blocks). */
uint64_t ram_allocated(const struct ram *ram);

#endif
