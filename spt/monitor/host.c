/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host mappings that are the shadow page table. Those of the running root are changed at once;
 * for another root the work is queued, merged, and done by its own process before it runs again.
 */
#include "host.h"

#include "gate.h"
#include "monitor.h"
#include "shadow.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static long host_call(enum counter c, long nr, uint64_t a, uint64_t len, int prot, int flags,
                      uint64_t off)
{
    uint64_t t = timing_start();
    long r = gate_syscall(nr, (long)a, (long)len, prot, flags, SPT_RAM_FD, (long)off);
    timing_stop(CTR_cycles_map, t);
    count(c);
    return r;
}

static struct pending_op *pending_push(struct pending *q)
{
    return q->flush ? NULL : q->n < SPT_PENDING ? &q->op[q->n++] : NULL;
}

/* The queue is full: cheaper to drop all than to remember more. */
static void pending_overflow(unsigned root)
{
    if (!arena->root[root].pending.flush)
        shadow_drop_root(root);
}

static void queue_unmap(unsigned root, struct gva a, uint64_t size)
{
    struct pending *q = &arena->root[root].pending;
    struct pending_op *last = q->n ? &q->op[q->n - 1] : NULL;
    if (last && last->bytes && last->gva + last->bytes == a.v &&
        last->bytes + size <= SPT_MAX_SPAN) {
        last->bytes += size;
        return;
    }
    struct pending_op *op = pending_push(q);
    if (op)
        *op = (struct pending_op){a.v, size};
    else
        pending_overflow(root);
}

static void queue_map(unsigned root, struct gva a)
{
    struct pending_op *op = pending_push(&arena->root[root].pending);
    if (op)
        *op = (struct pending_op){a.v, 0};
    else
        pending_overflow(root);
}

static int rights(uint64_t entry)
{
    return PROT_READ | (entry & SPTE_W ? PROT_WRITE : 0) | (entry & SPTE_X ? PROT_EXEC : 0);
}

int host_map(unsigned root, struct gva a, uint64_t size, uint64_t entry)
{
    if (root != me) {
        queue_map(root, a);
        return 0;
    }
    long r = host_call(CTR_map_call, SYS_mmap, a.v, size, rights(entry),
                       MAP_SHARED | MAP_FIXED | MAP_POPULATE, entry & PAGE_MASK);
    return r < 0 ? (int)r : 0;
}

int host_protect(unsigned root, struct gva a, uint64_t size, uint64_t entry)
{
    if (root != me) {
        queue_map(root, a);
        return 0;
    }
    return (int)host_call(CTR_map_call, SYS_mprotect, a.v, size, rights(entry), 0, 0);
}

void host_unmap(unsigned root, struct gva a, uint64_t size)
{
    if (root != me) {
        queue_unmap(root, a, size);
        return;
    }
    /* At vm.max_map_count the middle of a mapping cannot be taken out; the whole range always can.
     */
    if (host_call(CTR_zap_call, SYS_munmap, a.v, size, 0, 0, 0) < 0) {
        host_flush(me);
        arena->root[me].lost = true;
    }
}

void host_flush(unsigned root)
{
    struct pending *q = &arena->root[root].pending;
    q->n = 0;
    q->flush = root != me;
    if (root == me)
        host_call(CTR_zap_call, SYS_munmap, SPT_GUEST_MIN, SPT_WINDOW - SPT_GUEST_MIN, 0, 0, 0);
}

static void apply(const struct pending_op *op)
{
    uint64_t size, entry;
    if (op->bytes) {
        host_unmap(me, gva(op->gva), op->bytes);
        return;
    }
    entry = shadow_lookup(me, gva(op->gva), &size);
    if (entry && host_map(me, gva(op->gva & ~(size - 1)), size, entry))
        shadow_drop_root(me);
}

void host_apply_pending(void)
{
    struct pending *q = &arena->root[me].pending;
    if (q->flush) {
        q->flush = false;
        host_flush(me);
    }
    for (uint32_t i = 0; i < q->n; i++)
        apply(&q->op[i]);
    q->n = 0;
}

int host_writable_once(struct gva page, uint32_t frame)
{
    uint64_t entry = SPTE_LEAF | SPTE_W | SPTE_X | (uint64_t)frame << PAGE_SHIFT;
    return host_map(me, page, PAGE_SIZE, entry);
}
