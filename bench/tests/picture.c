/* SPDX-License-Identifier: Apache-2.0 */
#include "picture.h"

#include "tool.h"

#include <stdlib.h>
#include <string.h>

char *picture_read(const char *file)
{
    FILE *f = fopen(file, "r");
    char *text = NULL;
    size_t room = 0;

    if (!f)
        fail_msg("%s is missing", file);
    if (getdelim(&text, &room, '\0', f) < 0)
        fail_msg("%s is empty", file);
    fclose(f);
    return text;
}

/* Tags open and close in order; comments and declarations are stepped over. */
static void check_tags(const char *file, const char *text)
{
    char stack[64][32];
    size_t depth = 0;

    for (const char *p = text; (p = strchr(p, '<')); p++) {
        const char *close = strchr(p, '>');
        size_t n = strcspn(p + 1, " \t\r\n/>");

        if (!strncmp(p, "<!--", 4))
            close = strstr(p, "-->");
        if (!strncmp(p, "<![CDATA[", 9))
            close = strstr(p, "]]>");
        if (!close)
            fail_msg("%s: a tag does not end: %.40s", file, p);
        if (p[1] == '/') {
            n = (size_t)(close - p) - 2;
            if (!depth || strlen(stack[depth - 1]) != n || memcmp(stack[depth - 1], p + 2, n))
                fail_msg("%s: %.40s closes nothing", file, p);
            depth--;
        } else if (p[1] != '?' && p[1] != '!' && close[-1] != '/') {
            assert_true(depth < 64 && n < 32);
            snprintf(stack[depth++], 32, "%.*s", (int)n, p + 1);
        }
        p = close;
    }
    assert_int_equal(depth, 0);
}

/* Not a number, as a word: neither in coordinates nor in texts. */
static void check_numbers(const char *file, const char *text)
{
    static const char *const words[] = {"nan", "NaN", "-nan", "inf"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);

        for (const char *p = text; (p = strstr(p, words[i])); p += n)
            if (!strchr("abcdefghijklmnopqrstuvwxyz", p[n]) &&
                (p == text || strchr(" ,\"'>=", p[-1])))
                fail_msg("%s: %.30s", file, p - 5);
    }
}

void picture_svg(const struct made *r, const char *name)
{
    char file[64];
    char *text;

    snprintf(file, sizeof file, "plots/%s.svg", name);
    text = picture_read(made_path(r, file));
    check_tags(file, text);
    check_numbers(file, text);
    assert_non_null(strstr(text, "Test CPU"));
    free(text);
}

void picture_has(const struct made *r, const char *name, const char *what, bool has)
{
    char file[64];
    char *text;

    snprintf(file, sizeof file, "plots/%s.svg", name);
    text = picture_read(made_path(r, file));
    if (!strstr(text, what) == has)
        fail_msg("%s: \"%s\" is%s there", file, what, has ? " not" : "");
    free(text);
}

void picture_png(const struct made *r, const char *name)
{
    char file[64];
    unsigned char head[8] = {0};
    FILE *f;

    snprintf(file, sizeof file, "plots/%s.png", name);
    f = fopen(made_path(r, file), "r");
    assert_non_null(f);
    assert_int_equal(fread(head, 1, 8, f), 8);
    fclose(f);
    assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
}

bool picture_is_drawn(const struct made *r, const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "plots/%s.svg", name);
    return tool_exists(made_path(r, file));
}
