/* SPDX-License-Identifier: Apache-2.0 */
/* Breadth-first search in a generated graph: rows are read in order, vertices looked up at random.
 */
#include "graph.h"
#include "guest.h"
#include "region.h"

enum { SCALE, DEGREE, PAGE };
enum { EDGE };

GUEST_WORKLOAD("bfs", "breadth-first search in a generated graph",
               GUEST_PARAMS({"scale", "vertices, as a power of two", 19, 4, 26, 14},
                            {"degree", "edges for each vertex", 8, 1, 16, 8}, REGION_PAGE),
               GUEST_METRICS({"edge", "one neighbour looked at"}));

struct run {
    struct graph graph;
    uint32_t root;
    uint64_t edges; /* of one search */
};

/* `ops` is a multiple of r->edges. */
static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;
    uint32_t reached;

    for (; ops; ops -= r->edges)
        graph_search(&r->graph, r->root, &reached);
}

void guest_main(void)
{
    uint32_t scale = (uint32_t)guest_param(SCALE), reached;
    uint32_t edges = (uint32_t)guest_param(DEGREE) << scale;
    struct run r;
    void *at = region(graph_bytes(scale, edges), guest_param(PAGE), 1);

    if (!at)
        return;
    graph_make(&r.graph, at, scale, edges, 1);
    r.root = graph_hub(&r.graph);
    r.edges = graph_search(&r.graph, r.root, &reached);
    guest_measure_step(EDGE, r.edges, body, &r);
}
