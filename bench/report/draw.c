/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures, drawn in a folder of their own: a report changes nothing but itself. */
#include "common/err.h"
#include "report_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *text = NULL;
    ssize_t n;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && (text = malloc((size_t)st.st_size + 1))) {
        n = read(fd, text, (size_t)st.st_size);
        text[n > 0 ? n : 0] = '\0';
    }
    close(fd);
    return text;
}

static void remove_dir(const char *dir)
{
    DIR *d = opendir(dir);

    for (struct dirent *e; d && (e = readdir(d));)
        unlinkat(dirfd(d), e->d_name, 0); /* `.` and `..` stay by themselves */
    if (d)
        closedir(d);
    rmdir(dir);
}

static void take(struct report_drawn *d, const char *dir)
{
    for (size_t k = 0; k < PLOT_KINDS; k++) {
        for (size_t i = 0; i < d->plot[k].n; i++) {
            char path[256];

            snprintf(path, sizeof path, "%s/%s.svg", dir, d->plot[k].picture[i].name);
            d->svg[k][i] = read_file(path);
        }
    }
}

void report_draw(struct report_drawn *d, const struct results *r, const struct results *with)
{
    const char *tmp = getenv("TMPDIR");
    char dir[128];
    struct plot_options options = {.formats = "svg", .out = dir};

    if (with) {
        options.with = &with->store;
        options.with_sum = &with->sum;
    }
    for (size_t k = 0; k < PLOT_KINDS; k++) /* of two runs, which are not missing in one */
        options.skip[k] = !with && !strcmp(plot_kind(k)->name, "compare");
    snprintf(dir, sizeof dir, "%s/mmubench-report-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(dir)) {
        snprintf(d->none, sizeof d->none, "cannot make %s: %s", dir, strerror(errno));
        return;
    }
    if (plot_draw(&r->store, &r->sum, &options, d->plot))
        snprintf(d->none, sizeof d->none, "%s", err_text());
    take(d, dir);
    remove_dir(dir);
}

void report_drawn_free(struct report_drawn *d)
{
    for (size_t k = 0; k < PLOT_KINDS; k++)
        for (size_t i = 0; i < PLOT_PICTURES; i++)
            free(d->svg[k][i]);
}
