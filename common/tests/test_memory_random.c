/* SPDX-License-Identifier: Apache-2.0 */
/* Random trees of regions, their flat views, and what listeners and memslots make of changes;
 * against a model that looks at each page by itself. */
#include "test_main.h"

#include "common/err.h"
#include "common/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGES 64u
#define NODES 16u
#define TREES 100000u
#define EDITS 4u

/* --- the model: what node shows at a page, asked page by page --- */

struct node {
    enum region_kind kind;
    uint64_t pages, fd_page;
    int parent, priority; /* parent -1: has no place */
    uint64_t at, added;
    int target; /* of an alias */
    uint64_t target_page;
    bool readonly;
};

struct shown {
    int node; /* -1: a hole */
    uint64_t page;
    bool readonly;
};

struct tree {
    struct node node[NODES]; /* 0: the root */
    struct region region[NODES];
    unsigned n;
    uint64_t added;
};

static const struct shown hole = {-1, 0, false};

static bool above(const struct node *a, const struct node *b)
{
    return a->priority != b->priority ? a->priority > b->priority : a->added > b->added;
}

static struct shown look(const struct tree *t, int n, uint64_t page, bool readonly);

/* The uppermost child that shows something there. */
static struct shown look_inside(const struct tree *t, int n, uint64_t page, bool readonly)
{
    const struct node *best = NULL;
    struct shown found = hole;

    for (unsigned i = 0; i < t->n; i++) {
        const struct node *c = &t->node[i];
        if (c->parent != n || page < c->at || (best && above(best, c)))
            continue;
        struct shown s = look(t, (int)i, page - c->at, readonly);
        if (s.node >= 0) {
            best = c;
            found = s;
        }
    }
    return found;
}

static struct shown look(const struct tree *t, int n, uint64_t page, bool readonly)
{
    const struct node *d = &t->node[n];

    if (page >= d->pages)
        return hole;
    if (d->kind == REGION_CONTAINER)
        return look_inside(t, n, page, readonly);
    if (d->kind == REGION_ALIAS)
        return look(t, d->target, d->target_page + page, readonly || d->readonly);
    return (struct shown){n, page, d->kind == REGION_ROM || (d->kind == REGION_RAM && readonly)};
}

/* --- a listener that keeps its own map by the events alone --- */

struct map {
    struct section page[PAGES];
    bool there[PAGES];
    struct section gone[PAGES];
    unsigned ngone;
    bool wrong;  /* an event that makes no sense */
    int fail_at; /* the event that fails; -1: none */
    int events, open;
};

static int step(struct map *m)
{
    return m->events++ == m->fail_at ? err(EPERM, "not this one") : 0;
}

static void map_begin(void *ctx)
{
    struct map *m = ctx;

    m->wrong |= m->open++ != 0;
    m->ngone = 0;
}

static void map_commit(void *ctx)
{
    struct map *m = ctx;

    m->wrong |= m->open-- != 1;
}

static int map_remove(void *ctx, const struct section *s)
{
    struct map *m = ctx;
    uint64_t first = s->at.v >> PAGE_SHIFT;
    int rc = step(m);

    if (rc)
        return rc;
    for (uint64_t i = first; i < first + (s->bytes >> PAGE_SHIFT); i++) {
        m->wrong |= !m->there[i] || !section_equal(&m->page[i], s);
        m->there[i] = false;
    }
    m->gone[m->ngone++] = *s;
    return 0;
}

static int map_add(void *ctx, const struct section *s)
{
    struct map *m = ctx;
    uint64_t first = s->at.v >> PAGE_SHIFT;
    int rc = step(m);

    if (rc)
        return rc;
    for (unsigned i = 0; i < m->ngone; i++)
        m->wrong |= m->fail_at < 0 && section_equal(&m->gone[i], s); /* it had not changed */
    for (uint64_t i = first; i < first + (s->bytes >> PAGE_SHIFT); i++) {
        m->wrong |= m->there[i];
        m->there[i] = true;
        m->page[i] = *s;
    }
    return 0;
}

static struct memory_listener listener(struct map *m)
{
    return (struct memory_listener){m, map_begin, map_remove, map_add, map_commit};
}

/* --- random trees --- */

