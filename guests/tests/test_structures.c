/* SPDX-License-Identifier: Apache-2.0 */
/* Trees, tables and graphs that workloads walk through: they hold what they should. */
#include "common/tests/test_main.h"
#include "guests/workloads/btree.h"
#include "guests/workloads/graph.h"
#include "guests/workloads/hash.h"

#include <stdlib.h>
#include <string.h>

static void *room(uint64_t bytes)
{
    void *p = malloc(bytes);

    assert_non_null(p);
    memset(p, 0xa5, bytes); /* as a guest may find it */
    return p;
}

/* Every node is reached once from the root, with the keys of its subtree inside its bounds. */
static uint64_t count_below(const struct btree_node *node, uint32_t at, uint64_t from, uint64_t to)
{
    const struct btree_node *b = &node[at];
    uint64_t n = 1;

    assert_true(b->n <= BTREE_KEYS);
    for (uint32_t i = 0; i < b->n; i++) {
        assert_in_range(b->key[i], from, to);
        assert_true(i == 0 || b->key[i] > b->key[i - 1]);
    }
    for (uint32_t i = 0; b->level && i <= b->n; i++) {
        assert_int_equal(node[b->child[i]].level, b->level - 1);
        n +=
            count_below(node, b->child[i], i ? b->key[i - 1] : from, i < b->n ? b->key[i] - 1 : to);
    }
    return n;
}

static void tree_finds_its_keys_and_no_others(void **state)
{
    static const uint64_t sizes[] = {1,   2,   13,   14,   15,    14 * 15, 14 * 15 + 1,
                                     211, 999, 3150, 3151, 47250, 100000};

    (void)state;
    for (unsigned s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        uint64_t keys = sizes[s], nodes = btree_nodes(keys);
        struct btree_node *node = room(nodes * sizeof *node);
        uint32_t root = btree_build(node, keys);

        assert_int_equal(root, nodes - 1);
        assert_int_equal(count_below(node, root, 0, 2 * keys), nodes);
        for (uint64_t k = 0; k < keys; k++) {
            assert_true(btree_find(node, root, 2 * k));
            assert_false(btree_find(node, root, 2 * k + 1));
        }
        assert_false(btree_find(node, root, 2 * keys));
        free(node);
    }
}

static void table_finds_its_keys_and_no_others(void **state)
{
    struct hash h = {.slot = calloc(4096, sizeof *h.slot), .mask = 4095};
    unsigned used = 0;

    (void)state;
    assert_non_null(h.slot);
    for (uint64_t k = 1; k <= 2048; k++)
        hash_insert(&h, k);
    hash_insert(&h, 7); /* twice is once */
    for (uint64_t k = 1; k <= 2048; k++) {
        assert_true(hash_find(&h, k));
        assert_false(hash_find(&h, k + 2048));
    }
    for (unsigned i = 0; i < 4096; i++)
        used += h.slot[i] != 0;
    assert_int_equal(used, 2048);
    free(h.slot);
}

/* Keys in a row must not lie in a row: a probe is to be a random line. */
static void keys_spread_over_the_table(void **state)
{
    unsigned bucket[64] = {0};

    (void)state;
    for (uint64_t k = 1; k <= 64000; k++)
        bucket[hash_mix(k) & 63]++;
    for (unsigned i = 0; i < 64; i++)
        assert_in_range(bucket[i], 850, 1150); /* 1000 and five standard deviations */
}

static uint32_t neighbours(const struct graph *g, uint32_t v, uint32_t w)
{
    uint32_t n = 0;

    for (uint32_t i = g->row[v]; i < g->row[v + 1]; i++)
        n += g->neighbour[i] == w;
    return n;
}

