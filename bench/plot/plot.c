/* SPDX-License-Identifier: Apache-2.0 */
#include "plot.h"

#include "bench/names.h"
#include "common/err.h"
#include "plot_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    struct plot_kind kind;
    plot_fn *draw;
} kinds[] = {
    {{"chase", "Latency of a load over the working set",
      "One dependent load after another over a working set of growing size, one line of each page "
      "in random order: the higher curve of two page sizes pays for page walks. Both axes are "
      "logarithmic. Points are medians, bars reach from the 10th to the 90th percentile. Vertical "
      "lines mark what this machine says of itself: cache sizes, and the memory that its "
      "second-level TLB reaches with 4K and 2M pages.",
      "the workload chase"},
     plot_chase},
    {{"walk", "What a page walk costs",
      "The difference between loads of the same cache lines through small and through large guest "
      "pages: what the longer and more frequent walks of the small ones add to a load. Filled "
      "points are from the workload walk, which measures both in turn in one guest; hollow ones "
      "from chase, which needs two. Bars are 95% intervals of the difference; where they reach "
      "zero, no cost was found. Where the host backs guest memory by 4K pages, a shadow has 4K "
      "entries for both and there may be none.",
      "the workload walk, or chase with two guest page sizes"},
     plot_walk},
    {{"events", "What an event costs",
      "The median time of one operation in each MMU mode, with native beside it where the host has "
      "the same operation. The axis is logarithmic: equal distances are equal ratios. Thin lines "
      "reach from the 10th to the 90th percentile; the number behind them is the median.",
      "any workload but chase, with times"},
     plot_events},
    {{"cdf", "How the times are distributed",
      "The share of all samples of an event that took at most so long: a steep curve is a steady "
      "time, a step is one of two times, and the distance between two curves is what one mode "
      "costs more, at every percentile. Each curve is made of all raw samples, a sample being the "
      "mean of some operations in a row. The axes are logarithmic and show from the 0.5th to the "
      "99.5th percentile.",
      "samples.jsonl, and any workload but chase"},
     plot_cdf},
    {{"parts", "What an event is made of",
      "Each bar is the time of one operation in the shadow MMU, split by the monitor's own clock "
      "into walking the guest's tables, host calls that change mappings, handing the vCPU to "
      "another process, and the rest of the monitor, which contains guest-kernel code that it "
      "interprets. What is outside the monitor is the trap itself, the way back, and the guest's "
      "own instructions. The numbers are times; put your own trap cost in place of the first. The "
      "accounting adds some time to each event.",
      "the mode spt in a run with --timing"},
     plot_parts},
    {{"classes", "Events per operation",
      "How often one operation faults, traps or leaves the guest, by class: a true fault is the "
      "guest's own, a hidden fault one that its tables allow and the shadow had to fill, a traced "
      "write one to a guest table that is followed. This is what the times are made of. KVM counts "
      "differently from the shadow MMU of this project: a dash is what it does not count. A "
      "stronger colour is more, by decades.",
      "a mode with counters (any but native)"},
     plot_classes},
    {{"policies", "Policies of the shadow MMU",
      "Time of each operation with a policy changed, relative to the same mode with its defaults. "
      "Left of 1 the changed policy is faster. Bars are 95% intervals of the ratio of medians; one "
      "that crosses 1 shows no difference.",
      "a mode with policies beside the plain one, as in --mmu=spt,spt:unsync=0"},
     plot_policies},
    {{"crossover", "Where two modes change places",
      "The mixed load: how many page-table edits come for each thousand TLB misses (upward), over "
      "working sets (across). The colour and the number say what the second mode takes relative to "
      "the first: blue where the second is faster, orange where the first is, white with a `=` "
      "where the 95% interval of the ratio includes 1. The line is where both cost the same, with "
      "its uncertainty.",
      "the folder of mmubench crossover --mmu=A,B"},
     plot_crossover},
    {{"compare", "Two runs",
      "Time of each operation in the second run relative to the first. Left of 1 the second run is "
      "faster. Bars are 95% intervals of the ratio of medians; one that crosses 1 shows no "
      "difference.",
      "a second run: mmubench plot A B"},
     plot_compare},
};
#define COUNT (sizeof kinds / sizeof kinds[0])
_Static_assert(COUNT == PLOT_KINDS, "PLOT_KINDS in plot.h is their number");

const struct plot_kind *plot_kind(size_t i)
{
    return i < COUNT ? &kinds[i].kind : NULL;
}

const struct plot_kind *plot_kind_find(const char *name)
{
    const char *names[COUNT];
    char hint[64];
    char list[200];

    for (size_t i = 0; i < COUNT; i++) {
        if (!strcmp(kinds[i].kind.name, name))
            return &kinds[i].kind;
        names[i] = kinds[i].kind.name;
    }
    err(EINVAL, "--only=%s: no such plot%s (possible: %s)", name,
        names_hint(hint, sizeof hint, name, names, COUNT),
        names_join(list, sizeof list, names, COUNT));
    return NULL;
}

