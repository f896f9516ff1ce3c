/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a report with known answers: escaping, pictures, pairs, numbers, sentences. */
#include "bench/data/rng.h"
#include "bench/report/html.h"
#include "bench/report/words.h"
#include "common/err.h"
#include "tool.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What `write` puts into a page; one at a time. */
#define WRITTEN(...)                         \
    ({                                       \
        static char text[8192];              \
        FILE *f = fmemopen(text, 8191, "w"); \
        memset(text, 0, sizeof text);        \
        assert_non_null(f);                  \
        __VA_ARGS__;                         \
        assert_int_equal(fclose(f), 0);      \
        text;                                \
    })

static void markup_in_text_stays_text(void **state)
{
    (void)state;
    assert_string_equal(WRITTEN(html_text(f, "<b>&\"'")), "&lt;b&gt;&amp;&quot;&#39;");
    assert_string_equal(WRITTEN(html(f, "<b title=\"%s\">%zu%%</b>", "\"><i>", (size_t)3)),
                        "<b title=\"&quot;&gt;&lt;i&gt;\">3%</b>");
    assert_string_equal(WRITTEN(html_text(f, "µs \x01 \xff \xc0\xaf \xed\xa0\x80")),
                        "µs \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd "
                        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(WRITTEN(html_url(f, "../a b/\"#?%.json")), "../a%20b/%22%23%3F%25.json");
}

/* Whatever bytes come: no markup, no control character, UTF-8 as jansson knows it. */
static void any_bytes_become_harmless_text(void **state)
{
    struct rng rng = {7};

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char in[40];
        size_t n = rng_below(&rng, sizeof in);
        char *out;
        json_t *s;

        for (size_t i = 0; i < n; i++)
            in[i] = rng_below(&rng, 3) ? (char)(1 + rng_below(&rng, 255)) : "<>&\"'"[i % 5];
        in[n < sizeof in ? n : sizeof in - 1] = '\0';
        out = WRITTEN(html_text(f, in));
        assert_null(strpbrk(out, "<>\"'\x01\x02\x1b\x7f"));
        s = json_string(out);
        assert_non_null(s);
        json_decref(s);
        for (const char *amp = out; (amp = strchr(amp, '&')); amp++)
            assert_true(strcspn(amp, ";") <= 5);
    }
}

static const char svg[] =
    "<?xml version=\"1.0\"?>\n<svg \n width=\"10\" height=\"5\"\n viewBox=\"0 0 10 5\"\n "
    "xmlns=\"http://www.w3.org/2000/svg\">\n<title>Gnuplot</title>\n<desc>by GNUPLOT</desc>\n"
    "<g id=\"canvas\"><circle id='dot'/><use xlink:href='#dot'/><path fill=\"url(#grad)\"/>"
    "<text>see id='x' here</text></g>\n</svg>\n";

static void pictures_of_one_page_share_no_id(void **state)
{
    const char *out;

    (void)state;
    out = WRITTEN(assert_int_equal(html_svg(f, svg, "r1-a", "A \"label\""), 0));
    assert_string_equal(out, "<svg role=\"img\" aria-label=\"A &quot;label&quot;\" "
                             "viewBox=\"0 0 10 5\" xmlns=\"http://www.w3.org/2000/svg\" "
                             "xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
                             "<g id=\"r1-a-canvas\"><circle id='r1-a-dot'/>"
                             "<use xlink:href='#r1-a-dot'/><path fill=\"url(#r1-a-grad)\"/>"
                             "<text>see id='x' here</text></g>\n</svg>");
}

static void a_picture_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n + 8 < sizeof svg; n++) {
        char *cut = strndup(svg, n);

        assert_string_equal(WRITTEN(assert_int_equal(html_svg(f, cut, "p", "x"), -EINVAL)), "");
        free(cut);
    }
}

