/* SPDX-License-Identifier: Apache-2.0 */
#include "guard.h"

#include "common/err.h"
#include "spt/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

struct list {
    const struct image *img;
    FILE *f;
    int n;
};

static int on_finding(void *ctx, const struct check_finding *c)
{
    struct list *l = ctx;

    l->n++;
    fprintf(l->f, "%s: 0x%" PRIx64, l->img->path, c->at.v);
    if (c->symbol)
        fprintf(l->f, " <%s+0x%" PRIx64 ">", c->symbol, c->offset);
    fprintf(l->f, " `%s`: %s\n", c->text, c->why);
    return 0;
}

int guard_list(const struct image *img, FILE *f)
{
    struct list l = {.img = img, .f = f};
    int rc = check_image(img, on_finding, &l);

    return rc < 0 ? rc : l.n;
}

static const struct mode *needs_check(const struct selection *modes)
{
    for (size_t i = 0; i < modes->n; i++)
        if (modes_needs_check(modes->mode[i]))
            return modes->mode[i];
    return NULL;
}

int guard_images(const struct plan *p, const struct selection *modes)
{
    const struct mode *m = needs_check(modes);

    for (size_t i = 0; m && i < p->n; i++) {
        const struct image *img = p->point[i].image;
        int n;

        if (i > 0 && img == p->point[i - 1].image)
            continue;
        n = guard_list(img, stderr);
        if (n < 0)
            return n;
        if (n)
            return err(
                ENOEXEC,
                "%s: %d instruction(s) that do not trap at ring 3, so that --mmu=%s would run "
                "it wrongly: avoid them, leave that mode out, or go on with --no-check",
                img->path, n, modes_name(m));
    }
    return 0;
}
