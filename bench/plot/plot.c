/* SPDX-License-Identifier: Apache-2.0 */
#include "plot.h"

#include "bench/modes.h"
#include "common/err.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const struct {
    const char *name;
    int (*write)(const struct plot *p);
} plots[] = {
    {"chase", plot_chase},
    {"events", plot_events},
    {"counts", plot_counts},
};
#define COUNT (sizeof plots / sizeof plots[0])

const char *plot_colour(size_t i)
{
    static const char *const okabe_ito[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                            "#E69F00", "#56B4E9", "#000000", "#999999"};

    return okabe_ito[i % (sizeof okabe_ito / sizeof okabe_ito[0])];
}

int plot_open_file(struct plot_file *pf)
{
    *pf = (struct plot_file){0};
    pf->f = open_memstream(&pf->text, &pf->n);
    return pf->f ? 0 : err(ENOMEM, "no memory for a plot");
}

int plot_close_file(struct plot_file *pf, const struct plot *p, const char *name)
{
    int rc = fclose(pf->f) ? err(ENOMEM, "no memory for %s", name)
                           : store_file(&p->dir, name, pf->text, pf->n);

    free(pf->text);
    return rc;
}

void plot_script(FILE *f, const char *name, unsigned width, unsigned height, const char *body)
{
    fprintf(f,
            "# Run with: gnuplot %s.gp (in this folder)\n"
            "set encoding utf8\n"
            "do for [kind in \"svg png\"] {\n"
            "if (kind eq \"svg\") { set terminal svg size %u,%u font \"DejaVu Sans,13\" "
            "background \"white\" noenhanced } \\\n"
            "else { set terminal pngcairo size %u,%u font \"DejaVu Sans,11\" background \"white\" "
            "noenhanced }\n"
            "set output \"%s.\".kind\n"
            "%s"
            "}\nset output\n",
            name, width, height, width, height, name, body);
}

/* The machine's name without what gnuplot's double quotes would read as its own. */
static void read_title(struct plot *p)
{
    int fd = openat(p->store->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    json_t *machine = fd < 0 ? NULL : json_loadfd(fd, 0, NULL);
    const char *title = json_string_value(json_object_get(machine, "title"));
    size_t n = 0;

    for (const char *c = title ? title : "unknown machine"; *c && n + 1 < sizeof p->title; c++)
        if (!strchr("\"\\`$", *c))
            p->title[n++] = *c;
    p->title[n] = '\0';
    json_decref(machine);
    if (fd >= 0)
        close(fd);
}

static bool has_rows(const struct summary *sum, const char *mmu)
{
    for (size_t i = 0; i < sum->n; i++)
        if (!strcmp(sum->row[i].mmu, mmu))
            return true;
    return false;
}

static void add_mode(struct plot *p, const char *name)
{
    for (size_t i = 0; i < p->nmodes; i++)
        if (!strcmp(p->mode[i], name))
            return;
    if (p->nmodes < MODES_MAX)
        p->mode[p->nmodes++] = name;
}

/* In the table's order: the colours must not depend on which mode happened to run first. Modes with
 * policies of their own follow. */
static void find_modes(struct plot *p)
{
    for (size_t i = 0; i < modes_count(); i++)
        if (has_rows(p->sum, modes_name(modes_at(i))))
            add_mode(p, modes_name(modes_at(i)));
    for (size_t i = 0; i < p->sum->n; i++)
        add_mode(p, p->sum->row[i].mmu);
}

static int gnuplot(const struct plot *p, const char *name)
{
    char script[64];
    char *argv[] = {"gnuplot", script, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    int rc;

    snprintf(script, sizeof script, "%s.gp", name);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addfchdir_np(&actions, p->dir.dirfd);
    rc = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (rc)
        return err(rc,
                   "cannot run gnuplot (%s): install the package gnuplot-nox, then `mmubench "
                   "plot %s`",
                   strerror(rc), p->store->dir);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0 ? 0 : err(EIO, "gnuplot failed on %s/%s", p->dir.dir, script);
}

static int draw_all(const struct plot *p)
{
    for (size_t i = 0; i < COUNT; i++) {
        int rc = plots[i].write(p);

        if (rc > 0)
            rc = gnuplot(p, plots[i].name);
        else if (rc == 0)
            continue;
        if (rc)
            return rc;
        printf("plot: %s/%s.png, .svg\n", p->dir.dir, plots[i].name);
    }
    return 0;
}

int plot_draw(const struct store *s, const struct summary *sum)
{
    struct plot p = {.store = s, .sum = sum};
    char dir[600];
    int rc;

    snprintf(dir, sizeof dir, "%s/plots", s->dir);
    if (mkdirat(s->dirfd, "plots", 0777) && errno != EEXIST)
        return err_sys("cannot make %s", dir);
    rc = store_open(&p.dir, dir);
    if (rc)
        return rc;
    read_title(&p);
    find_modes(&p);
    rc = draw_all(&p);
    store_close(&p.dir, false);
    return rc;
}
