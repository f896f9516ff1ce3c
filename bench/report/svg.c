/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* What stands before a name that is an id, inside a tag. */
static size_t id_follows(const char *s)
{
    static const char *const marks[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (!strncmp(s, marks[i], strlen(marks[i])))
            return strlen(marks[i]);
    return 0;
}

/* The view box out of the <svg> tag; its other attributes are not for a page. */
static bool view_box(char out[64], const char *tag, const char *end)
{
    static const char key[] = "viewBox=\"";
    const char *from = memmem(tag, (size_t)(end - tag), key, sizeof key - 1);
    size_t n = from ? strspn(from + sizeof key - 1, "0123456789. -") : 0;

    snprintf(out, 64, "%.*s", (int)n, from ? from + sizeof key - 1 : "");
    return n > 0 && n < 64;
}

/* Skips blanks and <title> and <desc>, which name the program that drew. */
static const char *skip_head(const char *s)
{
    for (;;) {
        const char *end = NULL;

        s += strspn(s, " \t\n");
        if (!strncmp(s, "<title>", 7))
            end = strstr(s, "</title>");
        else if (!strncmp(s, "<desc>", 6))
            end = strstr(s, "</desc>");
        if (!end)
            return s;
        s = strchr(end, '>') + 1;
    }
}

static void with_prefix(FILE *f, const char *s, const char *end, const char *prefix)
{
    bool in_tag = false;

    while (s < end) {
        size_t n = in_tag ? id_follows(s) : 0;

        if (n) {
            fwrite(s, 1, n, f);
            fprintf(f, "%s-", prefix);
            s += n;
            continue;
        }
        if (*s == '<' || *s == '>')
            in_tag = *s == '<';
        fputc(*s++, f);
    }
}

int html_svg(FILE *f, const char *svg, const char *prefix, const char *label)
{
    const char *tag = strstr(svg, "<svg");
    const char *inside = tag ? strchr(tag, '>') : NULL;
    const char *end = inside ? strstr(inside, "</svg>") : NULL;
    char box[64];

    if (!end || !view_box(box, tag, inside))
        return -EINVAL;
    html(f,
         "<svg role=\"img\" aria-label=\"%s\" viewBox=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" "
         "xmlns:xlink=\"http://www.w3.org/1999/xlink\">",
         label, box);
    with_prefix(f, skip_head(inside + 1), end, prefix);
    fputs("</svg>", f);
    return 0;
}
