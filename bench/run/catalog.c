/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog.h"

#include "common/err.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Relative to the folder of the program: build tree, then installed. */
static const char *const places[] = {"../guests", "../lib/mmubench/guests"};

static bool is_image(const char *name)
{
    size_t n = strlen(name);

    return n > 4 && !strcmp(name + n - 4, ".elf");
}

static bool has_images(const char *dir)
{
    DIR *d = opendir(dir);
    bool found = false;

    if (!d)
        return false;
    for (struct dirent *e; !found && (e = readdir(d));)
        found = is_image(e->d_name);
    closedir(d);
    return found;
}

static int find_dir(char *out, size_t bytes)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (n < 0)
        return err_sys("readlink /proc/self/exe (is /proc mounted?)");
    exe[n] = '\0';
    *strrchr(exe, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int k = snprintf(out, bytes, "%s/%s", exe, places[i]);

        if (k > 0 && (size_t)k < bytes && has_images(out))
            return 0;
    }
    return err(ENOENT,
               "no guest images (*.elf) in %s or %s beside %s: build the target `guests` or name "
               "their folder with --guests=DIR",
               places[0], places[1], exe);
}

static int by_name(const void *a, const void *b)
{
    const struct image *const *x = a;
    const struct image *const *y = b;

    return strcmp(catalog_name(*x), catalog_name(*y));
}

int catalog_add(struct catalog *c, const char *path, const struct image **out)
{
    if (c->n == CATALOG_MAX)
        return err(E2BIG, "more than %u guest images: name fewer", CATALOG_MAX);

    struct image *img = calloc(1, sizeof *img);

    if (!img)
        return err(ENOMEM, "no memory for %s", path);

    int rc = image_open(img, path);

    if (rc) {
        free(img);
        return rc;
    }
    c->image[c->n++] = img;
    *out = img;
    return 0;
}

static int add_from_dir(struct catalog *c, const char *name)
{
    char path[sizeof c->dir + NAME_MAX + 2];
    const struct image *img;

    snprintf(path, sizeof path, "%s/%s", c->dir, name);

    int rc = catalog_add(c, path, &img);

    /* Without a descriptor it is no workload, but something else that lies there. */
    if (!rc && !img->has_desc) {
        image_close(c->image[--c->n]);
        free(c->image[c->n]);
    }
    return rc;
}

static int add_all(struct catalog *c)
{
    DIR *d = opendir(c->dir);
    int rc = 0;

    if (!d)
        return err_sys("opendir %s (--guests=DIR names the folder of the guest images)", c->dir);
    for (struct dirent *e; !rc && (e = readdir(d));)
        if (is_image(e->d_name))
            rc = add_from_dir(c, e->d_name);
    closedir(d);
    if (!rc && c->n == 0)
        rc =
            err(ENOENT, "no guest image (*.elf) with a descriptor in %s: give another --guests=DIR",
                c->dir);
    return rc;
}

int catalog_open(struct catalog *c, const char *dir)
{
    int rc = 0;

    *c = (struct catalog){0};
    if (dir)
        snprintf(c->dir, sizeof c->dir, "%s", dir);
    else
        rc = find_dir(c->dir, sizeof c->dir);
    if (!rc)
        rc = add_all(c);
    if (rc) {
        catalog_close(c);
        return rc;
    }
    c->nfound = c->n;
    qsort(c->image, c->n, sizeof c->image[0], by_name);
    return 0;
}

void catalog_close(struct catalog *c)
{
    for (size_t i = 0; i < c->n; i++) {
        image_close(c->image[i]);
        free(c->image[i]);
    }
    c->n = c->nfound = 0;
}

const struct image *catalog_find(const struct catalog *c, const char *name)
{
    for (size_t i = 0; i < c->nfound; i++)
        if (!strcmp(catalog_name(c->image[i]), name))
            return c->image[i];
    return NULL;
}

size_t catalog_names(const struct catalog *c, const char *names[CATALOG_MAX])
{
    for (size_t i = 0; i < c->nfound; i++)
        names[i] = catalog_name(c->image[i]);
    return c->nfound;
}

const char *catalog_name(const struct image *img)
{
    const char *slash = strrchr(img->path, '/');

    if (img->has_desc)
        return img->desc.name;
    return slash ? slash + 1 : img->path;
}

int catalog_param(const struct image *img, const char *key)
{
    for (uint32_t i = 0; img->has_desc && i < img->desc.nparams; i++)
        if (!strcmp(img->desc.param[i].name, key))
            return (int)i;
    return -1;
}
