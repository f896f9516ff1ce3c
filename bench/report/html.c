/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include "common/err.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Length of the UTF-8 sequence at `s`, 0 when it is none (RFC 3629: no overlong ones, no
 * surrogates, none above U+10FFFF). */
static size_t sequence(const unsigned char *s)
{
    static const struct {
        unsigned char from, to, second_from, second_to, bytes;
    } rows[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    if (s[0] < 0x80)
        return s[0] >= ' ' && s[0] != 0x7f ? 1 : 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (s[0] < rows[i].from || s[0] > rows[i].to)
            continue;
        if (s[1] < rows[i].second_from || s[1] > rows[i].second_to)
            return 0;
        for (size_t k = 2; k < rows[i].bytes; k++)
            if ((s[k] & 0xc0) != 0x80)
                return 0;
        return rows[i].bytes;
    }
    return 0;
}

void html_text(FILE *f, const char *text)
{
    static const struct {
        char c;
        const char *name;
    } escapes[] = {{'&', "&amp;"},  {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"},
                   {'\'', "&#39;"}, {'\n', "\n"},  {'\t', "\t"}};
    const unsigned char *s = (const unsigned char *)text;

    for (size_t n; *s; s += n) {
        const char *name = NULL;

        n = sequence(s);
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
            if (*s == (unsigned char)escapes[i].c)
                name = escapes[i].name;
        if (!name && !n)
            name = REPLACEMENT;
        if (name)
            fputs(name, f);
        else
            fwrite(s, 1, n, f);
        n = n ? n : 1;
    }
}

void html_url(FILE *f, const char *path)
{
    for (const unsigned char *c = (const unsigned char *)path; *c; c++)
        fprintf(f, isalnum(*c) || strchr("/._-", *c) ? "%c" : "%%%02X", *c);
}

void html(FILE *f, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    for (const char *c = fmt; *c; c++) {
        if (*c != '%') {
            fputc(*c, f);
            continue;
        }
        switch (*++c) {
        case 's':
            html_text(f, va_arg(ap, const char *));
            break;
        case 'u':
            fprintf(f, "%u", va_arg(ap, unsigned));
            break;
        case 'd':
            fprintf(f, "%d", va_arg(ap, int));
            break;
        case 'z':
            CHECK(*++c == 'u');
            fprintf(f, "%zu", va_arg(ap, size_t));
            break;
        default:
            CHECK(*c == '%');
            fputc('%', f);
        }
    }
    va_end(ap);
}
