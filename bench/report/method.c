/* SPDX-License-Identifier: Apache-2.0 */
/* How each number came about, and where it is kept. */
#include "report_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *fact(char out[400], const struct report_run *r, const char *path)
{
    results_machine(out, 400, &r->results, path);
    if (!out[0])
        strcpy(out, "?");
    return out;
}

static void write_texts(FILE *f, const char *what, const char *name, const char *help)
{
    html(f, "<li>%s<b>%s</b>: %s</li>", what, name, help);
}

static void write_workload(const struct report *rep, const char *name)
{
    const struct guest_desc *d = report_about(rep, name);

    html(rep->f, "<div><dt>%s</dt>\n<dd>", name);
    if (!d) {
        fputs("An image of its own, which tells no more.</dd></div>\n", rep->f);
        return;
    }
    html(rep->f, "%s<ul>", d->summary);
    for (uint32_t i = 0; i < d->nmetrics; i++)
        write_texts(rep->f, "", d->metric[i].name, d->metric[i].help);
    for (uint32_t i = 0; i < d->nparams; i++)
        write_texts(rep->f, "setting ", d->param[i].name, d->param[i].help);
    fputs("</ul></dd></div>\n", rep->f);
}

/* The texts are those of this program's images: said where the run had others. */
static void write_other_builds(const struct report *rep, json_t *images)
{
    size_t n = 0;
    const char *name;
    json_t *sha;

    json_object_foreach(images, name, sha)
    {
        const struct image *img = catalog_find(&rep->catalog, name);

        n += img && json_is_string(sha) && strcmp(json_string_value(sha), img->sha256);
    }
    if (n)
        html(rep->f,
             "<p>%zu of the run’s %zu images are of another build than those of the program that "
             "made this report; the texts are of this one.</p>\n",
             n, json_object_size(images));
}

void report_method(const struct report *rep, const struct report_run *r)
{
    json_t *images = json_object_get(json_object_get(r->results.machine, "run"), "image_sha256");
    char repeat[400], samples[400], us[400], seed[400], cpu[400];
    const char *name;
    json_t *sha;

    html(
        rep->f,
        "<p>The same guest image ran in every mode. A sample is about %s µs of the guest’s own "
        "loop, timed by its TSC; %s samples make a repetition, in a fresh virtual machine over the "
        "same frames of host memory, on CPU %s. Each of the %s repetitions ran every setting in "
        "every mode in random order (seed %s), so that drift hits all alike.</p>\n",
        fact(us, r, "run.sample_us"), fact(samples, r, "run.samples"), fact(cpu, r, "run.cpu"),
        fact(repeat, r, "run.repeat"), fact(seed, r, "run.seed"));
    fputs("<p>A number is the median of all samples; the bracket is its 95% bootstrap interval, "
          "drawn from repetitions first and from their samples second. Where the intervals of two "
          "modes share a point, no difference was found, and none is claimed. The bracket behind a "
          "ratio is the least and the largest quotient of values out of the two intervals, wider "
          "than an interval of the ratio alone would be. What reading the TSC costs is not "
          "subtracted. Events come from counters read around each measured section, divided by its "
          "operations; a counter that a mode cannot give is absent, not zero.</p>\n",
          rep->f);
    report_heading(rep, 1, "Workloads and what they time");
    write_other_builds(rep, images);
    fputs("<dl class=\"workloads\">\n", rep->f);
    json_object_foreach(images, name, sha) write_workload(rep, name);
    fputs("</dl>\n", rep->f);
}

/* The files that may be there, as links. */
static void write_links(const struct report *rep, const struct report_run *r)
{
    static const struct {
        const char *name, *what;
    } files[] = {
        {"machine.json", "the machine, the modes and the command line"},
        {"samples.jsonl", "every sample, as it came"},
        {"samples.jsonl.xz", "every sample, as it came (packed by xz)"},
        {"summary.jsonl", "the rows of the tables"},
        {"crossover.json", "where one mode overtakes the other"},
        {"plots", "the pictures with their gnuplot scripts and data"},
        {"README.md", "a note"},
    };

    fputs("<ul>\n", rep->f);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (faccessat(r->results.store.dirfd, files[i].name, F_OK, 0))
            continue;
        fputs("<li><a href=\"", rep->f);
        html_url(rep->f, r->link);
        html_url(rep->f, files[i].name);
        html(rep->f, "\">%s</a>: %s</li>\n", files[i].name, files[i].what);
    }
    fputs("</ul>\n", rep->f);
}

static void write_command(const struct report *rep, const struct report_run *r)
{
    json_t *words = json_object_get(json_object_get(r->results.machine, "run"), "command_line");
    size_t i;
    json_t *w;

    fputs("<p>Command line:</p>\n", rep->f);
    report_box_begin(rep, "Command line");
    fputs("<pre>mmubench", rep->f);
    json_array_foreach(words, i, w)
        html(rep->f, " %s", json_is_string(w) ? json_string_value(w) : "?");
    fputs("</pre>\n", rep->f);
    report_box_end(rep);
}

void report_files(const struct report *rep, const struct report_run *r)
{
    json_t *images = json_object_get(json_object_get(r->results.machine, "run"), "image_sha256");
    char version[400], commit[400];
    const char *name;
    json_t *sha;

    html(rep->f, "<p>Measured by mmubench %s (%s).</p>\n", fact(version, r, "tool.version"),
         fact(commit, r, "tool.commit"));
    write_command(rep, r);
    write_links(rep, r);
    fputs("<details><summary>SHA-256 of the guest images</summary>\n", rep->f);
    report_box_begin(rep, "SHA-256 of the guest images");
    fputs("<table class=\"hashes\">\n<thead><tr><th scope=\"col\">Workload</th><th scope=\"col\">"
          "SHA-256</th></tr></thead>\n<tbody>\n",
          rep->f);
    json_object_foreach(images, name, sha)
        html(rep->f, "<tr><th scope=\"row\">%s</th><td><code>%s</code></td></tr>\n", name,
             json_is_string(sha) ? json_string_value(sha) : "?");
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
    fputs("</details>\n", rep->f);
}
