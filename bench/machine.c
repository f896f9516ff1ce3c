/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include "common/err.h"
#include "host.h"
#include "tsc.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>

int machine_open(struct machine *m)
{
    *m = (struct machine){0};

    int rc = topology_open(&m->topology);

    if (rc)
        return rc;
    rc = units_tsc(&m->tsc);
    if (rc == -ENOTSUP)
        fprintf(stderr, "mmubench: warning: this CPU's TSC does not tick at one rate: times are "
                        "wrong wherever the clock changes\n");
    else if (rc) {
        machine_close(m);
        return rc;
    }
    m->tsc_read_cycles = tsc_read_cost();
    select_probe(&m->modes);
    return 0;
}

void machine_close(struct machine *m)
{
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

json_t *machine_json(const struct machine *m)
{
    json_t *o = host_json();
    char title[256];

    machine_title(m, title, sizeof title);
    json_object_set_new(o, "title", json_string(title));
    json_object_set_new(o, "topology", topology_json(m->topology));
    json_object_set_new(o, "tsc",
                        json_pack("{s:I, s:s, s:I, s:I}", "khz", (json_int_t)m->tsc.khz, "how",
                                  m->tsc.how, "calibrated_khz", (json_int_t)m->tsc.calibrated_khz,
                                  "read_cycles", (json_int_t)m->tsc_read_cycles));
    json_object_set_new(o, "modes", select_json(&m->modes));
    json_object_set_new(
        o, "tool", json_pack("{s:s, s:s}", "version", MMUBENCH_VERSION, "commit", MMUBENCH_COMMIT));
    return o;
}
