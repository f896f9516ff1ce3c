/* SPDX-License-Identifier: Apache-2.0 */
#include "guest_tsc.h"

#include "bench/data/stats.h"

#define SAMPLES   21u
#define SAMPLE_NS UINT64_C(50000)
#define LIMIT_NS  (10 * NS_PER_SEC)

struct readings {
    double cycles[SAMPLES]; /* per reading */
    size_t n;
};

static int on_sample(void *ctx, const struct guest_sample *s)
{
    struct readings *r = ctx;

    if (r->n < SAMPLES)
        r->cycles[r->n++] = (double)s->cycles / (double)s->ops;
    return 0;
}

static json_t *measure(const struct session *s, const struct image *timer, const struct mode *m)
{
    struct readings r = {.n = 0};
    struct run_observer obs = {.ctx = &r, .sample = on_sample};
    struct run_result res = {0};
    struct run_request req = {
        .image = timer,
        .ram = (struct ram *)&s->ram,
        .samples = SAMPLES,
        .target_cycles = units_ns_to_cycles(SAMPLE_NS, s->tsc.khz),
        .tsc_khz = s->tsc.khz,
        .deadline_ns = LIMIT_NS,
        .cpu = s->place.cpu,
        .cancel = s->cancel,
    };

    topology_run_beside(s->topology, s->place.cpu);
    if (select_prepare(s->modes, m) || modes_run(m, &req, &obs, &res) || !r.n)
        return json_null();
    stats_sort(r.cycles, r.n);
    return json_real(stats_percentile(r.cycles, r.n, 50));
}

json_t *guest_tsc_json(const struct session *s, const struct image *timer)
{
    json_t *all = json_object();

    for (size_t i = 0; i < s->modes->n; i++) {
        const struct mode *m = s->modes->mode[i];

        json_object_set_new(all, modes_name(m),
                            timer && !atomic_load(s->cancel) ? measure(s, timer, m) : json_null());
    }
    return all;
}
