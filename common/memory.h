/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest-physical address space: a tree of regions over one memfd, its flat view, and those who
 * follow the view. The memslots of `ram` (ram.h), which the backends hear of, follow it first: a
 * slot for each section of RAM or ROM. May be changed while a virtual machine exists, between two
 * runs of its vCPU.
 */
#ifndef MMUBENCH_MEMORY_H
#define MMUBENCH_MEMORY_H

#include "flat.h"
#include "ram.h"

#define MEMORY_MAX_LISTENERS 4u

/* Told of what differs between the old view and the new one: all that went, then all that came.
 * Sections in both are not mentioned. begin and commit, either of which may be NULL, are called
 * around. Each returns 0, or -errno with a text: the change is then taken back everywhere. */
struct memory_listener {
    void *ctx;
    void (*begin)(void *ctx);
    int (*remove)(void *ctx, const struct section *s);
    int (*add)(void *ctx, const struct section *s);
    void (*commit)(void *ctx);
};

struct memory {
    struct region *root; /* borrowed */
    struct ram *ram;     /* borrowed */
    struct flat view;    /* as of the last commit */
    unsigned depth;      /* of memory_begin() */
    uint32_t nlisteners;
    struct memory_listener listener[MEMORY_MAX_LISTENERS];
};

/* `ram` has no slots and gets those of the tree's view. 0 or -errno. */
int memory_init(struct memory *m, struct region *root, struct ram *ram);
/* Takes all slots away, listeners being told, and forgets the tree. Takes a zeroed *m. */
void memory_fini(struct memory *m);

/* Edits of the tree (region_add() and region_remove()) come between these two; they nest, and the
 * outermost commit makes all of them hold at once. 0, or -errno of a listener or of the slot table:
 * the view and all slots are then as before, and the tree is the caller's to mend. */
void memory_begin(struct memory *m);
int memory_commit(struct memory *m);

/* Tells of all present sections, then of each change. 0 or -errno. */
int memory_listen(struct memory *m, struct memory_listener l);
void memory_unlisten(struct memory *m, void *ctx);

/* Gives the frames behind the pages of [at, at+bytes) back to the host, as a balloon does: they
 * read as zeroes from then on. 0, or -EINVAL where not all of it is writable RAM. */
int memory_discard(struct memory *m, struct gpa at, uint64_t bytes);

/* Answers an access that no backend can make itself: a device's registers; a write to ROM, which is
 * dropped; a hole, which reads as all ones. *value is the answer to a read. Returns what was there;
 * NULL: a hole, or an access that does not lie whole in one section. */
const struct section *memory_access(const struct memory *m, struct gpa at, unsigned size,
                                    bool write, uint64_t *value);

#endif
