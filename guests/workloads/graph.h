/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A generated graph of 2^scale vertices in compressed rows, and breadth-first search in it. Edges
 * by R-MAT (Chakrabarti, Zhan, Faloutsos, SDM 2004) with the weights of Graph500: few vertices have
 * many neighbours, most have few. Pure: tested on the host.
 */
#ifndef MMUBENCH_GUESTS_GRAPH_H
#define MMUBENCH_GUESTS_GRAPH_H

#include "order.h"

struct graph {
    uint32_t scale;
    uint32_t edges;      /* undirected; each is in two rows */
    uint32_t *row;       /* vertices + 1: where the neighbours of each begin */
    uint32_t *neighbour; /* 2 * edges */
    uint32_t *queue;     /* vertices */
    uint32_t *seen;      /* vertices: number of the search that saw it last */
    uint32_t search;
};

static inline uint32_t graph_vertices(const struct graph *g)
{
    return UINT32_C(1) << g->scale;
}

/* Bytes of the four arrays. */
static inline uint64_t graph_bytes(uint32_t scale, uint32_t edges)
{
    return 4 * ((UINT64_C(3) << scale) + 1 + 2 * (uint64_t)edges);
}

/* An odd factor permutes the vertices, so that the large ones do not lie side by side. */
static inline uint32_t graph_label(const struct graph *g, uint32_t v)
{
    return v * UINT32_C(0x9e3779b1) & (graph_vertices(g) - 1);
}

/* Quadrants of the adjacency matrix with weights 0.57, 0.19, 0.19, 0.05, at each of `scale` steps.
 */
static inline void graph_edge(const struct graph *g, uint64_t *random, uint32_t *a, uint32_t *b)
{
    *a = *b = 0;
    for (uint32_t bit = 0; bit < g->scale; bit++) {
        uint64_t part = order_below(random, 100);

        *a = *a << 1 | (part >= 76);
        *b = *b << 1 | ((part >= 57 && part < 76) || part >= 95);
    }
    *a = graph_label(g, *a);
    *b = graph_label(g, *b);
}

/* Edges are generated twice, to count and to place them: a list of them would be as large again. */
static inline void graph_rows(struct graph *g, uint64_t seed)
{
    uint32_t a, b, n = graph_vertices(g), sum = 0;

    for (uint32_t v = 0; v <= n; v++)
        g->row[v] = 0;
    for (uint32_t e = 0; e < g->edges; e++) {
        graph_edge(g, &seed, &a, &b);
        g->row[a]++;
        g->row[b]++;
    }
    for (uint32_t v = 0; v <= n; v++) {
        uint32_t degree = g->row[v];
        g->row[v] = sum += degree;
    }
}

/* Lays the arrays into graph_bytes() at `at` and makes the graph. */
static inline void graph_make(struct graph *g, void *at, uint32_t scale, uint32_t edges,
                              uint64_t seed)
{
    uint32_t a, b;

    *g = (struct graph){.scale = scale, .edges = edges, .row = at};
    g->neighbour = g->row + graph_vertices(g) + 1;
    g->queue = g->neighbour + 2 * (uint64_t)edges;
    g->seen = g->queue + graph_vertices(g);
    graph_rows(g, seed);
    for (uint32_t e = 0; e < edges; e++) { /* from the end of each row to its start */
        graph_edge(g, &seed, &a, &b);
        g->neighbour[--g->row[a]] = b;
        g->neighbour[--g->row[b]] = a;
    }
    for (uint32_t v = 0; v < graph_vertices(g); v++)
        g->seen[v] = 0;
}

/* The vertex with the most neighbours. */
static inline uint32_t graph_hub(const struct graph *g)
{
    uint32_t hub = 0, most = 0;

    for (uint32_t v = 0; v < graph_vertices(g); v++)
        if (g->row[v + 1] - g->row[v] > most) {
            most = g->row[v + 1] - g->row[v];
            hub = v;
        }
    return hub;
}

/* Visits all that can be reached from `root`; returns how many entries of rows it looked at. The
 * queue then holds the vertices in the order of their distance, *reached of them. */
static inline uint64_t graph_search(struct graph *g, uint32_t root, uint32_t *reached)
{
    uint32_t head = 0, tail = 1, search = ++g->search;
    uint64_t looked = 0;

    g->queue[0] = root;
    g->seen[root] = search;
    for (; head < tail; head++) {
        uint32_t v = g->queue[head], end = g->row[v + 1];

        looked += end - g->row[v];
        for (uint32_t i = g->row[v]; i < end; i++) {
            uint32_t w = g->neighbour[i];
            if (g->seen[w] == search)
                continue;
            g->seen[w] = search;
            g->queue[tail++] = w;
        }
    }
    *reached = tail;
    return looked;
}

#endif
