/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include "common/err.h"
#include "host.h"
#include "tlb.h"
#include "tsc.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>

int machine_open(struct machine *m)
{
    struct pmu_cpu cpu;

    *m = (struct machine){0};

    int rc = topology_open(&m->topology);

    if (rc)
        return rc;
    rc = units_tsc(&m->tsc);
    if (rc == -ENOTSUP)
        fprintf(stderr, "mmubench: warning: this CPU's TSC does not tick at one rate: times are "
                        "wrong wherever the clock changes\n");
    else if (rc) {
        topology_close(m->topology);
        m->topology = NULL;
        return rc;
    }
    m->tsc_read_cycles = tsc_read_cost();
    pmu_this_cpu(&cpu);
    pmu_open(&m->pmu, &cpu, NULL);
    select_probe(&m->modes);
    return 0;
}

void machine_close(struct machine *m)
{
    if (!m->topology) /* was not opened */
        return;
    pmu_close(&m->pmu);
    topology_close(m->topology);
    m->topology = NULL;
}

void machine_title(const struct machine *m, char *out, size_t bytes)
{
    struct utsname u;
    char cpu[128];
    char hypervisor[64];

    (void)m;
    uname(&u);
    host_cpu_name(cpu, sizeof cpu);
    host_hypervisor(hypervisor, sizeof hypervisor);
    snprintf(out, bytes, "%s, Linux %s%s%s%s", cpu, u.release, hypervisor[0] ? ", hypervisor " : "",
             hypervisor, hypervisor[0] ? "" : ", bare metal");
}

/* Each counter of the PMU: the event that it counts, or why it is missing. */
static json_t *pmu_json(const struct pmu *p)
{
    json_t *o = json_object();

    for (size_t i = 0; i < PMU_MAX; i++) {
        const char *event = p->event[i].event;

        json_object_set_new(o, counter_name(p->event[i].counter),
                            json_pack("{s:b, s:s?, s:s}", "counts", p->event[i].fd >= 0, "event",
                                      event, "reason", p->event[i].reason));
    }
    return o;
}

void machine_pmu_text(const struct machine *m, char *out, size_t bytes)
{
    size_t used = 0;
    const char *reason = m->pmu.event[0].reason;

    if (!pmu_count(&m->pmu)) {
        snprintf(out, bytes, "none: %s", reason);
        return;
    }
    out[0] = '\0';
    for (size_t i = 0; i < PMU_MAX && used < bytes; i++)
        if (m->pmu.event[i].fd >= 0)
            used += (size_t)snprintf(out + used, bytes - used, "%s%s", used ? ", " : "",
                                     counter_name(m->pmu.event[i].counter));
}

json_t *machine_json(const struct machine *m)
{
    json_t *o = host_json();
    char title[256];
    char pmu[256];

    machine_title(m, title, sizeof title);
    json_object_set_new(o, "title", json_string(title));
    json_object_set_new(o, "topology", topology_json(m->topology));
    json_object_set_new(o, "tlb", tlb_json(NULL));
    json_object_set_new(o, "tsc",
                        json_pack("{s:I, s:s, s:I, s:I}", "khz", (json_int_t)m->tsc.khz, "how",
                                  m->tsc.how, "calibrated_khz", (json_int_t)m->tsc.calibrated_khz,
                                  "read_cycles", (json_int_t)m->tsc_read_cycles));
    machine_pmu_text(m, pmu, sizeof pmu);
    json_object_set_new(o, "pmu", json_string(pmu));
    json_object_set_new(o, "pmu_counters", pmu_json(&m->pmu));
    json_object_set_new(o, "modes", select_json(&m->modes));
    json_object_set_new(
        o, "tool", json_pack("{s:s, s:s}", "version", MMUBENCH_VERSION, "commit", MMUBENCH_COMMIT));
    return o;
}
