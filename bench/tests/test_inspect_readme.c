/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that bench/inspect/README.md shows are run, and print what it shows: numbers apart,
 * each line in its order, with "..." for what is left out. */
#include "common/tests/test_main.h"
#include "tool.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 32

static struct tool t;

/* Numbers become #, runs of spaces one: "PT   table 0x21f000 [  3]" is "PT table # [ #]". */
static void skeleton(char *out, size_t bytes, const char *line)
{
    size_t n = 0;

    while (*line == ' ')
        line++;
    while (*line && *line != '\n' && n + 2 < bytes) {
        if (isdigit((unsigned char)*line)) {
            bool hex = line[0] == '0' && line[1] == 'x';
            line += hex ? 2 : 0;
            while (hex ? isxdigit((unsigned char)*line) : isdigit((unsigned char)*line))
                line++;
            out[n++] = '#';
        } else if (*line == ' ') {
            line += strspn(line, " ");
            out[n++] = ' ';
        } else {
            out[n++] = *line++;
        }
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
}

/* The first line from *at on that has this skeleton; *at moves behind it. */
static bool find_line(const char **at, const char *want)
{
    char have[512];

    for (const char *line = *at; *line; line += strcspn(line, "\n") + 1) {
        skeleton(have, sizeof have, line);
        if (strcmp(have, want))
            continue;
        *at = line + strcspn(line, "\n") + 1;
        return true;
    }
    return false;
}

static void run_command(char *line)
{
    const char *argv[MAX_WORDS + 1] = {NULL};
    size_t n = 0;

    for (char *save, *word = strtok_r(line, " \n", &save); word && n < MAX_WORDS;
         word = strtok_r(NULL, " \n", &save))
        argv[n++] = word;
    tool_run(&t, argv);
    if (t.code)
        fail_msg("mmubench %s: exit code %d: %s", argv[0], t.code, t.text);
}

/* Frame numbers are root's to see. */
static bool may_be_missing(const char *line)
{
    return strstr(line, "HPA") && !strstr(t.text, "=> HPA");
}

static void commands_print_what_the_page_shows(void **state)
{
    static const char command[] = "    $ mmubench ";
    FILE *f = fopen(INSPECT_README, "r");
    char line[512], want[512];
    const char *at = NULL;
    unsigned commands = 0, lines = 0;

    (void)state;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "    ", 4)) {
            at = line[0] == '\n' ? at : NULL;
        } else if (!strncmp(line, command, sizeof command - 1)) {
            run_command(line + sizeof command - 1);
            at = t.text;
            commands++;
        } else if (at && strcmp(line, "    ...\n") && !may_be_missing(line)) {
            skeleton(want, sizeof want, line);
            if (!find_line(&at, want))
                fail_msg("this line of the page is not printed (any more):\n%sbut:\n%s", line,
                         t.text);
            lines++;
        }
    }
    fclose(f);
    assert_true(commands >= 7);
    assert_true(lines >= 40);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(commands_print_what_the_page_shows),
};
TEST_MAIN(tests)