static uint64_t rnd(uint64_t *seed, uint64_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 33) % below;
}

static void make_region(struct tree *t, unsigned i)
{
    const struct node *d = &t->node[i];
    struct region *r = &t->region[i];
    uint64_t bytes = d->pages << PAGE_SHIFT, fd = d->fd_page << PAGE_SHIFT;

    if (d->kind == REGION_CONTAINER)
        region_container(r, "container", bytes);
    else if (d->kind == REGION_ALIAS)
        region_alias(r, "alias", bytes, &t->region[d->target], d->target_page << PAGE_SHIFT,
                     d->readonly);
    else if (d->kind == REGION_MMIO)
        region_mmio(r, "mmio", bytes, NULL, NULL);
    else
        (d->kind == REGION_ROM ? region_rom : region_ram)(r, "memory", bytes, fd);
}

/* Puts node i anywhere, unless it would then show itself: the library must know that. */
static void place(struct tree *t, unsigned i, uint64_t *seed)
{
    int parent = rnd(seed, 2) ? 0 : (int)rnd(seed, t->n), priority = (int)rnd(seed, 3) - 1;
    uint64_t at = rnd(seed, PAGES);

    if (t->node[parent].kind != REGION_CONTAINER)
        parent = 0;
    int rc = region_add(&t->region[parent], &t->region[i], at << PAGE_SHIFT, priority);
    assert_true(rc == 0 || rc == -ELOOP);
    if (rc)
        return;
    t->node[i].parent = parent;
    t->node[i].at = at;
    t->node[i].priority = priority;
    t->node[i].added = ++t->added;
}

static void grow(struct tree *t, uint64_t *seed)
{
    static const enum region_kind kinds[] = {REGION_CONTAINER, REGION_CONTAINER, REGION_RAM,
                                             REGION_RAM,       REGION_ROM,       REGION_MMIO,
                                             REGION_ALIAS,     REGION_ALIAS};
    memset(t, 0, sizeof *t);
    t->node[0] = (struct node){.kind = REGION_CONTAINER, .pages = PAGES, .parent = -1};
    make_region(t, 0);
    t->n = NODES / 2 + (unsigned)rnd(seed, NODES / 2 + 1);
    for (unsigned i = 1; i < t->n; i++) {
        uint64_t pages = 1 + rnd(seed, PAGES / 2);
        t->node[i] = (struct node){.kind = kinds[rnd(seed, 8)],
                                   .parent = -1,
                                   .pages = pages,
                                   .fd_page = rnd(seed, PAGES - pages + 1),
                                   .target = (int)rnd(seed, i),
                                   .target_page = rnd(seed, PAGES / 2),
                                   .readonly = rnd(seed, 2)};
        make_region(t, i);
    }
    for (unsigned i = 1; i < t->n; i++)
        place(t, i, seed);
}

static void edit(struct tree *t, uint64_t *seed)
{
    unsigned i = 1 + (unsigned)rnd(seed, t->n - 1);

    if (t->node[i].parent < 0) {
        place(t, i, seed);
        return;
    }
    region_remove(&t->region[i]);
    t->node[i].parent = -1;
    if (rnd(seed, 2))
        place(t, i, seed);
}

/* --- comparing --- */

static bool is_shown(const struct tree *t, const struct section *s, uint64_t page,
                     const struct shown *want)
{
    uint64_t offset = s->offset + ((page << PAGE_SHIFT) - s->at.v);

    return s->region == &t->region[want->node] && offset == want->page << PAGE_SHIFT &&
           s->readonly == want->readonly;
}

static bool slot_fits(const struct tree *t, const struct ram *ram, uint64_t page,
                      const struct shown *want)
{
    const struct memslot *s = ram_slot(ram, gfn(page));

    if (want->node < 0 || t->node[want->node].kind == REGION_MMIO)
        return !s;
    return s &&
           s->fd_offset + ((page - s->base.v) << PAGE_SHIFT) ==
               (t->node[want->node].fd_page + want->page) << PAGE_SHIFT &&
           !!(s->flags & MEMSLOT_READONLY) == want->readonly;
}

