/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of a run, drawn in a folder of their own: a report changes nothing but itself. */
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

static void take(struct report_run *r, const char *dir)
{
    for (size_t k = 0; k < PLOT_KINDS; k++) {
        for (size_t i = 0; i < r->plot[k].n; i++) {
            char path[256];

            snprintf(path, sizeof path, "%s/%s.svg", dir, r->plot[k].picture[i].name);
            r->svg[k][i] = read_file(path);
        }
    }
}

void report_run_draw(struct report_run *r)
{
    const char *tmp = getenv("TMPDIR");
    char dir[128];
    struct plot_options options = {.formats = "svg", .out = dir};

    snprintf(dir, sizeof dir, "%s/mmubench-report-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(dir)) {
        snprintf(r->no_plots, sizeof r->no_plots, "cannot make %s: %s", dir, strerror(errno));
        return;
    }
    if (plot_draw(&r->results.store, &r->results.sum, &options, r->plot))
        snprintf(r->no_plots, sizeof r->no_plots, "%s", err_text());
    take(r, dir);
    remove_dir(dir);
}
