/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures: the frame that all scripts share, the data beside them, and gnuplot itself. */
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

int plot_file_open(struct plot_file *pf)
{
    *pf = (struct plot_file){0};
    pf->f = open_memstream(&pf->text, &pf->n);
    return pf->f ? 0 : err(ENOMEM, "no memory for a plot");
}

int plot_file_close(struct plot_file *pf, const struct plot *p, const char *name, bool keep)
{
    int rc = fclose(pf->f) ? err(ENOMEM, "no memory for %s", name) : 0;

    if (!rc && keep)
        rc = store_file(&p->dir, name, pf->text, pf->n);
    free(pf->text);
    return rc;
}

void plot_quoted(FILE *f, const char *text)
{
    for (const char *c = text; *c; c++)
        if (!strchr("\"\\`$", *c) && (unsigned char)*c >= ' ')
            fputc(*c, f);
}

/* Okabe and Ito's palette, then Tol's, told apart by colour-blind readers; points differ too, for
 * print. As many as a run has modes at most. */
static const struct {
    const char *colour;
    int point; /* gnuplot's point types */
} styles[] = {{"#0072B2", 7},  {"#D55E00", 5},  {"#009E73", 9},  {"#000000", 13},
              {"#999999", 2},  {"#E69F00", 11}, {"#56B4E9", 6},  {"#CC79A7", 4},
              {"#882255", 8},  {"#7A6A00", 10}, {"#332288", 12}, {"#117733", 14},
              {"#AA4499", 15}, {"#661100", 1},  {"#44AA99", 3},  {"#DDAA33", 8}};
#define NSTYLES (sizeof styles / sizeof styles[0])

/* A mode of modes.c has the same style in every run; those with policies take what follows. */
int plot_style_of(const struct plot *p, size_t m)
{
    size_t variant = 0;

    for (size_t i = 0; i < modes_count(); i++)
        if (!strcmp(modes_name(modes_at(i)), p->mode[m]))
            return (int)i + 1;
    for (size_t i = 0; i < m; i++)
        variant += strchr(p->mode[i], ':') != NULL;
    return (int)((modes_count() + variant) % NSTYLES) + 1;
}

int plot_style(const struct plot *p)
{
    struct plot_file pf;

    if (plot_file_open(&pf))
        return -ENOMEM;
    fputs(
        "# What all plots of this folder share; after a change run gnuplot on the .gp files again\n"
        "set encoding utf8\n"
        "set style fill solid 0.85 noborder\n"
        "set errorbars small\n"
        "set grid lc rgb \"#dddddd\" lw 0.7\n"
        "set tics nomirror\n\n"
        "# A line type for each MMU mode\n",
        pf.f);
    for (size_t i = 0; i < NSTYLES; i++)
        fprintf(pf.f, "set linetype %zu lc rgb \"%s\" pt %d # %s\n", i + 1, styles[i].colour,
                styles[i].point,
                i < modes_count() ? modes_name(modes_at(i)) : "modes with a policy, in turn");
    return plot_file_close(&pf, p, "style.gp", true);
}

int plot_block(struct plot_picture *pic, const char *what)
{
    fputs(pic->blocks ? "\n\n# " : "# ", pic->data.f);
    plot_quoted(pic->data.f, what);
    fputc('\n', pic->data.f);
    return pic->blocks++;
}

/* Lines of the legend: its columns are all as wide as the widest entry, as gnuplot's terminal for
 * SVG reckons it. */
static unsigned key_rows(const struct plot_picture *pic)
{
    unsigned columns = (pic->width - 40) / ((pic->key_chars + 8) * 8);

    return pic->keys ? (pic->keys - 1) / (columns ? columns : 1) + 1 : 0;
}

/* Title, machine and key stand above the graph, at the left, at fixed heights; text has gnuplot's
 * own title. */
static void write_head(FILE *f, const struct plot *p, const struct plot_picture *pic)
{
    double h = pic->height;

    fputs("if (text) { set title \"", f);
    plot_quoted(f, pic->title);
    fputs("\"; set key outside top center horizontal }\nif (!text) {\n  set label 901 \"", f);
    plot_quoted(f, pic->title);
    fprintf(f, "\" at screen 0.015, screen %.4f left font large\n  set label 902 \"", 1 - 22 / h);
    plot_quoted(f, p->title);
    fprintf(
        f,
        "\" at screen 0.015, screen %.4f left font note tc rgb \"#666666\"\n"
        "  set tmargin at screen %.4f\n"
        "  set key at screen 0.015, screen %.4f left top horizontal Left reverse samplen 2\n}\n",
        1 - 43 / h, 1 - (64 + 20.0 * key_rows(pic)) / h, 1 - 56 / h);
}

