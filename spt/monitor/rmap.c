/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of shadow pages and the reverse map: from a frame to every leaf entry, in any root, that
 * maps it. */
#include "monitor.h"

#include <stddef.h>
#include <string.h>

struct sp *sp_get(uint32_t id)
{
    return &arena->sp[id];
}

uint32_t sp_alloc(void)
{
    uint32_t id = arena->sp_free;
    if (id) {
        arena->sp_free = sp_get(id)->next;
        memset(sp_get(id), 0, offsetof(struct sp, e)); /* entries were cleared one by one */
    } else if (arena->sp_fresh < SPT_SHADOW_PAGES) {
        id = arena->sp_fresh++;
    } else {
        return 0;
    }
    count(CTR_shadow_pages);
    return id;
}

void sp_release(uint32_t id)
{
    sp_get(id)->next = arena->sp_free;
    arena->sp_free = id;
}

uint32_t *rmap_head(const struct sp *sp, uint64_t entry)
{
    uint32_t frame = (uint32_t)(entry >> PAGE_SHIFT);
    return sp->level == 1 ? &shadow_frame(frame)->rmap : &shadow_frame_2m(frame)->rmap;
}

void rmap_add(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    uint32_t *head = rmap_head(sp, sp->e[index]), node = id * 512 + index;
    sp->rnext[index] = *head;
    sp->rprev[index] = 0;
    if (*head)
        sp_get(*head / 512)->rprev[*head % 512] = node;
    *head = node;
}

void rmap_del(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    uint32_t next = sp->rnext[index], prev = sp->rprev[index];
    if (prev)
        sp_get(prev / 512)->rnext[prev % 512] = next;
    else
        *rmap_head(sp, sp->e[index]) = next;
    if (next)
        sp_get(next / 512)->rprev[next % 512] = prev;
}
