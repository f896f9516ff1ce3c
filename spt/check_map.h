/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes of an executable segment are code, by the image's symbols. */
#ifndef MMUBENCH_SPT_CHECK_MAP_H
#define MMUBENCH_SPT_CHECK_MAP_H

#include "common/image.h"

struct check_mark {
    uint64_t start, end; /* end == start: a label without a size */
    bool code;
};

struct check_map {
    struct check_mark *mark;
    size_t n;
    bool sized_code; /* functions have sizes: what none covers is padding or data */
};

/* 0 or -errno with err_text(). */
int check_map_open(struct check_map *m, const struct image *img);
void check_map_close(struct check_map *m);

/* True if `at` is code; the answer holds up to *to. */
bool check_map_at(const struct check_map *m, uint64_t at, uint64_t *to);

#endif