static void write_frame(FILE *f, const struct plot *p, const struct plot_picture *pic)
{
    fprintf(
        f,
        "# Run with: gnuplot %s.gp (in this folder); other formats: gnuplot -e 'kinds=\"pdf\"' "
        "%s.gp\n"
        "if (!exists(\"kinds\")) kinds = \"svg png\" # also pdf, or dumb: text\n"
        "if (!exists(\"columns\")) columns = 100 # of text\n"
        "if (!exists(\"lines\")) lines = 32\n"
        "data = \"%s.dat\"\n"
        "load \"style.gp\"\n"
        "do for [kind in kinds] {\n"
        "unset label\n"
        "unset arrow\n"
        "text = kind eq \"dumb\"\n"
        "large = text ? \"\" : kind eq \"svg\" ? \",19\" : \",15\"\n"
        "note = text ? \"\" : kind eq \"svg\" ? \",12\" : \",10\"\n"
        "small = text ? \"\" : kind eq \"svg\" ? \",11\" : \",9\"\n"
        "if (kind eq \"svg\") { set terminal svg size %u,%u font \"DejaVu Sans,13\" "
        "background \"white\" noenhanced }\n"
        "if (kind eq \"png\") { set terminal pngcairo size %u,%u font \"DejaVu Sans,10\" "
        "background \"white\" noenhanced }\n"
        "if (kind eq \"pdf\") { set terminal pdfcairo size %.2fin,%.2fin font "
        "\"DejaVu Sans,9\" noenhanced }\n"
        "if (text && exists(\"colour\")) { set terminal dumb noenhanced size columns,lines ansi }\n"
        "if (text && !exists(\"colour\")) { set terminal dumb noenhanced size columns,lines }\n"
        "if (!text) { set output \"%s.\".kind }\n",
        pic->name, pic->name, pic->name, pic->width, pic->height, pic->width, pic->height,
        pic->width / 100.0, pic->height / 100.0, pic->name);
    write_head(f, p, pic);
}

int plot_begin(struct plot_picture *pic, const struct plot *p, const char *name, const char *title)
{
    *pic = (struct plot_picture){.width = 1000, .height = 640};
    snprintf(pic->name, sizeof pic->name, "%s", name);
    if (plot_file_open(&pic->data))
        return -ENOMEM;
    if (plot_file_open(&pic->script)) {
        plot_file_close(&pic->data, p, "", false);
        return -ENOMEM;
    }
    snprintf(pic->title, sizeof pic->title, "%s", title);
    return 0;
}

void plot_key(struct plot_picture *pic, const char *text)
{
    fputs(" title \"", pic->script.f);
    plot_quoted(pic->script.f, text);
    fputc('"', pic->script.f);
    pic->keys++;
    if (strlen(text) > pic->key_chars)
        pic->key_chars = (unsigned)strlen(text);
}

static int write_script(const struct plot *p, const struct plot_picture *pic, const char *body)
{
    struct plot_file pf;
    char name[PLOT_NAME_BYTES + 4];

    if (plot_file_open(&pf))
        return -ENOMEM;
    write_frame(pf.f, p, pic);
    fprintf(pf.f, "%s}\nset output\n", body);
    snprintf(name, sizeof name, "%s.gp", pic->name);
    return plot_file_close(&pf, p, name, true);
}

static int add_result(struct plot_result *r, const struct plot_picture *pic)
{
    if (r->n == PLOT_PICTURES)
        return err(E2BIG, "more than %u pictures of the kind %s", PLOT_PICTURES, r->kind->name);
    snprintf(r->picture[r->n].name, sizeof r->picture[0].name, "%s", pic->name);
    snprintf(r->picture[r->n].title, sizeof r->picture[0].title, "%s", pic->title);
    r->n++;
    return 0;
}

int plot_end(struct plot_picture *pic, const struct plot *p, struct plot_result *r, bool keep)
{
    char name[PLOT_NAME_BYTES + 4];
    int rc;

    snprintf(name, sizeof name, "%s.dat", pic->name);
    rc = plot_file_close(&pic->data, p, name, keep);
    fclose(pic->script.f);
    if (!rc && keep)
        rc = write_script(p, pic, pic->script.text);
    free(pic->script.text);
    if (!rc && keep)
        rc = plot_gnuplot(p, pic);
    return rc || !keep ? rc : add_result(r, pic);
}

int plot_gnuplot(const struct plot *p, const struct plot_picture *pic)
{
    char script[PLOT_NAME_BYTES + 4], set[200];
    char *argv[] = {"gnuplot", "-e", set, script, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    int rc;

    snprintf(script, sizeof script, "%s.gp", pic->name);
    snprintf(set, sizeof set, "kinds=\"%s\"; columns=%u; lines=%u%s", p->options->formats,
             p->columns, pic->text_lines ? pic->text_lines : p->lines,
             p->colour ? "; colour=1" : "");
    fflush(stdout);
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
