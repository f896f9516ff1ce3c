/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as headless Chromium lays them out: report_check.js looks, this test judges. */
#include "bench/exit_code.h"
#include "report_folder.h"
#include "tool.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct tool t;

/* In CI a browser that is missing is a failure, so that this is never left out unseen. */
static void need_chromium(void)
{
    if (system("command -v chromium >/dev/null") == 0)
        return;
    if (getenv("CI"))
        fail_msg("chromium is missing: apt-get install chromium");
    tool_skip("chromium is missing: apt-get install chromium");
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

/* A page around the report, of which only the frame is that wide: a window of a browser has a least
 * width, a phone's is below it. */
static void write_frame(const char *path, const char *report, unsigned width)
{
    char *script = report_folder_read(REPORT_CHECK);
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fprintf(f,
            "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\">"
            "<iframe id=\"page\" src=\"%s\" style=\"border:0;width:%upx;height:900px\"></iframe>"
            "<pre id=\"result\"></pre><script>%s</script>\n",
            report, width, script);
    assert_int_equal(fclose(f), 0);
    free(script);
}

/* The DOM after the scripts ran, as text; what the browser complained of goes to `log`. */
static char *look(const char *frame, const char *log, bool dark)
{
    char command[2000], dom[300];

    snprintf(dom, sizeof dom, "%s.dom", frame);
    snprintf(command, sizeof command,
             "timeout 250 chromium --headless --no-sandbox --disable-gpu --disable-quic "
             "--no-first-run --disable-background-networking --disable-component-update "
             "--disable-sync --disable-dev-shm-usage --allow-file-access-from-files "
             "--enable-logging=stderr --blink-settings=preferredColorScheme=%d "
             "--window-size=1500,1000 --user-data-dir=%s/profile --dump-dom file://%s >%s 2>%s",
             dark ? 0 : 1, tool_dir(), frame, dom, log);
    if (system(command))
        fail_msg("chromium failed: %s", report_folder_read(log));
    return report_folder_read(dom);
}

static json_t *result_of(const char *dom)
{
    const char *from = strstr(dom, "<pre id=\"result\">");
    const char *end = from ? strstr(from, "</pre>") : NULL;
    json_t *o;

    assert_non_null(end);
    from = strchr(from, '>') + 1;
    o = json_loadb(from, (size_t)(end - from), 0, NULL);
    if (!o)
        fail_msg("the check did not run: %.*s", (int)(end - from), from);
    return o;
}

/* Each of these lists must be empty. */
static void judge(const json_t *o, unsigned width, bool dark)
{
    static const char *const lists[] = {"wider",        "overlaps",      "poor_contrast",
                                        "bad_pictures", "bad_structure", "requests"};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const json_t *list = json_object_get(o, lists[i]);

        assert_true(json_is_array(list));
        if (json_array_size(list))
            fail_msg("%s at %u px: %s", lists[i], width, json_dumps(list, JSON_INDENT(1)));
    }
    assert_int_equal(json_integer_value(json_object_get(o, "width")), width);
    assert_true(json_integer_value(json_object_get(o, "texts")) > 100);
    assert_int_equal(json_is_true(json_object_get(o, "dark")), dark);
}

static void look_at(const char *report, unsigned width, bool dark)
{
    char frame[200], log[200];
    char *page = report_folder_read(report), *dom, *said;
    size_t pictures;
    json_t *o;

    strcpy(frame, tool_path("frame.html"));
    strcpy(log, tool_path("chromium.log"));
    write_frame(frame, report, width);
    dom = look(frame, log, dark);
    o = result_of(dom);
    judge(o, width, dark);
    pictures = count(page, "<svg role=\"img\"");
    assert_true(pictures > 0);
    assert_int_equal(json_integer_value(json_object_get(o, "pictures")), pictures);
    said = report_folder_read(log);
    if (strstr(said, "CONSOLE"))
        fail_msg("the console says: %s", said);
    json_decref(o);
    free(said);
    free(dom);
    free(page);
}

static const char *make(const char *dir)
{
    static char out[256];

    strcpy(out, tool_path("page.html"));
    TOOL(&t, "report", dir, "-o", out);
    tool_check(&t, EXIT_CODE_OK, "page.html");
    return out;
}

static void a_whole_run_fits_a_phone_and_a_desk(void **state)
{
    const char *page;

    (void)state;
    need_chromium();
    page = make(RESULTS "/xeon-nested");
    look_at(page, 400, false);
    look_at(page, 1400, false);
}

static void a_whole_run_is_legible_in_the_dark(void **state)
{
    (void)state;
    need_chromium();
    look_at(make(RESULTS "/xeon-nested"), 1000, true);
}

static void hostile_names_do_nothing_in_a_browser(void **state)
{
    const char *page;

    (void)state;
    need_chromium();
    page = make(report_folder("hostile"));
    look_at(page, 400, false);
    look_at(page, 1400, false);
}

static void several_runs_fit_a_phone_and_a_desk(void **state)
{
    char a[256], b[256], out[256];

    (void)state;
    need_chromium();
    strcpy(a, report_folder("first"));
    strcpy(b, report_folder("second"));
    strcpy(out, tool_path("both.html"));
    TOOL(&t, "report", a, b, "-o", out);
    tool_check(&t, EXIT_CODE_OK, "both.html");
    look_at(out, 400, false);
    look_at(out, 1400, false);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_whole_run_fits_a_phone_and_a_desk),
    cmocka_unit_test(a_whole_run_is_legible_in_the_dark),
    cmocka_unit_test(hostile_names_do_nothing_in_a_browser),
    cmocka_unit_test(several_runs_fit_a_phone_and_a_desk),
};

TEST_MAIN(tests)
