/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

#include "folder.h"
#include "tool.h"

#include <string.h>
#include <sys/stat.h>

const char *made_path(const struct made *r, const char *name)
{
    static char buffer[4][400];
    static unsigned next;
    char *p = buffer[next++ % 4];

    snprintf(p, sizeof buffer[0], "%s/%s", r->dir, name);
    return p;
}

void made_start(struct made *r, const char *name, int samples)
{
    *r = (struct made){.samples = samples};
    snprintf(r->dir, sizeof r->dir, "%s", tool_path(name));
    assert_int_equal(mkdir(r->dir, 0777), 0);
    folder_file(made_path(r, "machine.json"),
                "{\"title\": \"Test CPU\", \"tsc\": {\"khz\": 1000000},"
                " \"topology\": {\"caches\": {\"L1d\": {\"bytes\": 32768}, \"L2\": {\"bytes\": "
                "1048576}}},"
                " \"tlb\": {\"data\": [{\"level\": 2, \"page_bytes\": 4096, \"entries\": 1024}]},"
                " \"modes\": {\"ept\": {\"available\": false, \"reason\": \"no EPT here\"}}}\n");
    r->f = fopen(made_path(r, "samples.jsonl"), "w");
    assert_non_null(r->f);
}

void made_add(struct made *r, const char *mmu, const char *workload, const char *metric,
              const char *params, double ns, const char *counters)
{
    fprintf(r->f,
            "{\"type\":\"begin\",\"run\":%d,\"rep\":0,\"workload\":\"%s\",\"params\":%s,\"mmu\":"
            "\"%s\",\"image_sha256\":\"00\"}\n",
            r->runs, workload, params, mmu);
    for (int i = 0; i < r->samples; i++)
        fprintf(r->f,
                "{\"type\":\"sample\",\"run\":%d,\"workload\":\"%s\",\"mmu\":\"%s\",\"metric\":"
                "\"%s\",\"ops\":10,\"cycles\":%.0f}\n",
                r->runs, workload, mmu, metric, 10 * ns * (1 + 0.01 * (i % 7)));
    fprintf(r->f, "{\"type\":\"section\",\"run\":%d,\"metric\":\"%s\",\"ops\":1,\"counters\":%s}\n",
            r->runs, metric, counters);
    fprintf(r->f, "{\"type\":\"run\",\"run\":%d,\"outcome\":\"done\"}\n", r->runs);
    r->runs++;
}

static const char *counts_of(const char *mmu)
{
    return !strncmp(mmu, "spt", 3) ? SPT_COUNTS : !strncmp(mmu, "kvm", 3) ? KVM_COUNTS : "{}";
}

void made_chase(struct made *r, const char *mmu, double scale)
{
    static const unsigned long sizes[] = {16384, 1 << 20, 64 << 20};

    for (size_t i = 0; i < 3; i++)
        for (unsigned long page = 4096; page <= 2 << 20; page <<= 9) {
            char params[160];

            snprintf(params, sizeof params,
                     "{\"bytes\":%lu,\"page\":%lu,\"stride\":4096,\"order\":0,\"ram\":\"warm\"}",
                     sizes[i], page);
            made_add(r, mmu, "chase", "load", params, scale * (double)(i * i * 20 + 2), "{}");
        }
}

void made_events(struct made *r, const char *mmu, double scale)
{
    made_add(r, mmu, "syscall", "syscall", "{\"ram\":\"warm\"}", 1500 * scale, counts_of(mmu));
    made_add(r, mmu, "pgfault", "pgfault", "{\"pages\":256,\"ram\":\"warm\"}", 7000 * scale,
             counts_of(mmu));
    made_add(r, mmu, "pgfault", "pgfault", "{\"pages\":256,\"ram\":\"cold\"}", 9000 * scale,
             counts_of(mmu));
    made_add(r, mmu, "ptemod", "rewrite", "{\"ram\":\"warm\"}", 5000 * scale, counts_of(mmu));
    made_add(r, mmu, "newcomer", "thing", "{\"ram\":\"warm\"}", 50 * scale, counts_of(mmu));
}

void made_end(struct made *r)
{
    assert_int_equal(fclose(r->f), 0);
}

void made_whole(struct made *r, const char *name, double scale)
{
    made_start(r, name, 20);
    made_chase(r, "spt", scale);
    made_chase(r, "native", 1);
    made_events(r, "native", 0.1);
    made_events(r, "spt:unsync=0", 1.5);
    made_events(r, "spt", scale);
    made_events(r, "kvm-spt", 3);
    made_end(r);
}
