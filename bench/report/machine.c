/* SPDX-License-Identifier: Apache-2.0 */
/* The machine as machine.json has it, and the modes with their proofs. */
#include "bench/data/lines.h"
#include "report_internal.h"

#include <stdlib.h>
#include <string.h>

enum kind { TEXT, BYTES, CACHES, COSTS, MITIGATIONS };

static const struct {
    const char *name, *path;
    enum kind kind;
} facts[] = {
    {"CPU", "cpu.model name", TEXT},
    {"Family, model, stepping", "cpu.cpu family", TEXT},
    {"Microcode", "cpu.microcode", TEXT},
    {"Kernel", "kernel.release", TEXT},
    {"Hypervisor below", "hypervisor", TEXT},
    {"Cores", "topology.cores", TEXT},
    {"Threads", "topology.threads", TEXT},
    {"NUMA nodes", "topology.numa_nodes", TEXT},
    {"Caches", "topology.caches", CACHES},
    {"Memory", "memory", TEXT},
    {"TSC, kHz", "tsc.khz", TEXT},
    {"TSC frequency", "tsc.how", TEXT},
    {"Reading the TSC, cycles", "tsc.read_cycles", TEXT},
    {"What its kernel takes, ns", "host_costs_ns", COSTS},
    {"Governor", "governor", TEXT},
    {"SMT", "smt", TEXT},
    {"PMU", "pmu", TEXT},
    {"THP, anonymous memory", "huge_pages.thp_anonymous", TEXT},
    {"THP, shared memory", "huge_pages.thp_shmem", TEXT},
    {"2 MiB pages reserved", "huge_pages.hugetlb_2m", TEXT},
    {"1 GiB pages reserved", "huge_pages.hugetlb_1g", TEXT},
    {"Boot options", "kernel.boot_options", TEXT},
    {"Mitigations", "mitigations", MITIGATIONS},
    {"CPU of the guest", "run.cpu", TEXT},
    {"Guest RAM", "run.ram_bytes", BYTES},
    {"Host pages of guest RAM", "run.backing.page_bytes", BYTES},
    {"Of that in large pages", "run.backing.large_bytes", BYTES},
};

typedef const char *pair_text(char out[VALUE_BYTES], const json_t *value);

static const char *cache_text(char out[VALUE_BYTES], const json_t *cache)
{
    return value_bytes(out, json_number_value(json_object_get(cache, "bytes")));
}

/* A step that spt is made of; null where it could not be measured. */
static const char *cost_text(char out[VALUE_BYTES], const json_t *ns)
{
    if (!json_is_number(ns))
        return "unknown";
    snprintf(out, VALUE_BYTES, "%.0f", json_number_value(ns));
    return out;
}

static void write_pairs(FILE *f, const json_t *all, pair_text *text)
{
    const char *name, *comma = "";
    json_t *value;

    json_object_foreach((json_t *)all, name, value)
    {
        char out[VALUE_BYTES];

        html(f, "%s%s %s", comma, name, text(out, value));
        comma = ", ";
    }
}

/* What the kernel does about it or does not; what the CPU is not affected by is left out. */
static void write_mitigations(FILE *f, const json_t *all)
{
    const char *name;
    json_t *text;
    size_t left_out = 0;

    fputs("<ul>", f);
    json_object_foreach((json_t *)all, name, text)
    {
        const char *t = json_is_string(text) ? json_string_value(text) : "";

        if (!strcmp(t, "Not affected"))
            left_out++;
        else
            html(f, "<li>%s: %s</li>", name, t);
    }
    html(f, "<li>not affected: %zu others</li></ul>", left_out);
}

static const json_t *at_path(const json_t *v, const char *path)
{
    for (size_t n; v && *path; path += n + (path[n] == '.')) {
        char key[48];

        n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        v = json_object_get(v, key);
    }
    return v;
}

static void write_fact(const struct report *rep, const struct report_run *r, size_t i)
{
    const json_t *value = at_path(r->results.machine, facts[i].path);
    char text[1000];

    html(rep->f, "<tr><th scope=\"row\">%s</th><td>", facts[i].name);
    results_machine(text, sizeof text, &r->results, facts[i].path);
    if (facts[i].kind == CACHES && json_object_size(value))
        write_pairs(rep->f, value, cache_text);
    else if (facts[i].kind == COSTS && json_object_size(value))
        write_pairs(rep->f, value, cost_text);
    else if (facts[i].kind == MITIGATIONS && json_object_size(value))
        write_mitigations(rep->f, value);
    else if (facts[i].kind == BYTES && text[0])
        html(rep->f, "%s", value_bytes(text, json_number_value(value)));
    else
        html(rep->f, text[0] ? "%s" : "<i>%s</i>", text[0] ? text : "the host does not tell");
    fputs("</td></tr>\n", rep->f);
}

void report_machine(const struct report *rep, const struct report_run *r)
{
    report_box_begin(rep, "The machine");
    fputs("<table class=\"facts\">\n<tbody>\n", rep->f);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        write_fact(rep, r, i);
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
}

static bool has_run(const struct report_run *r, const char *name)
{
    for (size_t i = 0; i < r->nmodes; i++)
        if (!strcmp(r->mode[i], name))
            return true;
    return false;
}

static void write_mode(const struct report *rep, const struct report_run *r, const char *name,
                       const json_t *m)
{
    const struct mode *mode = NULL;
    bool ran = has_run(r, name);
    bool refused = json_is_false(json_object_get(m, "available"));

    if (modes_find(name, &mode))
        mode = NULL;
    html(rep->f, "<tr><th scope=\"row\">%s<small>%s</small></th><td><b>%s</b></td><td>%s", name,
         mode ? modes_summary(mode) : "",
         ran       ? "ran"
         : refused ? "not to be had here"
                   : "not asked for",
         refused ? lines_text(m, "reason") : lines_text(m, "proof"));
    if (refused && *lines_text(m, "remedy"))
        html(rep->f, "<p><b>Remedy:</b> %s</p>", lines_text(m, "remedy"));
    fputs("</td></tr>\n", rep->f);
}

/* Modes with policies are the mode itself, proved with it. */
static void write_variant(const struct report *rep, const char *name)
{
    html(rep->f,
         "<tr><th scope=\"row\">%s</th><td><b>ran</b></td><td>with the policies in its name; the "
         "proof is that of the mode itself</td></tr>\n",
         name);
}

void report_modes(const struct report *rep, const struct report_run *r)
{
    json_t *modes = json_object_get(r->results.machine, "modes");
    const char *name;
    json_t *m;

    fputs("<p>Which mode a host can run is proved by what it does before anything is measured; no "
          "result has the name of a mode that did not run.</p>\n",
          rep->f);
    report_box_begin(rep, "Modes and their proofs");
    fputs("<table class=\"proofs\">\n<thead><tr><th scope=\"col\">Mode</th><th scope=\"col\">Here"
          "</th><th scope=\"col\">How that is known</th></tr></thead>\n<tbody>\n",
          rep->f);
    json_object_foreach(modes, name, m) write_mode(rep, r, name, m);
    for (size_t i = 0; i < r->nmodes; i++)
        if (!json_object_get(modes, r->mode[i]))
            write_variant(rep, r->mode[i]);
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
}
