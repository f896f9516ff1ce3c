/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include "catalog.h"

#include <stdio.h>
#include <string.h>

static json_t *integer(uint64_t v)
{
    return json_integer((json_int_t)v);
}

json_t *record_params(const struct point *p)
{
    json_t *o = json_object();

    for (uint32_t i = 0; p->image->has_desc && i < p->image->desc.nparams; i++)
        json_object_set_new(o, p->image->desc.param[i].name, integer(p->param[i]));
    json_object_set_new(o, "ram", json_string(p->cold ? "cold" : "warm"));
    return o;
}

static json_t *counters_json(const struct counters *c)
{
    json_t *o = json_object();

    for (enum counter i = 0; i < CTR_COUNT; i++)
        if (counters_has(c, i))
            json_object_set_new(o, counter_name(i), integer(c->v[i]));
    return o;
}

static const char *metric_name(const struct record *r, uint32_t metric, char buffer[24])
{
    const struct image *img = r->point->image;

    if (img->has_desc && metric < img->desc.nmetrics)
        return img->desc.metric[metric].name;
    snprintf(buffer, 24, "metric%u", metric);
    return buffer;
}

static int put(struct record *r, json_t *line)
{
    int rc = store_sample(r->store, line);

    if (rc && !r->error)
        r->error = rc;
    return rc;
}

int record_begin(struct record *r, struct store *s, struct progress *progress,
                 const struct point *p, const struct mode *m, size_t rep, size_t run)
{
    *r = (struct record){.store = s,
                         .progress = progress,
                         .point = p,
                         .workload = catalog_name(p->image),
                         .mmu = modes_name(m),
                         .run = run,
                         .rep = rep};
    return put(r, json_pack("{s:s, s:o, s:o, s:s, s:o, s:s, s:s}", "type", "begin", "run",
                            integer(run), "rep", integer(rep), "workload", r->workload, "params",
                            record_params(p), "mmu", r->mmu, "image_sha256", p->image->sha256));
}

static int on_sample(void *ctx, const struct guest_sample *s)
{
    struct record *r = ctx;
    char buffer[24];

    return put(r, json_pack("{s:s, s:o, s:s, s:s, s:s, s:o, s:o}", "type", "sample", "run",
                            integer(r->run), "workload", r->workload, "mmu", r->mmu, "metric",
                            metric_name(r, s->metric, buffer), "ops", integer(s->ops), "cycles",
                            integer(s->cycles)));
}

static int on_section(void *ctx, const struct run_section *s)
{
    struct record *r = ctx;
    char buffer[24];

    return put(r, json_pack("{s:s, s:o, s:s, s:o, s:o}", "type", "section", "run", integer(r->run),
                            "metric", metric_name(r, s->metric, buffer), "ops", integer(s->ops),
                            "counters", counters_json(&s->counters)));
}

/* On the terminal, repetitions would say the same but for their figures. */
static void on_print(void *ctx, const char *text)
{
    struct record *r = ctx;

    put(r, json_pack("{s:s, s:o, s:s}", "type", "print", "run", integer(r->run), "text", text));
    if (r->rep == 0)
        progress_note(r->progress, "%s (%s): %.*s", r->workload, r->mmu, (int)strcspn(text, "\n"),
                      text);
}

struct run_observer record_observer(struct record *r)
{
    return (struct run_observer){
        .ctx = r, .sample = on_sample, .section = on_section, .print = on_print};
}

int record_end(struct record *r, const struct run_result *res)
{
    json_t *exits = json_object();
    int rc;

    for (enum vcpu_exit_kind k = 0; k < VCPU_EXIT_KINDS; k++)
        json_object_set_new(exits, vcpu_exit_name(k), integer(res->exits[k]));
    rc = put(r, json_pack("{s:s, s:o, s:s, s:o, s:s, s:o, s:o, s:o, s:o}", "type", "run", "run",
                          integer(r->run), "outcome", run_outcome_name(res->outcome), "status",
                          integer(res->status), "text", res->text, "wall_ns", integer(res->wall_ns),
                          "lost_samples", integer(res->lost_samples), "exits", exits, "counters",
                          counters_json(&res->counters)));
    return rc ? rc : store_sync(r->store);
}
