/* SPDX-License-Identifier: Apache-2.0 */
/* The reverse map: from a frame to every leaf entry, in any root, that
 * maps it. */
#include "rmap.h"

#include "frame.h"
#include "sp.h"

static uint32_t *head_of(const struct sp *sp, uint64_t entry)
{
    uint32_t frame = (uint32_t)(entry >> PAGE_SHIFT);
    return sp->level == 1 ? &frame_get(frame)->rmap : &frame_2m(frame)->rmap;
}

void rmap_add(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    uint32_t *head = head_of(sp, sp->e[index]), node = id * 512 + index;
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
        *head_of(sp, sp->e[index]) = next;
    if (next)
        sp_get(next / 512)->rprev[next % 512] = prev;
}
