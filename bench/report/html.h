/* SPDX-License-Identifier: Apache-2.0 */
/* HTML text: nothing that comes from a file or a user gets into a page but through here. */
#ifndef MMUBENCH_HTML_H
#define MMUBENCH_HTML_H

#include <stdio.h>

/* The text, with what HTML would read as markup (also in quoted attributes) escaped; bytes that no
 * page may hold (control characters, what is no UTF-8) become U+FFFD. */
void html_text(FILE *f, const char *text);

/* A relative path as an address in a quoted attribute: all but plain bytes as %XX. */
void html_url(FILE *f, const char *path);

/* Like fprintf(), but what %s stands for is escaped. Only %s, %zu, %u, %d and %% are known. */
void html(FILE *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The <svg> element in the bytes of a gnuplot file, for a page that holds several: ids and the
 * references to them get the prefix, the size gives way to the view box, `label` is what a reader
 * hears that does not see it. -EINVAL without a word when there is no whole <svg> in it. */
int html_svg(FILE *f, const char *svg, const char *prefix, const char *label);

#endif