/* A row of a workload: median, and an interval of that many percent about it. */
static struct summary_row row(const char *workload, const char *mmu, double median, double percent)
{
    return (struct summary_row){
        .workload = (char *)workload,
        .metric = (char *)workload,
        .mmu = (char *)mmu,
        .unit = (char *)"ns",
        .point = (char *)"{}",
        .s = {.n = 100,
              .median = median,
              .ci_low = median * (1 - percent / 100),
              .ci_high = median * (1 + percent / 100)},
    };
}

static void verdicts_follow_the_intervals(void **state)
{
    struct summary_row a = row("w", "spt", 100, 10), b = row("w", "ept", 200, 10);
    struct pair_row p;

    (void)state;
    assert_true(pair_compare(&p, &a, &b));
    assert_int_equal(p.verdict, PAIR_LESS);
    assert_true(p.ratio == 0.5 && fabs(p.low - 90 / 220.0) < 1e-12 &&
                fabs(p.high - 110 / 180.0) < 1e-12);
    assert_true(pair_compare(&p, &b, &a));
    assert_int_equal(p.verdict, PAIR_MORE);
    b = row("w", "ept", 115, 10);
    assert_true(pair_compare(&p, &a, &b));
    assert_int_equal(p.verdict, PAIR_SAME);
    assert_true(p.low < 1 && p.high > 1);
    a.s.n = 1;
    b.s.median = b.s.ci_low = b.s.ci_high = 1e6;
    assert_true(pair_compare(&p, &a, &b));
    assert_int_equal(p.verdict, PAIR_UNSURE); /* one sample claims nothing */
}

static void what_has_no_ratio_is_not_compared(void **state)
{
    struct summary_row a = row("w", "spt", 100, 10), b = row("w", "ept", -3, 10);
    struct pair_row p;

    (void)state;
    assert_false(pair_compare(&p, &a, &b)); /* a difference that came out below zero */
    assert_false(pair_compare(&p, &a, NULL));
    b = row("w", "ept", 100, 10);
    b.unit = (char *)"cycles";
    assert_false(pair_compare(&p, &a, &b));
    b = row("w", "ept", 100, 10);
    b.s.n = 0;
    assert_false(pair_compare(&p, &a, &b));
}

static void pairs_count_and_find_the_farthest(void **state)
{
    struct summary_row rows[] = {
        row("pgfault", "spt", 30, 1),  row("pgfault", "ept", 10, 1), row("syscall", "spt", 10, 1),
        row("syscall", "ept", 100, 1), row("fork", "spt", 10, 1),    row("fork", "ept", 20, 1),
        row("chase", "spt", 10, 5),    row("chase", "ept", 10, 5),   row("out", "spt", 10, 5),
        row("cpuid", "ept", 10, 5),
    };
    struct summary sum = {.n = sizeof rows / sizeof rows[0], .row = rows};
    const struct pair_row *top[3];
    struct pair p;

    (void)state;
    assert_int_equal(pair_make(&p, &sum, "spt", &sum, "ept"), 0);
    assert_int_equal(p.n, 4);
    assert_int_equal(p.verdicts[PAIR_LESS], 2);
    assert_int_equal(p.verdicts[PAIR_MORE], 1);
    assert_int_equal(p.verdicts[PAIR_SAME], 1);
    assert_int_equal(p.alone_a, 1);
    assert_int_equal(p.alone_b, 1);
    assert_int_equal(pair_extremes(&p, PAIR_LESS, top, 3), 2);
    assert_string_equal(top[0]->a->workload, "syscall");
    assert_string_equal(top[1]->a->workload, "fork");
    assert_true(pair_middle(&p, family_of("pgfault")) == 3);
    assert_true(pair_middle(&p, FAMILIES) == 0.75);
    assert_string_equal(WRITTEN(words_counts(f, &p, "spt", "ept")),
                        "Of 4 events measured in both, <b>spt</b> takes less time in "
                        "<b class=\"less\">2</b> and more in <b class=\"more\">1</b> than "
                        "<b>ept</b>; in <b>1</b> no difference was found.");
    pair_free(&p);
}

