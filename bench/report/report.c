/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "common/err.h"
#include "report_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int report_link(char *out, size_t bytes, const char *from, const char *to)
{
    char a[PATH_MAX], b[PATH_MAX];
    size_t same = 0, used = 0;

    if (!realpath(from, a))
        return err_sys("cannot find %s", from);
    if (!realpath(to, b))
        return err_sys("cannot find %s", to);
    strncat(a, "/", sizeof a - strlen(a) - 1);
    strncat(b, "/", sizeof b - strlen(b) - 1);
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            same = i + 1;
    out[0] = '\0';
    for (const char *c = a + same; (c = strchr(c, '/')); c++) {
        snprintf(out + used, bytes - used, "../");
        used += used + 4 < bytes ? 3 : 0;
    }
    snprintf(out + used, bytes - used, "%s", b + same);
    return 0;
}

/* Where the report goes: an open folder, and the name in it. */
static int open_target(struct store *s, char *name, size_t bytes, const char *dir, const char *out)
{
    const char *slash = out ? strrchr(out, '/') : NULL;
    char folder[512];
    int n = snprintf(name, bytes, "%s", !out ? "report.html" : slash ? slash + 1 : out);

    if (n < 0 || (size_t)n >= bytes || !n)
        return err(ENAMETOOLONG, "-o %s: no file name, or a longer one than %zu bytes", out,
                   bytes - 1);
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - out) : 511,
             !out    ? dir
             : slash ? out
                     : ".");
    return store_open(s, folder[0] ? folder : "/");
}

static int open_runs(struct report *rep, const char *const *dirs, size_t n, const char *folder)
{
    int rc = 0;

    for (size_t i = 0; i < n && !rc; i++) {
        struct report_run *r = &rep->run[rep->n++];

        rc = report_run_open(r, dirs[i]);
        if (!rc)
            rc = report_link(r->link, sizeof r->link, folder, dirs[i]);
        snprintf(r->id, sizeof r->id, "r%zu", i + 1);
        if (n > 1)
            snprintf(r->letter, sizeof r->letter, "%c", (char)('A' + i));
    }
    return rc;
}

static int write_page(struct report *rep, const struct store *s, const char *name)
{
    char *text = NULL;
    size_t bytes = 0;
    int rc;

    rep->f = open_memstream(&text, &bytes);
    if (!rep->f)
        return err(ENOMEM, "no memory for a report");
    for (size_t i = 0; i < rep->n; i++) {
        struct report_run *r = &rep->run[i];

        report_draw(&r->drawn, &r->results, NULL);
        if (i > 0)
            report_draw(&r->beside, &rep->run[0].results, &r->results);
    }
    report_page(rep);
    rc = fclose(rep->f) ? err(ENOMEM, "no memory for a report") : store_file(s, name, text, bytes);
    free(text);
    return rc;
}

int report_write(const char *const *dirs, size_t n, const char *out, char *path, size_t bytes)
{
    struct report *rep = calloc(1, sizeof *rep);
    struct store target = {.dirfd = -1, .samples = -1};
    char name[100];
    int rc;

    if (!rep)
        return err(ENOMEM, "no memory for a report");
    rc = open_target(&target, name, sizeof name, dirs[0], out);
    if (!rc)
        rc = open_runs(rep, dirs, n, target.dir);
    if (!rc) {
        if (catalog_open(&rep->catalog, NULL))
            err_clear(); /* without the images, what they say of themselves is missing */
        rc = write_page(rep, &target, name);
        catalog_close(&rep->catalog);
    }
    snprintf(path, bytes, "%s/%s", target.dir, name);
    for (size_t i = 0; i < rep->n; i++)
        report_run_close(&rep->run[i]);
    store_close(&target, false);
    free(rep);
    return rc;
}