static void graph_has_each_edge_in_two_rows(void **state)
{
    const uint32_t scale = 8, edges = 8 << 8;
    void *at = room(graph_bytes(scale, edges));
    struct graph g;

    (void)state;
    graph_make(&g, at, scale, edges, 3);
    assert_int_equal(g.row[0], 0);
    assert_int_equal(g.row[256], 2 * edges);
    assert_ptr_equal(g.seen + 256, (uint8_t *)at + graph_bytes(scale, edges));
    for (uint32_t v = 0; v < 256; v++) {
        assert_true(g.row[v] <= g.row[v + 1]);
        for (uint32_t i = g.row[v]; i < g.row[v + 1]; i++) {
            assert_true(g.neighbour[i] < 256);
            assert_int_equal(neighbours(&g, v, g.neighbour[i]), neighbours(&g, g.neighbour[i], v));
        }
    }
    free(at);
}

static void same_seed_makes_the_same_graph(void **state)
{
    uint64_t bytes = graph_bytes(10, 5000);
    uint8_t *a = room(bytes), *b = room(bytes), *c = room(bytes);
    uint64_t made = bytes - (UINT64_C(8) << 10); /* queue and marks are not made */
    struct graph g;

    (void)state;
    graph_make(&g, a, 10, 5000, 1);
    graph_make(&g, b, 10, 5000, 1);
    graph_make(&g, c, 10, 5000, 2);
    assert_memory_equal(a, b, made);
    assert_memory_not_equal(a, c, made);
    free(a);
    free(b);
    free(c);
}

/* R-MAT's weights: a few vertices have most of the edges. */
static void graph_is_skewed(void **state)
{
    void *at = room(graph_bytes(12, 8 << 12));
    struct graph g;
    uint32_t hub, below_mean = 0;

    (void)state;
    graph_make(&g, at, 12, 8 << 12, 1);
    hub = graph_hub(&g);
    assert_true(g.row[hub + 1] - g.row[hub] > 20 * 16);
    for (uint32_t v = 0; v < 4096; v++)
        below_mean += g.row[v + 1] - g.row[v] < 16;
    assert_true(below_mean > 4096 / 2);
    free(at);
}

/* Distances by relaxing all edges until nothing changes: slow, and nothing like the search. */
static void distances(const struct graph *g, uint32_t root, uint32_t *d)
{
    bool changed = true;

    for (uint32_t v = 0; v < graph_vertices(g); v++)
        d[v] = v == root ? 0 : UINT32_MAX;
    while (changed) {
        changed = false;
        for (uint32_t v = 0; v < graph_vertices(g); v++)
            for (uint32_t i = g->row[v]; d[v] != UINT32_MAX && i < g->row[v + 1]; i++)
                if (d[g->neighbour[i]] > d[v] + 1) {
                    d[g->neighbour[i]] = d[v] + 1;
                    changed = true;
                }
    }
}

static void search_visits_all_that_can_be_reached_by_distance(void **state)
{
    void *at = room(graph_bytes(9, 700));
    uint32_t d[512], reached, expect = 0;
    uint64_t looked = 0;
    struct graph g;

    (void)state;
    graph_make(&g, at, 9, 700, 5);
    distances(&g, graph_hub(&g), d);
    for (uint32_t v = 0; v < 512; v++)
        if (d[v] != UINT32_MAX) {
            expect++;
            looked += g.row[v + 1] - g.row[v];
        }
    assert_true(expect < 512); /* some cannot be reached, or the test says little */
    for (unsigned again = 0; again < 3; again++) {
        assert_int_equal(graph_search(&g, graph_hub(&g), &reached), looked);
        assert_int_equal(reached, expect);
        for (uint32_t i = 1; i < reached; i++)
            assert_true(d[g.queue[i]] >= d[g.queue[i - 1]]);
    }
    free(at);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(tree_finds_its_keys_and_no_others),
    cmocka_unit_test(table_finds_its_keys_and_no_others),
    cmocka_unit_test(keys_spread_over_the_table),
    cmocka_unit_test(graph_has_each_edge_in_two_rows),
    cmocka_unit_test(same_seed_makes_the_same_graph),
    cmocka_unit_test(graph_is_skewed),
    cmocka_unit_test(search_visits_all_that_can_be_reached_by_distance),
};

TEST_MAIN(tests)
