/* SPDX-License-Identifier: Apache-2.0 */
/* Entries and rights in words. Each fills `out` and returns it. */
#ifndef MMUBENCH_BENCH_INSPECT_TEXT_H
#define MMUBENCH_BENCH_INSPECT_TEXT_H

#include "common/inspect.h"

#include <jansson.h>
#include <stddef.h>

const char *text_level(unsigned level); /* "PT", "PD", "PDPT", "PML4" */
const char *text_page(unsigned level);  /* "4K", "2M", "1G", "512G" */

/* "P W U A D NX": the bits of an entry of this level (SDM Vol. 3A tables 4-15 to 4-20). */
const char *text_entry(unsigned level, uint64_t entry, char *out, size_t bytes);

/* The reserved bits that are set, and why each is reserved: "bit 45: above the 40 bits of a
 * guest-physical address". */
const char *text_reserved(const struct walk_env *env, const struct walk_step *s, char *out,
                          size_t bytes);

/* "user rw-": what the guest's tables grant at every level. */
const char *text_rights(const struct walk *w, char *out, size_t bytes);

/* Addresses and entries are strings in JSON, "0x1000": its numbers end at 2^53. A new reference. */
json_t *text_hex(uint64_t v);

/* Lower or upper half, as an address is written: bit 47 extended. */
uint64_t text_canonical(uint64_t va);

#endif
