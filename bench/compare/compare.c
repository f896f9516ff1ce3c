/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include "common/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Counters that differ by less than this share, or by less than one in so many operations, are told
 * apart by what goes on beside the guest. */
#define COUNTER_SHARE    0.01
#define COUNTER_ABSOLUTE 0.005

/* What two runs should have in common, by its place in machine.json. */
static const struct {
    const char *what, *path;
} things[] = {
    {"CPU", "cpu.model name"},
    {"microcode", "cpu.microcode"},
    {"kernel", "kernel.release"},
    {"hypervisor", "hypervisor"},
    {"mitigations", "mitigations"},
    {"KVM parameters", "kvm"},
    {"huge pages", "huge_pages"},
    {"governor", "governor"},
    {"SMT", "smt"},
    {"version", "tool.version"},
    {"commit", "tool.commit"},
    {"suite", "run.suite"},
    {"repetitions", "run.repeat"},
    {"samples", "run.samples"},
    {"us a sample", "run.sample_us"},
    {"guest RAM", "run.ram_bytes"},
    {"CPU of the vCPU", "run.cpu"},
    {"backing", "run.backing"},
};

const char *compare_verdict_name(enum compare_verdict v)
{
    static const char *const names[COMPARE_VERDICTS] = {"no diff", "faster", "slower",
                                                        "counts",  "only A", "only B"};

    return (unsigned)v < COMPARE_VERDICTS ? names[v] : "";
}

static void add_machine(struct compare *c, const char *what, const char *a, const char *b)
{
    if (strcmp(a, b))
        json_array_append_new(c->machine,
                              json_pack("{s:s, s:s, s:s}", "what", what, "a", a, "b", b));
}

static void compare_machines(struct compare *c)
{
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
        char a[1024], b[1024];

        add_machine(c, things[i].what, results_machine(a, sizeof a, c->a, things[i].path),
                    results_machine(b, sizeof b, c->b, things[i].path));
    }
}

/* Each workload's image once. */
static void compare_images(struct compare *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_row *r = &c->row[i];
        char what[128];
        size_t k = 0;

        if (!r->a || !r->b)
            continue;
        while (k < i && (!c->row[k].a || strcmp(c->row[k].a->workload, r->a->workload)))
            k++;
        if (k < i)
            continue;
        snprintf(what, sizeof what, "image of %s, SHA-256", r->a->workload);
        add_machine(c, what, r->a->sha256, r->b->sha256);
    }
}

/* Times spent differ always; they are no counts. */
static bool is_count(const char *counter)
{
    return strncmp(counter, "cycles_", strlen("cycles_")) != 0;
}

static json_t *compare_counters(const struct summary_row *a, const struct summary_row *b)
{
    json_t *differ = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(a->counters, key, value)
    {
        const json_t *other = json_object_get(b->counters, key);
        double x = json_number_value(value), y = json_number_value(other);
        double gap = fabs(x - y);

        if (other && is_count(key) && gap > COUNTER_ABSOLUTE &&
            gap > COUNTER_SHARE * fmax(fabs(x), fabs(y)))
            json_object_set_new(differ, key, json_pack("[f, f]", x, y));
    }
    return differ;
}

static int judge(const struct compare *c, struct compare_row *r)
{
    const struct stats *a = &r->a->s, *b = &r->b->s;
    int rc;

    r->counters = compare_counters(r->a, r->b);
    r->ratio = (struct stats_ratio){NAN, NAN, NAN};
    if (!a->n || !b->n) {
        r->verdict = json_object_size(r->counters) ? COMPARE_COUNTS : COMPARE_SAME;
        return 0;
    }
    if (strcmp(r->a->unit, r->b->unit))
        return err(EINVAL, "%s has %s and %s has %s: the TSC's frequency of one is unknown",
                   c->a->store.dir, r->a->unit, c->b->store.dir, r->b->unit);
    rc = stats_ratio(&r->ratio, &r->a->samples, &r->b->samples);
    if (rc)
        return rc;
    if (stats_overlap(a, b) || (r->ratio.low <= 1 && r->ratio.high >= 1) ||
        fabs(b->median - a->median) * 100 <= c->threshold * a->median)
        r->verdict = COMPARE_SAME;
    else
        r->verdict = b->median < a->median ? COMPARE_FASTER : COMPARE_SLOWER;
    return 0;
}

static bool has_mode(const struct summary_row *r, const char *mmu)
{
    return !mmu || !strcmp(r->mmu, mmu);
}

static const struct summary_row *partner(const struct results *in, const struct summary_row *r,
                                         const char *mmu)
{
    return summary_find(&in->sum, r->workload, r->point, mmu ? mmu : r->mmu, r->metric);
}

static int add_row(struct compare *c, const struct summary_row *a, const struct summary_row *b)
{
    struct compare_row *r = &c->row[c->n];
    int rc = 0;

    *r = (struct compare_row){.a = a, .b = b, .verdict = a ? COMPARE_ONLY_A : COMPARE_ONLY_B};
    if (a && b)
        rc = judge(c, r);
    c->n++;
    c->count[r->verdict]++;
    return rc;
}

static int add_rows(struct compare *c)
{
    const struct summary *a = &c->a->sum, *b = &c->b->sum;
    int rc = 0;

    for (size_t i = 0; i < a->n && !rc; i++)
        if (has_mode(&a->row[i], c->mmu_a))
            rc = add_row(c, &a->row[i], partner(c->b, &a->row[i], c->mmu_b));
    for (size_t i = 0; i < b->n && !rc; i++)
        if (has_mode(&b->row[i], c->mmu_b) && !partner(c->a, &b->row[i], c->mmu_a))
            rc = add_row(c, NULL, &b->row[i]);
    if (!rc && compare_both(c) == 0)
        rc = err(EINVAL,
                 "%s and %s have no row in common: compare runs of the same workloads, settings "
                 "and modes",
                 c->a->store.dir, c->b->store.dir);
    return rc;
}

int compare_make(struct compare *c)
{
    int rc;

    c->row = calloc(c->a->sum.n + c->b->sum.n + 1, sizeof *c->row);
    c->machine = json_array();
    rc = c->row && c->machine ? add_rows(c) : err(ENOMEM, "no memory for the rows");
    if (rc) {
        compare_free(c);
        return rc;
    }
    compare_machines(c);
    compare_images(c);
    return 0;
}

void compare_free(struct compare *c)
{
    for (size_t i = 0; i < c->n; i++)
        json_decref(c->row[i].counters);
    free(c->row);
    json_decref(c->machine);
    c->row = NULL;
    c->machine = NULL;
    c->n = 0;
}

size_t compare_both(const struct compare *c)
{
    return compare_differ(c) + c->count[COMPARE_SAME];
}

size_t compare_differ(const struct compare *c)
{
    return c->count[COMPARE_FASTER] + c->count[COMPARE_SLOWER] + c->count[COMPARE_COUNTS];
}

double compare_percent(const struct compare *c)
{
    size_t both = compare_both(c);

    return both ? 100.0 * (double)compare_differ(c) / (double)both : 0;
}
