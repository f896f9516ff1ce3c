/* SPDX-License-Identifier: Apache-2.0 */
/* The crossover map: rate of page-table edits by working set, the ratio of two modes as colour.
 * crossover.json is described in bench/crossover/crossover.h. */
#include "bench/names.h"
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define GRAPH_HEIGHT 470.0 /* pixels, about */

struct map {
    json_t *root, *sizes;
    const char *mode[2];
    double least, most; /* rates above 0 */
    double widest;      /* |log2 of a ratio| */
};

/* 0 is a rate, and the axis is logarithmic: it stands below the others. */
static double place(const struct map *map, double rate)
{
    return log10(rate > 0 ? rate : map->least / 4);
}

static int load(struct map *map, const struct plot *p)
{
    json_error_t why;
    int fd = openat(p->store->dirfd, "crossover.json", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    map->root = json_loadfd(fd, 0, &why);
    close(fd);
    if (!map->root)
        return err(EINVAL, "%s/crossover.json:%d: %s", p->store->dir, why.line, why.text);
    if (json_integer_value(json_object_get(map->root, "version")) != 1)
        return err(EINVAL, "%s/crossover.json: not of version 1: sweep again with this mmubench",
                   p->store->dir);
    map->sizes = json_object_get(map->root, "sizes");
    for (size_t i = 0; i < 2; i++)
        map->mode[i] = json_string_value(json_array_get(json_object_get(map->root, "modes"), i));
    return map->mode[0] && map->mode[1]
               ? 0
               : err(EINVAL, "%s/crossover.json: `modes` are missing", p->store->dir);
}

static double number(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

static void find_range(struct map *map)
{
    size_t i, k;
    json_t *size, *point;

    map->least = INFINITY;
    map->widest = 1;
    json_array_foreach(map->sizes, i, size)
        json_array_foreach(json_object_get(size, "points"), k, point)
    {
        double rate = number(point, "edits"), ratio = number(point, "ratio");

        if (rate > 0)
            map->least = fmin(map->least, rate);
        map->most = fmax(map->most, rate);
        if (ratio > 0)
            map->widest = fmax(map->widest, fabs(log2(ratio)));
    }
    if (!isfinite(map->least))
        map->least = map->most = 1;
}

/* Halfway to the neighbour, or as far beyond the last one as before it. */
static double edge(const struct map *map, const json_t *points, size_t k, int step)
{
    size_t n = json_array_size(points);
    double at = place(map, number(json_array_get(points, k), "edits"));
    bool is_last = step < 0 ? k == 0 : k + 1 == n;
    size_t beside = is_last ? (step < 0 ? k + 1 : k - 1) : (step < 0 ? k - 1 : k + 1);
    double other =
        n > 1 ? place(map, number(json_array_get(points, beside), "edits")) : at + step * 0.5;

    return n > 1 && is_last ? at - (other - at) / 2 : (at + other) / 2;
}

/* Cells of a column; the ratio is written where there is room for it. No difference has no colour.
 */
static void write_column(struct plot_picture *pic, const struct map *map, const json_t *size,
                         size_t column)
{
    const json_t *points = json_object_get(size, "points");
    double decades = place(map, map->most) - place(map, 0) + 0.6;
    size_t k;
    json_t *point;

    json_array_foreach(points, k, point)
    {
        double low = edge(map, points, k, -1), high = edge(map, points, k, 1);
        double ratio = number(point, "ratio");
        bool same = number(point, "ratio_low") <= 1 && number(point, "ratio_high") >= 1;
        char text[32] = "";

        if (ratio <= 0)
            continue;
        if ((high - low) / decades * GRAPH_HEIGHT > 15)
            snprintf(text, sizeof text, "%.2f%s", ratio, same ? " =" : "");
        fprintf(pic->data.f, "%zu %.4f %.4f %.4f %.4f \"%s\"\n", column, (low + high) / 2, low,
                high, same ? 0 : log2(ratio), text);
    }
}

/* An end that is beyond the rates that were measured is at the map's edge. */
static void write_equality(struct plot_picture *pic, const struct map *map)
{
    size_t i;
    json_t *size;

    plot_block(pic, "equality: column, log10 of the rate, low, high");
    json_array_foreach(map->sizes, i, size)
    {
        json_t *low = json_object_get(size, "low"), *high = json_object_get(size, "high");

        if (json_is_number(json_object_get(size, "at")))
            fprintf(pic->data.f, "%zu %.4f %.4f %.4f\n", i, place(map, number(size, "at")),
                    place(map, json_is_number(low) ? json_number_value(low) : 0),
                    place(map, json_is_number(high) ? json_number_value(high) : map->most));
    }
}

static bool has_equality(const struct map *map)
{
    size_t i;
    json_t *size;

    json_array_foreach(map->sizes, i,
                       size) if (json_is_number(json_object_get(size, "at"))) return true;
    return false;
}

static void write_tics(FILE *f, const struct map *map)
{
    size_t i;
    json_t *size;
    char text[24];

    fputs("set xtics (", f);
    json_array_foreach(map->sizes, i, size)
        fprintf(f, "%s\"%s\" %zu", i ? ", " : "",
                names_size(text, sizeof text, (uint64_t)number(size, "bytes")), i);
    fprintf(f, ")\nset ytics (\"0\" %.4f", place(map, 0));
    for (double d = floor(log10(map->least)); d <= ceil(log10(map->most)); d++)
        fprintf(f, ", \"%g\" %g", pow(10, d), d);
    fputs(")\nset cbtics (\"1\" 0", f);
    for (int i2 = 1; i2 <= (int)map->widest; i2 += map->widest > 6 ? 2 : 1)
        fprintf(f, ", \"%d\" %d, \"1/%d\" %d", 1 << i2, i2, 1 << i2, -i2);
    fputs(")\n", f);
}

static void write_axes(struct plot_picture *pic, const struct map *map)
{
    FILE *f = pic->script.f;

    fputs("set xlabel \"working set\"\n"
          "set ylabel \"page-table edits for each 1000 TLB misses\"\n"
          "set cblabel offset 1.5,0 \"time in ",
          f);
    plot_quoted(f, map->mode[1]);
    fputs(" relative to ", f);
    plot_quoted(f, map->mode[0]);
    fprintf(f,
            "\"\nset palette defined (-1 \"#0072B2\", -0.5 \"#7fb8d8\", 0 \"#ffffff\", 0.5 "
            "\"#eaae7f\", 1 \"#D55E00\")\n"
            "set cbrange [-%.3f:%.3f]\nset xrange [-0.5:%.1f]\nset yrange [%.4f:%.4f]\n"
            "unset grid\nset border 3\nset rmargin 14\n",
            map->widest, map->widest, (double)json_array_size(map->sizes) - 0.5,
            place(map, 0) - 0.35, place(map, map->most) + 0.3);
    write_tics(f, map);
}

static void write_plot(struct plot_picture *pic, const struct map *map)
{
    FILE *f = pic->script.f;

    fputs("if (text) {\nunset colorbox\nplot data index 0 using 1:2:6 with labels notitle\n} else "
          "{\nplot data index 0 using 1:2:($1-0.5):($1+0.5):3:4:5 with boxxyerror fs solid 1 "
          "border lc rgb \"#dddddd\" lc palette notitle, \\\n"
          "  data index 0 using ($1-0.3):2:6 with labels font small notitle",
          f);
    if (has_equality(map)) {
        fputs(", \\\n  data index 1 using 1:2 with lines lc rgb \"#000000\" lw 2.5 notitle"
              ", \\\n  data index 1 using 1:2:3:4 with yerrorbars lc rgb \"#000000\" lw 2 pt 7 "
              "ps 1",
              f);
        plot_key(pic, "equal cost, with its 95% interval");
    }
    fputs("\n}\n", f);
}

static int draw(const struct plot *p, struct plot_result *r, struct map *map)
{
    struct plot_picture pic;
    char title[120];
    size_t i;
    json_t *size;

    snprintf(title, sizeof title, "%.40s against %.40s: which is faster", map->mode[1],
             map->mode[0]);
    if (plot_begin(&pic, p, "crossover", title))
        return -ENOMEM;
    find_range(map);
    write_axes(&pic, map);
    plot_block(&pic, "column, log10 of the rate, from, to, log2 of the ratio, text");
    json_array_foreach(map->sizes, i, size) write_column(&pic, map, size, i);
    write_equality(&pic, map);
    write_plot(&pic, map);
    return plot_end(&pic, p, r, true);
}

static bool has_points(const struct map *map)
{
    size_t i;
    json_t *size;

    json_array_foreach(map->sizes, i,
                       size) if (json_array_size(json_object_get(size, "points"))) return true;
    return false;
}

int plot_crossover(const struct plot *p, struct plot_result *r)
{
    struct map map = {0};
    int rc = load(&map, p);

    if (!rc && !map.root)
        snprintf(r->why, sizeof r->why,
                 "no crossover.json: `mmubench crossover --mmu=A,B` measures it");
    else if (!rc && !has_points(&map))
        snprintf(r->why, sizeof r->why, "no rate was measured in both modes");
    else if (!rc)
        rc = draw(p, r, &map);
    json_decref(map.root);
    return rc;
}
