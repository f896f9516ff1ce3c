/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of shadow pages. */
#include "sp.h"

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
        memset(sp_get(id), 0, SP_HEAD_BYTES); /* entries were cleared one by one */
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
