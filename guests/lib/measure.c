/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration, samples and sections: the same code in a guest and in a native program. */
#include "calib.h"
#include "guest.h"
#include "platform.h"

uint64_t guest_param(unsigned i)
{
    if (i >= guest_descriptor.nparams)
        guest_panic("%s: there is no parameter %lu", guest_descriptor.name, (uint64_t)i);
    return guest_boot->param[i];
}

void guest_begin(void)
{
    platform_hypercall(HC_SECTION_BEGIN);
}

void guest_end(uint32_t metric, uint64_t ops)
{
    guest_boot->section_metric = metric;
    guest_boot->section_ops = ops;
    platform_hypercall(HC_SECTION_END);
}

void guest_sample(uint32_t metric, uint64_t ops, uint64_t cycles)
{
    struct guest_ring *ring = platform_ring();
    struct guest_sample *slot;

    if (ring->head - ring->tail == ring->capacity)
        platform_hypercall(HC_FLUSH);
    if (ring->head - ring->tail == ring->capacity) {
        ring->dropped++;
        return;
    }
    slot = &ring->sample[ring->head % ring->capacity];
    *slot = (struct guest_sample){.metric = metric, .ops = ops, .cycles = cycles};
    __atomic_store_n(&ring->head, ring->head + 1, __ATOMIC_RELEASE);
}

static uint64_t timed(guest_body body, void *ctx, uint64_t ops)
{
    uint64_t start = guest_time();

    body(ctx, ops);
    return guest_time() - start;
}

/* The shorter of two runs: the other may have been interrupted. */
static uint64_t twice(guest_body body, void *ctx, uint64_t ops)
{
    uint64_t a = timed(body, ctx, ops), b = timed(body, ctx, ops);

    return a < b ? a : b;
}

/* The very first run pays for what is made at first use, and says nothing about the ones after it.
 */
uint64_t guest_calibrate(uint64_t step, guest_body body, void *ctx)
{
    uint64_t target = guest_boot->target_cycles, ops = step, cycles;

    timed(body, ctx, ops);
    while (cycles = twice(body, ctx, ops), !calib_enough(ops, cycles, target))
        ops = calib_next(ops, cycles, target, step);
    return calib_next(ops, cycles, target, step);
}

void guest_measure_step(uint32_t metric, uint64_t step, guest_body body, void *ctx)
{
    uint64_t ops = guest_calibrate(step, body, ctx), samples = guest_boot->samples;

    timed(body, ctx, ops); /* warm-up */
    guest_begin();
    for (uint64_t i = 0; i < samples; i++)
        guest_sample(metric, ops, timed(body, ctx, ops));
    guest_end(metric, ops * samples);
}

void guest_measure(uint32_t metric, guest_body body, void *ctx)
{
    guest_measure_step(metric, 1, body, ctx);
}

uint64_t guest_once_runs(void)
{
    return guest_boot->samples + 1;
}

void guest_measure_once(uint32_t metric, uint64_t ops, void (*prepare)(void *ctx, uint64_t i),
                        guest_body body, void *ctx)
{
    for (uint64_t i = 0; i < guest_once_runs(); i++) {
        uint64_t cycles;

        prepare(ctx, i);
        if (i == 0) {
            timed(body, ctx, ops);
            continue;
        }
        guest_begin();
        cycles = timed(body, ctx, ops);
        guest_sample(metric, ops, cycles);
        guest_end(metric, ops);
    }
}

void guest_skip(uint32_t metric, const char *why)
{
    guest_print("%s: %s is not applicable here: %s", guest_descriptor.name,
                guest_descriptor.metric[metric].name, why);
}
