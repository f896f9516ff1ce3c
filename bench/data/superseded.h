/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A repetition that was cut or that failed may be measured anew by `run --resume`. Both runs stay
 * in samples.jsonl; the later one stands for the repetition, and whoever makes numbers leaves the
 * earlier one out.
 */
#ifndef MMUBENCH_SUPERSEDED_H
#define MMUBENCH_SUPERSEDED_H

#include "store.h"

struct superseded {
    json_t *runs; /* set of run numbers, as text; owned */
};

/* Reads samples.jsonl. 0 or -errno with a text. */
int superseded_read(struct superseded *s, const struct store *store);
void superseded_free(struct superseded *s);

/* Whether this line of samples.jsonl belongs to such a run. */
bool superseded_has(const struct superseded *s, const json_t *line);

size_t superseded_count(const struct superseded *s);

#endif
