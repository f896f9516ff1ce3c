/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "bench/data/rng.h"
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define OPS 10 /* of a sample; the TSC ticks once in a nanosecond */

static FILE *open_file(const char *dir, const char *name)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    return f;
}

static void write_machine(const char *dir, const struct folder *f)
{
    FILE *o = open_file(dir, "machine.json");

    fprintf(o,
            "{\"title\": \"%s, Linux 1.2\", \"cpu\": {\"model name\": \"%s\"}, \"kernel\": "
            "{\"release\": \"1.2\"}, \"tsc\": {\"khz\": 1000000}, \"tool\": {\"commit\": \"%s\"}, "
            "\"run\": {\"repeat\": %zu}}\n",
            f->cpu, f->cpu, f->commit, f->repeat);
    assert_int_equal(fclose(o), 0);
}

static bool same_run(const struct folder_row *a, const struct folder_row *b)
{
    return !strcmp(a->workload, b->workload) && !strcmp(a->params, b->params) &&
           !strcmp(a->mmu, b->mmu);
}

static void write_begin(FILE *o, const struct folder *f, const struct folder_row *r, size_t run,
                        size_t rep)
{
    fprintf(o,
            "{\"type\":\"begin\",\"run\":%zu,\"rep\":%zu,\"workload\":\"%s\",\"params\":%s,"
            "\"mmu\":\"%s\",\"image_sha256\":\"%s\"}\n",
            run, rep, r->workload, r->params, r->mmu, f->sha256);
}

static void write_samples(FILE *o, const struct folder *f, const struct folder_row *r, size_t run,
                          struct rng *rng)
{
    for (size_t i = 0; i < f->samples && r->ns > 0; i++) {
        double at = (double)rng_below(rng, 2001) / 1000 - 1; /* -1 to 1 */

        fprintf(o,
                "{\"type\":\"sample\",\"run\":%zu,\"metric\":\"%s\",\"ops\":%d,\"cycles\":%.0f}\n",
                run, r->metric, OPS, OPS * r->ns * (1 + r->noise * at));
    }
    if (r->traps >= 0)
        fprintf(o,
                "{\"type\":\"section\",\"run\":%zu,\"metric\":\"%s\",\"ops\":1000,\"counters\":"
                "{\"trap\":%.0f}}\n",
                run, r->metric, 1000 * r->traps);
}

const char *folder_write(const char *name, const struct folder *f, const struct folder_row *row,
                         size_t n)
{
    const char *dir = tool_path(name);
    struct rng rng = {f->seed};
    FILE *o;
    size_t run = 0;

    if (mkdir(dir, 0777)) /* of an earlier test in this process */
        assert_int_equal(errno, EEXIST);
    write_machine(dir, f);
    o = open_file(dir, "samples.jsonl");
    for (size_t rep = 0; rep < f->repeat; rep++)
        for (size_t i = 0; i < n; i++) {
            if (i == 0 || !same_run(&row[i], &row[i - 1]))
                write_begin(o, f, &row[i], ++run, rep);
            write_samples(o, f, &row[i], run, &rng);
        }
    assert_int_equal(fclose(o), 0);
    return dir;
}

void folder_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}