static void compare(const struct tree *t, const struct memory *m, const struct map *map,
                    unsigned tree)
{
    for (uint64_t page = 0; page < PAGES; page++) {
        struct shown want = look(t, 0, page, false);
        const struct section *s = flat_find(&m->view, gpa(page << PAGE_SHIFT));
        if (!s != (want.node < 0) || (s && !is_shown(t, s, page, &want)))
            fail_msg("tree %u: the view is wrong at page %lu", tree, page);
        if (map->wrong || map->there[page] != (s != NULL) ||
            (s && !section_equal(&map->page[page], s)))
            fail_msg("tree %u: the events do not give the view at page %lu", tree, page);
        if (!slot_fits(t, m->ram, page, &want))
            fail_msg("tree %u: the memslots do not give the view at page %lu", tree, page);
    }
    for (size_t i = 1; i < m->view.n; i++) {
        const struct section *a = &m->view.section[i - 1], *b = a + 1;
        assert_true(a->at.v + a->bytes <= b->at.v);
        assert_false(a->at.v + a->bytes == b->at.v && a->region == b->region &&
                     a->offset + a->bytes == b->offset && a->readonly == b->readonly);
    }
}

static void random_trees_look_as_page_by_page(void **state)
{
    static struct tree t;
    struct ram ram;
    size_t sections = 0;

    (void)state;
    assert_int_equal(ram_create(&ram, PAGES << PAGE_SHIFT, RAM_4K), 0);
    for (unsigned i = 0; i < TREES; i++) {
        uint64_t seed = i * UINT64_C(0x9e3779b97f4a7c15);
        struct memory m;
        struct map map = {.fail_at = -1};
        grow(&t, &seed);
        assert_int_equal(memory_init(&m, &t.region[0], &ram), 0);
        assert_int_equal(memory_listen(&m, listener(&map)), 0);
        compare(&t, &m, &map, i);
        for (unsigned e = 0; e < EDITS; e++) {
            memory_begin(&m);
            edit(&t, &seed);
            if (rnd(&seed, 2))
                edit(&t, &seed);
            assert_int_equal(memory_commit(&m), 0);
            compare(&t, &m, &map, i);
        }
        sections += m.view.n;
        memory_fini(&m);
        for (unsigned p = 0; p < PAGES; p++)
            assert_false(map.there[p]);
        assert_int_equal(ram.nslots, 0);
    }
    print_message("%u trees, %zu sections at their ends\n", TREES, sections);
    assert_true(sections > 2 * TREES);
    ram_destroy(&ram);
}

/* Each event of a change fails once: the view, the slots and the other listener are as before. */
static void a_change_that_fails_is_taken_back_everywhere(void **state)
{
    static struct tree t;
    struct ram ram;
    unsigned failures = 0;

    (void)state;
    assert_int_equal(ram_create(&ram, PAGES << PAGE_SHIFT, RAM_4K), 0);
    for (unsigned i = 0; i < 2000; i++) {
        uint64_t seed = i * UINT64_C(0x9e3779b97f4a7c15);
        struct memory m;
        struct map first = {.fail_at = -1}, map = {.fail_at = -1};
        grow(&t, &seed);
        assert_int_equal(memory_init(&m, &t.region[0], &ram), 0);
        assert_int_equal(memory_listen(&m, listener(&first)), 0);
        assert_int_equal(memory_listen(&m, listener(&map)), 0);
        struct tree before = t;
        map.events = 0;
        map.fail_at = (int)rnd(&seed, 3);
        memory_begin(&m);
        edit(&t, &seed);
        int rc = memory_commit(&m);
        assert_true(rc == 0 || rc == -EPERM);
        failures += rc != 0;
        map.fail_at = first.fail_at = -1;
        if (rc) {
            memcpy(t.node, before.node, sizeof t.node);
            assert_string_equal(err_text(), "not this one");
        }
        first.wrong = false; /* it did see sections go and come again */
        compare(&t, &m, &first, i);
        compare(&t, &m, &map, i);
        memory_fini(&m);
    }
    assert_true(failures > 500);
    ram_destroy(&ram);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(random_trees_look_as_page_by_page),
    cmocka_unit_test(a_change_that_fails_is_taken_back_everywhere),
};
TEST_MAIN(tests)
