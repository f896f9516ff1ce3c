/* SPDX-License-Identifier: Apache-2.0 */
/* The workloads: guest images found in one folder, each known by the name in its descriptor. */
#ifndef MMUBENCH_CATALOG_H
#define MMUBENCH_CATALOG_H

#include "common/image.h"

#define CATALOG_MAX 64u

struct catalog {
    char dir[512];
    size_t n;
    struct image *image[CATALOG_MAX]; /* owned; those of the folder first, sorted by name */
    size_t nfound;                    /* how many came from the folder */
};

/* Opens every *.elf with a descriptor in `dir`, or in the place where this program's own guests
 * are (beside it in the build tree or as installed) when `dir` is NULL. -ENOENT with a text that
 * says where it looked. */
int catalog_open(struct catalog *c, const char *dir);
void catalog_close(struct catalog *c);

/* By workload name; NULL if unknown. */
const struct image *catalog_find(const struct catalog *c, const char *name);

/* Adds an image file that the user named. 0 and *out, or -errno with a text. */
int catalog_add(struct catalog *c, const char *path, const struct image **out);

/* Names of the workloads of the folder; returns how many. */
size_t catalog_names(const struct catalog *c, const char *names[CATALOG_MAX]);

/* The descriptor's name, or the file's name when it has none. */
const char *catalog_name(const struct image *img);

/* Index of the parameter, or -1. */
int catalog_param(const struct image *img, const char *key);

#endif
