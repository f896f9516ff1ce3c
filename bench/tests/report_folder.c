/* SPDX-License-Identifier: Apache-2.0 */
#include "report_folder.h"

#include "tool.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES "{\"pages\":256,\"ram\":\"warm\"}"

static const struct folder_row rows[] = {
    {"chase", "{\"bytes\":65536,\"page\":4096,\"ram\":\"warm\"}", "native", "load", 2, 0.01, -1},
    {"chase", "{\"bytes\":65536,\"page\":4096,\"ram\":\"warm\"}", "spt", "load", 2, 0.01, 0},
    {"chase", "{\"bytes\":65536,\"page\":4096,\"ram\":\"warm\"}", "kvm-spt", "load", 2, 0.01, 0},
    {"pgfault", PAGES, "native", "pgfault", 1000, 0.02, -1},
    {"pgfault", PAGES, "spt", "pgfault", 3000, 0.02, 1},
    {"pgfault", PAGES, "kvm-spt", "pgfault", 10000, 0.02, -1},
    {"hidden", PAGES, "spt", "warm", 9000, 0.02, 1},
    {"hidden", PAGES, "kvm-spt", "warm", 900, 0.02, -1},
    {"<script>alert(1)</script>", "{\"x\":\"</style>&\"}", "spt", "\\\"'><img src=x>", 5, 0.1, 1},
};

void report_folder_machine(const char *dir, const char *version)
{
    char path[512], text[2400];

    snprintf(path, sizeof path, "%s/machine.json", dir);
    snprintf(
        text, sizeof text,
        "{\n \"title\": \"<b>CPU</b> & \\\"friends\\\", Linux 1.2\",\n"
        " \"cpu\": {\"model name\": \"<i>CPU</i>\"},\n \"kernel\": {\"release\": \"1.2\"},\n"
        " \"hypervisor\": \"KVMKVMKVM\",\n \"pmu\": \"none: page-walk counters are missing\",\n"
        " \"smt\": \"1\",\n \"mitigations\": {\"spectre_v2\": \"Mitigation: Retpolines\"},\n"
        " \"tsc\": {\"khz\": 1000000, \"read_cycles\": 40},"
        " \"host_costs_ns\": {\"signal\": 5911.4, \"yield\": null},\n"
        " \"topology\": {\"caches\": {\"L1d\": {\"bytes\": 32768, \"count\": 1}}},\n"
        " \"modes\": {\n"
        "  \"spt\": {\"available\": true, \"proof\": \"it was tried\"},\n"
        "  \"ept\": {\"available\": false, \"proof\": \"\", \"reason\": \"this KVM <shadows>\","
        " \"remedy\": \"load kvm_intel with ept=1\"},\n"
        "  \"kvm-spt\": {\"available\": true, \"proof\": \"256 faults\"},\n"
        "  \"native\": {\"available\": true, \"proof\": \"the host itself\"}},\n"
        " \"tool\": {\"version\": \"%s\",\n  \"commit\": \"c0ffee\"},\n"
        " \"run\": {\"command_line\": [\"run\", \"--mmu=<all>\"], \"repeat\": 5, \"samples\": 20,"
        " \"seed\": 1, \"cpu\": 1, \"backing\": {\"page_bytes\": 4096, \"large_bytes\": 0},"
        " \"image_sha256\": {\"pgfault\": \"abc\", \"lost\": \"abc\"}}\n}\n",
        version);
    folder_file(path, text);
}

const char *report_folder_of(const char *name, const struct folder_row *row, size_t n,
                             size_t samples)
{
    struct folder f = FOLDER_DEFAULT;
    const char *dir;

    f.samples = samples;
    f.repeat = samples > 1 ? 5 : 1;
    dir = folder_write(name, &f, row, n);
    report_folder_machine(dir, MMUBENCH_VERSION);
    return dir;
}

const char *report_folder(const char *name)
{
    return report_folder_of(name, rows, sizeof rows / sizeof rows[0], 20);
}

char *report_folder_read(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;

    assert_non_null(f);
    assert_true(getdelim(&text, &room, '\0', f) > 0);
    fclose(f);
    return text;
}
