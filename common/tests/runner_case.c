/* SPDX-License-Identifier: Apache-2.0 */
#include "runner_case.h"

#include "common/err.h"
#include "elf_build.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int on_sample(void *ctx, const struct guest_sample *s)
{
    struct runner_case *c = ctx;

    if (c->nsamples < CASE_MAX_SAMPLES)
        c->sample[c->nsamples] = *s;
    c->nsamples++;
    return c->sample_rc;
}

static int on_section(void *ctx, const struct run_section *s)
{
    struct runner_case *c = ctx;

    CHECK(c->nsections < sizeof c->section / sizeof c->section[0]);
    c->section[c->nsections++] = *s;
    return 0;
}

static void on_print(void *ctx, const char *text)
{
    struct runner_case *c = ctx;
    size_t n = strlen(c->printed);

    snprintf(c->printed + n, sizeof c->printed - n, "[%s]", text);
}

static int on_stopped(void *ctx, const struct run_stopped *s)
{
    struct runner_case *c = ctx;

    c->nstopped++;
    c->stopped_exits = s->exits;
    c->stopped_rip = s->state->rip;
    return 0;
}

int runner_case_setup(void **state)
{
    static struct runner_case c;
    struct elf_build e;

    memset(&c, 0, sizeof c);
    memset(&fake, 0, sizeof fake);
    fake.rip = GUEST_IMAGE_GPA + 3;
    elf_build(&e);
    const char *path = elf_build_write(&e, sizeof e);
    int rc = image_open(&c.image, path);
    unlink(path);
    if (rc || ram_create(&c.ram, 4 << 20, RAM_4K))
        return -1;
    c.req = (struct run_request){
        .ops = &fake_mmu,
        .image = &c.image,
        .ram = &c.ram,
        .param = {4},
        .samples = 10,
        .target_cycles = 1000,
        .tsc_khz = 2700000,
        .deadline_ns = 5000000000,
        .cpu = -1,
    };
    c.obs = (struct run_observer){&c, on_sample, on_section, on_print, on_stopped};
    *state = &c;
    return 0;
}

int runner_case_teardown(void **state)
{
    struct runner_case *c = *state;

    image_close(&c->image);
    ram_destroy(&c->ram);
    return 0;
}

static unsigned count_entries(const char *path)
{
    DIR *d = opendir(path);
    unsigned n = 0;

    CHECK(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

int runner_case_run(struct runner_case *c, const struct fake_step *step, unsigned nsteps)
{
    unsigned fds = count_entries("/proc/self/fd"), threads = count_entries("/proc/self/task");

    fake.step = step;
    fake.nsteps = nsteps;
    int rc = runner_run(&c->req, &c->obs, &c->res);
    CHECK(fake.created == fake.destroyed);
    CHECK(!c->ram.nlisteners);
    CHECK(count_entries("/proc/self/fd") == fds);
    CHECK(count_entries("/proc/self/task") == threads);
    CHECK(!strchr(c->res.text, '\n'));
    CHECK((rc == 0) ==
          (c->res.outcome == RUN_STOPPED || (c->res.outcome == RUN_DONE && !c->res.status)));
    return rc;
}
