/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memslots that went. The reverse map is by frame, and a frame may be shown by another slot too: so
 * each mapping of a frame of theirs is compared with what its table and the slots give now, and
 * only one that differs is taken out, neighbours by one host call. One that came back alike since
 * stays. A guest table among the frames goes as a table, with all that hangs on it.
 */
#include "slot.h"

#include "entry.h"
#include "frame.h"
#include "host.h"
#include "shadow.h"
#include "sp.h"
#include "sync.h"

/* A root that is dropped fills again in about a millisecond, if little was mapped. 1 GiB of frames
 * takes about as long to look through, and so do some hundred host calls for pages far apart. */
enum { FRAMES_MAX = 1 << 18, CALLS_MAX = 512 };

/* First entry of the list that would not be made today; 0 if none. */
static uint32_t stale_node(uint32_t node)
{
    while (node && entry_holds(sp_get(node / 512), node % 512))
        node = sp_get(node / 512)->rnext[node % 512];
    return node;
}

/* The list is read anew after each step, which may drop another root's whole shadow. */
static void zap_stale(const uint32_t *rmap)
{
    uint32_t node;
    while ((node = stale_node(*rmap)))
        shadow_zap_later(node / 512, node % 512);
}

static void look_at(uint32_t frame)
{
    if (frame_tracked(frame))
        sync_stale(frame);
    zap_stale(&frame_get(frame)->rmap);
}

bool slot_follow(void)
{
    const struct frame_range r = arena->stale;
    uint64_t calls = arena->counter[CTR_zap_call];
    arena->stale = (struct frame_range){0};
    if (r.end - r.from > FRAMES_MAX)
        return false;
    for (uint64_t f = r.from; f < r.end && f < arena->nframes; f++) {
        if (f == r.from || f % 512 == 0)
            zap_stale(&frame_2m((uint32_t)f)->rmap);
        look_at((uint32_t)f);
        if (arena->counter[CTR_zap_call] - calls > CALLS_MAX) {
            shadow_drop_root(me);
            calls = arena->counter[CTR_zap_call];
        }
    }
    host_apply_pending();
    return true;
}
