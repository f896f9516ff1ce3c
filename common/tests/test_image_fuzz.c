/* SPDX-License-Identifier: Apache-2.0 */
/* Mutations of a whole image, from a fixed seed: nothing may crash, and damage that matters is
 * refused. Most useful under sanitizers. */
#include "test_main.h"

#include "elf_build.h"
#include "image_exercise.h"

#include <string.h>

#define ROUNDS 20000u

static uint64_t seed = 0x9e3779b97f4a7c15;

/* xorshift64 (Marsaglia 2003) */
static uint64_t random64(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Values that break arithmetic more often than chance does. */
static uint64_t nasty(void)
{
    static const uint64_t values[] = {0,         1,          0x7f,          0xff,
                                      0xffff,    0x7fffffff, 0x80000000,    0xffffffff,
                                      INT64_MAX, UINT64_MAX, UINT64_MAX - 7};
    uint64_t r = random64();

    return r & 1 ? values[(r >> 8) % (sizeof values / sizeof values[0])] : random64();
}

/* Half of the hits go to headers, where the structure is. */
static void mutate(uint8_t *bytes, size_t size)
{
    for (uint64_t n = random64() % 4 + 1; n; n--) {
        uint64_t v = nasty(), r = random64();
        size_t at = r & 1 ? random64() % offsetof(struct elf_build, code) : random64() % size;
        size_t width = (size_t)1 << (r >> 1) % 4;
        if (at + width <= size)
            memcpy(bytes + at, &v, width);
    }
}

static void mutated_images_never_crash_the_loader(void **state)
{
    unsigned accepted = 0;

    (void)state;
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct elf_build e;
        elf_build(&e);
        mutate((uint8_t *)&e, sizeof e);
        size_t size = random64() % 8 ? sizeof e : random64() % sizeof e;
        accepted += image_exercise(&e, size);
    }
    print_message("%u of %u mutated images accepted\n", accepted, ROUNDS);
    /* Both must happen, or the mutations test nothing. */
    assert_in_range(accepted, ROUNDS / 100, ROUNDS - ROUNDS / 100);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(mutated_images_never_crash_the_loader),
};

TEST_MAIN(tests)