static void read_machine(struct plot *p)
{
    int fd = openat(p->store->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    json_t *machine = fd < 0 ? NULL : json_loadfd(fd, 0, NULL);
    const char *title = json_string_value(json_object_get(machine, "title"));

    snprintf(p->title, sizeof p->title, "%s", title ? title : "unknown machine");
    p->machine = machine ? machine : json_object();
    if (fd >= 0)
        close(fd);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Modes with policies of their own come by name: which of them ran first is chance. */
static void find_modes(struct plot *p)
{
    size_t plain = 0;

    p->nmodes = summary_modes(p->sum, p->mode);
    while (plain < p->nmodes && !strchr(p->mode[plain], ':'))
        plain++;
    qsort(p->mode + plain, p->nmodes - plain, sizeof p->mode[0], by_name);
}

static void find_terminal(struct plot *p)
{
    struct winsize w = {0};

    p->columns = 100;
    p->lines = 32;
    p->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40 && w.ws_row >= 16) {
        p->columns = w.ws_col;
        p->lines = w.ws_row - 1u;
    }
}

static bool is_text(const struct plot *p)
{
    return !strcmp(p->options->formats, "dumb");
}

/* Text needs its files only while it is drawn: the folder may be one that cannot be written. */
static int open_dir(struct plot *p)
{
    char dir[600];

    if (is_text(p) && !p->options->out) {
        const char *tmp = getenv("TMPDIR");

        snprintf(dir, sizeof dir, "%s/mmubench-plot-XXXXXX", tmp && *tmp ? tmp : "/tmp");
        if (!mkdtemp(dir))
            return err_sys("cannot make %s", dir);
        return store_open(&p->dir, dir);
    }
    if (p->options->out)
        snprintf(dir, sizeof dir, "%s", p->options->out);
    else
        snprintf(dir, sizeof dir, "%s/plots", p->store->dir);
    if (mkdir(dir, 0777) && errno != EEXIST)
        return err_sys("cannot make %s", dir);
    return store_open(&p->dir, dir);
}

static void close_dir(struct plot *p)
{
    bool temporary = is_text(p) && !p->options->out;
    DIR *d = temporary ? opendir(p->dir.dir) : NULL;

    for (struct dirent *e; d && (e = readdir(d));)
        unlinkat(p->dir.dirfd, e->d_name, 0); /* `.` and `..` stay by themselves */
    if (d)
        closedir(d);
    if (temporary)
        rmdir(p->dir.dir);
    store_close(&p->dir, false);
}

/* A second run is compared with, and nothing else is drawn of the first. */
static bool is_wanted(const struct plot_options *o, size_t i)
{
    return !o->skip[i] && (!o->with || !strcmp(kinds[i].kind.name, "compare"));
}

static int draw_all(const struct plot *p, struct plot_result result[PLOT_KINDS])
{
    int first = plot_style(p);

    for (size_t i = 0; i < COUNT && first != -ENOENT; i++) {
        if (!is_wanted(p->options, i))
            continue;

        int rc = kinds[i].draw(p, &result[i]);

        if (rc)
            snprintf(result[i].why, sizeof result[i].why, "%s", err_text());
        first = first ? first : rc;
    }
    return first;
}

static const struct plot_options all = {.formats = "svg png"};

int plot_draw(const struct store *s, const struct summary *sum, const struct plot_options *o,
              struct plot_result result[PLOT_KINDS])
{
    struct plot p = {.store = s, .sum = sum, .options = o ? o : &all};
    int rc;

    for (size_t i = 0; i < COUNT; i++)
        result[i] = (struct plot_result){.kind = &kinds[i].kind};
    rc = open_dir(&p);
    if (rc)
        return rc;
    read_machine(&p);
    find_modes(&p);
    find_terminal(&p);
    rc = draw_all(&p, result);
    json_decref(p.machine);
    close_dir(&p);
    return rc;
}

/* "svg png" -> ".svg, .png" */
static void print_formats(const char *formats)
{
    const char *between = ".";

    for (const char *f = formats; *f; f += strspn(f, " ")) {
        size_t n = strcspn(f, " ");

        printf("%s%.*s", between, (int)n, f);
        between = ", .";
        f += n;
    }
    putchar('\n');
}

/* After a run the names of what is missing are enough. */
static void print_missing(const struct plot_result result[PLOT_KINDS], const char *dir)
{
    const char *between = "not drawn: ";

    for (size_t i = 0; i < COUNT; i++)
        if (!result[i].n && result[i].why[0]) {
            printf("%s%s", between, result[i].kind->name);
            between = ", ";
        }
    if (between[0] == ',')
        printf(" (`mmubench plot %s` says why)\n", dir);
}

void plot_print(const struct store *s, const struct plot_options *o,
                const struct plot_result result[PLOT_KINDS])
{
    const char *formats = o ? o->formats : all.formats;

    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < result[i].n && strcmp(formats, "dumb"); k++) {
            printf("plot: %s%s/%s", o && o->out ? o->out : s->dir, o && o->out ? "" : "/plots",
                   result[i].picture[k].name);
            print_formats(formats);
        }
        if (o && !result[i].n && result[i].why[0])
            printf("no plot \"%s\": %s\n", result[i].kind->name, result[i].why);
    }
    if (!o)
        print_missing(result, s->dir);
}