static void sentences_say_what_the_numbers_say(void **state)
{
    struct summary_row a = row("w", "spt", 300, 1), b = row("w", "ept", 1000, 1);
    struct pair_row p;

    (void)state;
    assert_true(pair_compare(&p, &a, &b));
    assert_string_equal(WRITTEN(words_row(f, &p, "spt", "ept", "a fault")),
                        "spt takes <b>0.30 [0.29, 0.31]</b> of ept’s time for a fault: 300\u00a0ns "
                        "against 1.00\u00a0µs.");
    assert_true(pair_compare(&p, &b, &a));
    assert_string_equal(
        WRITTEN(words_row(f, &p, "ept", "spt", "a fault")),
        "ept takes <b>3.33 [3.27, 3.40]</b> times spt’s time for a fault: 1.00\u00a0µs "
        "against 300\u00a0ns.");
    assert_true(pair_compare(&p, &a, &a));
    assert_string_equal(WRITTEN(words_row(f, &p, "spt", "ept", "a fault")),
                        "No difference was found for a fault: 300\u00a0ns and 300\u00a0ns.");
}

static void numbers_have_three_digits_and_the_unit_that_fits(void **state)
{
    struct stats s = {.n = 9, .median = 2389, .ci_low = 2310, .ci_high = 10450};
    char out[VALUE_BYTES];

    (void)state;
    assert_string_equal(value_text(out, 0.987, "ns"), "0.99\u00a0ns");
    assert_string_equal(value_text(out, 2389, "ns"), "2.39\u00a0µs");
    assert_string_equal(value_text(out, 26700, "ns"), "26.7\u00a0µs");
    assert_string_equal(value_text(out, 1.5e9, "ns"), "1.50\u00a0s");
    assert_string_equal(value_text(out, 2389, "cycles"), "2389\u00a0cycles");
    assert_string_equal(value_interval(out, &s, "ns"), "[2.31, 10.45]");
    assert_string_equal(value_ratio(out, 0.0301), "0.030");
    assert_string_equal(value_ratio(out, 118.4), "118");
    assert_string_equal(value_bytes(out, 512.0 * 1024 * 1024), "512 MiB");
    assert_string_equal(value_count(out, 1024), "1024");
}

static void links_lead_from_the_page_to_the_folder(void **state)
{
    char link[256], a[256], b[300];

    (void)state;
    snprintf(a, sizeof a, "%s", tool_path("l"));
    snprintf(b, sizeof b, "%s/one", a);
    assert_int_equal(mkdir(a, 0777), 0);
    assert_int_equal(mkdir(b, 0777), 0);
    assert_int_equal(report_link(link, sizeof link, a, a), 0);
    assert_string_equal(link, "");
    assert_int_equal(report_link(link, sizeof link, a, b), 0);
    assert_string_equal(link, "one/");
    assert_int_equal(report_link(link, sizeof link, b, a), 0);
    assert_string_equal(link, "../");
    assert_int_equal(mkdir(tool_path("l/onetwo"), 0777), 0);
    assert_int_equal(report_link(link, sizeof link, b, tool_path("l/onetwo")), 0);
    assert_string_equal(link, "../onetwo/");
    assert_int_equal(report_link(link, sizeof link, tool_path("none"), a), -ENOENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(markup_in_text_stays_text),
    cmocka_unit_test(any_bytes_become_harmless_text),
    cmocka_unit_test(pictures_of_one_page_share_no_id),
    cmocka_unit_test(a_picture_cut_anywhere_is_refused),
    cmocka_unit_test(verdicts_follow_the_intervals),
    cmocka_unit_test(what_has_no_ratio_is_not_compared),
    cmocka_unit_test(pairs_count_and_find_the_farthest),
    cmocka_unit_test(sentences_say_what_the_numbers_say),
    cmocka_unit_test(numbers_have_three_digits_and_the_unit_that_fits),
    cmocka_unit_test(links_lead_from_the_page_to_the_folder),
};

TEST_MAIN(tests)
