/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/host/costs.h"
#include "bench/host/machine.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"

#include <stdio.h>
#include <string.h>

/* The floor of `spt`. */
static void print_costs(int cpu)
{
    double ns[COSTS];

    if (costs_measure(ns, cpu)) {
        fprintf(stderr, "mmubench: warning: %s\n", err_text());
        return;
    }
    puts("\nwhat this host's kernel takes for the steps of a fault in spt, ns");
    for (enum cost c = 0; c < COSTS; c++)
        if (ns[c] > 0)
            printf("  %-12s %8.0f  %s\n", cost_name(c), ns[c], cost_about(c));
        else
            printf("  %-12s %8s  %s\n", cost_name(c), "unknown", cost_about(c));
}

static void print_text(const struct machine *m)
{
    char text[256];

    machine_title(m, text, sizeof text);
    printf("machine\n  %s\n", text);
    topology_text(m->topology, text, sizeof text);
    printf("  %s\n", text);
    printf("  TSC %.3f MHz (%s), read in %llu cycles\n", (double)m->tsc.khz / 1e3, m->tsc.how,
           (unsigned long long)m->tsc_read_cycles);
    machine_pmu_text(m, text, sizeof text);
    printf("  page-walk counters of the processor: %s\n", text);
    printf("  the vCPU would run on CPU %d\n\nmodes\n", topology_pick_cpu(m->topology));
    select_print(&m->modes);
    print_costs(topology_pick_cpu(m->topology));
}

int cmd_info(int argc, char **argv)
{
    struct machine m;
    bool json = false;

    for (int i = 1; i < argc; i++) {
        if (cmd_is_help(argv[i])) {
            puts(
                "usage: mmubench info [--json]\n\nTells what this machine is and which modes it "
                "can run, how that was proved,\nwhat would make the others available, and what its "
                "kernel takes for the steps of a fault\nin the mode spt.");
            return EXIT_CODE_OK;
        }
        if (strcmp(argv[i], "--json")) {
            fprintf(stderr, "mmubench: info: unknown argument %s (possible: --json)\n", argv[i]);
            return EXIT_CODE_USAGE;
        }
        json = true;
    }
    if (machine_open(&m))
        return cmd_fail(EXIT_CODE_HOST);
    if (json) {
        json_t *o = machine_json(&m);

        json_object_set_new(o, "host_costs_ns", costs_json(topology_pick_cpu(m.topology)));
        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(o);
    } else {
        print_text(&m);
    }
    machine_close(&m);
    return EXIT_CODE_OK;
}
