/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/run/guard.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"

#include <stdio.h>

static int check_one(const char *path)
{
    struct image img;
    int n;

    if (image_open(&img, path))
        return cmd_fail(EXIT_CODE_IMAGE);
    n = guard_list(&img, stdout);
    if (n == 0)
        printf("%s: no instruction that fails to trap at ring 3\n", path);
    image_close(&img);
    return n < 0 ? cmd_fail(EXIT_CODE_IMAGE) : n ? EXIT_CODE_FINDINGS : EXIT_CODE_OK;
}

int cmd_check(int argc, char **argv)
{
    int code = EXIT_CODE_OK;

    if (argc == 2 && cmd_is_help(argv[1])) {
        puts("usage: mmubench check IMAGE...\n\nNames every instruction of the images that behaves "
             "differently at ring 3 without\ntrapping (address, symbol, why): a deprivileged guest "
             "must not have them.\nEnds with 1 when there are any.");
        return EXIT_CODE_OK;
    }
    if (argc < 2 || argv[1][0] == '-') {
        fputs("mmubench: check: at least one image is needed (see `mmubench check --help`)\n",
              stderr);
        return EXIT_CODE_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        int one = check_one(argv[i]);

        code = one > code ? one : code;
    }
    return code;
}
