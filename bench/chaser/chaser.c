/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pointer chaser that shares nothing with the workload `chase`: its own memory, its own order,
 * its own clock. What mode `native` says of dependent loads must agree with it (see `compare`).
 * Takes the options of google/multichase that such a run needs, so that either can stand in the
 * other's place:
 *
 *     taskset -c 1 chaser -c simple -a -n 100 -X -m 16m -s 4096 -T 16m
 *
 * prints nanoseconds per load; without -a those of the best sample instead of the average.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LINE      64u
#define TARGET_NS 300000.0 /* of one sample: short, so that most are not interrupted */

struct line {
    struct line *next;
    uint64_t visits;
    char pad[LINE - 2 * sizeof(uint64_t)];
};

struct chaser {
    size_t bytes, stride, samples;
    bool average, check;
    char *memory;
    struct line **order; /* the lines, in the order of the chase */
    size_t n;
};

static void __attribute__((noreturn)) fail(const char *what, const char *given)
{
    fprintf(stderr, "chaser: %s%s\n", what, given);
    exit(2);
}

/* "64k" */
static size_t size(const char *text)
{
    static const char suffix[] = "kmg";
    char *end;
    unsigned long long v = strtoull(text, &end, 10);
    const char *s = *end ? strchr(suffix, *end | 0x20) : NULL;

    if (end == text || (*end && (!s || end[1])) || v == 0 || v > 1ull << 30)
        fail("a size is a number with k, m or g: not ", text);
    return (size_t)v << (s ? 10 * (s - suffix + 1) : 0);
}

/* xorshift64* (Vigna 2016). */
static uint64_t draw(void)
{
    static uint64_t x = 88172645463325252;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    return x * UINT64_C(2685821657736338717);
}

static void shuffle(size_t *v, size_t n)
{
    while (n > 1) {
        size_t i = draw() % n--;
        size_t t = v[i];

        v[i] = v[n];
        v[n] = t;
    }
}

static void *need(void *p)
{
    if (!p)
        fail("no memory", "");
    return p;
}

/* 4 KiB pages, as the memfd of a guest has unless it is asked for others. */
static void get_memory(struct chaser *c)
{
    c->memory = mmap(NULL, c->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (c->memory == MAP_FAILED)
        fail("no memory", "");
    if (madvise(c->memory, c->bytes, MADV_NOHUGEPAGE))
        fprintf(stderr, "chaser: warning: the kernel may use large pages\n");
}

/* One line of each stride. Which one is shuffled over as many strides as a stride has lines, so
 * that every set of a cache gets the same number of them. */
static void choose_lines(struct chaser *c)
{
    size_t lines = c->stride / LINE;
    size_t *which = need(calloc(lines, sizeof *which));

    c->n = c->bytes / c->stride;
    c->order = need(calloc(c->n, sizeof(struct line *)));
    for (size_t k = 0; k < lines; k++)
        which[k] = k;
    for (size_t i = 0; i < c->n; i++) {
        if (i % lines == 0)
            shuffle(which, lines);
        c->order[i] = (struct line *)(c->memory + i * c->stride + which[i % lines] * LINE);
    }
    free(which);
}

static void link_lines(struct chaser *c)
{
    size_t *turn = need(calloc(c->n, sizeof *turn));

    for (size_t i = 0; i < c->n; i++)
        turn[i] = i;
    shuffle(turn, c->n);
    for (size_t i = 0; i < c->n; i++)
        c->order[turn[i]]->next = c->order[turn[(i + 1) % c->n]];
    free(turn);
}

/* Once round: every line, and each once. Also the warm-up. */
static void walk_round(struct chaser *c)
{
    struct line *p = c->order[0];
    size_t once = 0;

    for (size_t i = 0; i < c->n; i++, p = p->next)
        p->visits++;
    for (size_t i = 0; i < c->n; i++)
        once += c->order[i]->visits == 1;
    if (p != c->order[0] || once != c->n) {
        fprintf(stderr, "chaser: only %zu of %zu lines are on the way\n", once, c->n);
        exit(1);
    }
    if (c->check)
        printf("%zu of %zu lines visited once, then the first again\n", once, c->n);
}

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds of `loads` dependent loads, a multiple of 16. */
static double chase(struct line **at, size_t loads)
{
    struct line *p = *at;
    double start = now_ns();

#define STEP p = *(struct line *volatile *)&p->next;
#define FOUR STEP STEP STEP STEP
    for (; loads; loads -= 16) {
        FOUR FOUR FOUR FOUR
    }
    double end = now_ns();

    *at = p;
    return end - start;
}

static void measure(const struct chaser *c)
{
    struct line *at = c->order[0];
    size_t loads = 1024;
    double sum = 0, best = 0;

    while (chase(&at, loads) < TARGET_NS / 4)
        loads *= 2;
    loads *= 4;
    for (size_t i = 0; i < c->samples; i++) {
        double ns = chase(&at, loads) / (double)loads;

        sum += ns;
        best = i && best < ns ? best : ns;
    }
    printf("%.3f\n", c->average ? sum / (double)c->samples : best);
}

static void options(struct chaser *c, int argc, char **argv)
{
    size_t locality = 0;
    int option;

    while ((option = getopt(argc, argv, "c:an:Xm:s:T:k")) != -1)
        switch (option) {
        case 'c':
            if (strcmp(optarg, "simple"))
                fail("only the chase \"simple\" is known, not ", optarg);
            break;
        case 'a':
            c->average = true;
            break;
        case 'n':
            c->samples = size(optarg);
            break;
        case 'm':
            c->bytes = size(optarg);
            break;
        case 's':
            c->stride = size(optarg);
            break;
        case 'T':
            locality = size(optarg);
            break;
        case 'k':
            c->check = true;
            break;
        case 'X': /* never changes its affinity */
            break;
        default:
            fail("usage: chaser [-c simple] [-a] [-n SAMPLES] [-X] -m SIZE [-s STRIDE] [-T SIZE] "
                 "[-k]\n  ns per load: the best of the samples, or with -a their average; -k "
                 "only checks",
                 "");
        }
    if (optind < argc)
        fail("unknown argument ", argv[optind]);
    if (c->stride % LINE || c->bytes < 2 * c->stride)
        fail("the stride is a multiple of 64, and -m at least two strides", "");
    if (locality && locality != c->bytes)
        fail("the order is random over all of -m: -T must be the same size", "");
}

int main(int argc, char **argv)
{
    struct chaser c = {.stride = 256, .samples = 5, .bytes = 16 << 20};

    options(&c, argc, argv);
    get_memory(&c);
    choose_lines(&c);
    link_lines(&c);
    walk_round(&c);
    if (!c.check)
        measure(&c);
    return 0;
}
