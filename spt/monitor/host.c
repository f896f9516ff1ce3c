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

/* The work that `op` prolongs, upwards or downwards. Only what was queued last and is of the same
 * kind can be it: the order of unlike work on a page matters. */
static struct pending_op *neighbour(struct pending *q, const struct pending_op *op)
{
    for (uint32_t i = q->n; i-- && q->op[i].kind == op->kind;) {
        struct pending_op *o = &q->op[i];
        if (o->entry == op->entry && o->bytes + op->bytes <= SPT_MAX_SPAN &&
            (o->gva + o->bytes == op->gva || op->gva + op->bytes == o->gva))
            return o;
    }
    return NULL;
}

/* A full queue: this process works it off; for another it is cheaper to drop all than to remember
 * more. */
static void queue_full(unsigned root)
{
    if (root == me)
        host_apply_pending();
    else
        shadow_drop_root(root);
}

static void queue(unsigned root, struct pending_op op)
{
    struct pending *q = &arena->root[root].pending;
    struct pending_op *o = op.bytes ? neighbour(q, &op) : NULL;
    if (o) {
        o->gva = o->gva < op.gva ? o->gva : op.gva;
        o->bytes += op.bytes;
        return;
    }
    if (!q->flush && q->n >= SPT_PENDING)
        queue_full(root);
    if (!q->flush)
        q->op[q->n++] = op;
}

static void queue_map(unsigned root, struct gva a)
{
    queue(root, (struct pending_op){.kind = PENDING_MAP, .gva = a.v});
}

void host_unmap_later(unsigned root, struct gva a, uint64_t size)
{
    queue(root, (struct pending_op){.kind = PENDING_UNMAP, .gva = a.v, .bytes = size});
}

void host_protect_later(unsigned root, struct gva a, uint64_t size, uint64_t entry)
{
    queue(root, (struct pending_op){.kind = PENDING_PROTECT,
                                    .gva = a.v,
                                    .bytes = size,
                                    .entry = entry & (SPTE_W | SPTE_X)});
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
        host_unmap_later(root, a, size);
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

static int map_present(struct gva a)
{
    uint64_t size, entry = shadow_lookup(me, a, &size);
    return entry ? host_map(me, gva(a.v & ~(size - 1)), size, entry) : 0;
}

static void apply(const struct pending_op *op)
{
    int r = 0;
    if (op->kind == PENDING_UNMAP)
        host_unmap(me, gva(op->gva), op->bytes);
    else if (op->kind == PENDING_PROTECT)
        r = host_protect(me, gva(op->gva), op->bytes, op->entry);
    else
        r = map_present(gva(op->gva));
    if (r)
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
