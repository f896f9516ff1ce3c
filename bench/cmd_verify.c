/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/run/cancel.h"
#include "bench/verify/soak.h"
#include "bench/verify/verify.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DEFAULT_SECONDS 60u

static void help(void)
{
    printf(
        "usage: mmubench verify [--seconds=N] [--seed=S] [--mmu=LIST] [--soak]\n"
        "\n"
        "Runs the same programs in a guest on each mode that this machine has and in a reference\n"
        "written from the SDM, and compares outcome, error codes, CR2, A/D bits and memory: the\n"
        "product of all entry bits and kinds of access, programs for known classes of bugs, and\n"
        "random programs with what time is left. A difference is printed as a short program.\n"
        "\n"
        "  --seconds=N   for all modes together (default %u); the fixed part takes about ten\n"
        "  --seed=S      of the first random program (default: the time); printed\n"
        "  --mmu=LIST    modes, comma-separated (default: all available ones)\n"
        "  --soak        print memory, descriptors and processes from time to time during the\n"
        "                random programs; that one of them grows is a failure\n",
        DEFAULT_SECONDS);
}

static int add_mode(struct verify *v, const char *name)
{
    const struct mode *m;
    struct mmu_probe p;
    int rc = modes_find(name, &m);

    if (rc)
        return rc;
    if (!modes_target(m, NULL))
        return err(EINVAL, "--mmu=%s: this mode has no MMU of its own to verify", name);
    modes_probe(m, &p);
    if (!p.available)
        return err(ENODEV, "%s is not available: %s; %s", name, p.reason, p.remedy);
    if (v->nmodes == MODES_MAX)
        return err(EINVAL, "--mmu=: more than %u modes", MODES_MAX);
    v->mode[v->nmodes++] = m;
    return 0;
}

static int add_modes(struct verify *v, const char *list)
{
    char copy[256];
    int rc = 0;

    if (!*list || strlen(list) >= sizeof copy)
        return err(EINVAL, "--mmu=: a comma-separated list of modes is needed");
    strcpy(copy, list);
    for (char *save, *name = strtok_r(copy, ",", &save); name && !rc;
         name = strtok_r(NULL, ",", &save))
        rc = add_mode(v, name);
    return rc;
}

static void add_available(struct verify *v)
{
    for (size_t i = 0; i < modes_count(); i++) {
        const struct mode *m = modes_at(i);
        struct mmu_probe p;

        if (!modes_target(m, NULL))
            continue;
        modes_probe(m, &p);
        if (p.available)
            v->mode[v->nmodes++] = m;
        else
            printf("%-8s left out: %s; %s\n", modes_name(m), p.reason, p.remedy);
    }
}

static int number(uint64_t *out, const char *option, const char *text, uint64_t min)
{
    if (names_number(text, out) || *out < min)
        return err(EINVAL, "%s%s: a whole number is needed, %" PRIu64 " or more", option, text,
                   min);
    return 0;
}

static int parse(struct verify *v, const char *arg)
{
    static const char seconds[] = "--seconds=", seed[] = "--seed=", mmu[] = "--mmu=";

    if (!strncmp(arg, seconds, sizeof seconds - 1))
        return number(&v->seconds, seconds, arg + sizeof seconds - 1, 1);
    if (!strncmp(arg, seed, sizeof seed - 1))
        return number(&v->seed, seed, arg + sizeof seed - 1, 0);
    if (!strncmp(arg, mmu, sizeof mmu - 1))
        return add_modes(v, arg + sizeof mmu - 1);
    if (!strcmp(arg, "--soak")) {
        v->soak = true;
        return soak_begin();
    }
    return err(EINVAL,
               "verify: unknown argument %s (possible: --seconds=N, --seed=S, --mmu=LIST, --soak)",
               arg);
}

static int verdict(const struct verify *v, const struct verify_result *res, int rc)
{
    if (rc == -EINTR) {
        fputs("mmubench: interrupted\n", stderr);
        return EXIT_CODE_INTERRUPTED;
    }
    if (rc)
        return cmd_fail(EXIT_CODE_HOST);
    if (res->different) {
        printf("verdict: %u of %zu modes DIFFER from what the SDM says; do not trust them\n",
               res->different, v->nmodes);
        return EXIT_CODE_DIFFERENT;
    }
    if (res->leaks) {
        printf("verdict: what this program holds of the host GREW in %u of %zu modes\n", res->leaks,
               v->nmodes);
        return EXIT_CODE_DIFFERENT;
    }
    printf("verdict: all %zu modes do what the SDM says", v->nmodes);
    printf(res->deviations ? ", but for %u deviations of this machine's own, named above\n" : "\n",
           res->deviations);
    return EXIT_CODE_OK;
}

int cmd_verify(int argc, char **argv)
{
    struct verify v = {
        .seconds = DEFAULT_SECONDS, .seed = (uint64_t)time(NULL), .cancel = &cancel_flag};
    struct verify_result res;

    for (int i = 1; i < argc; i++) {
        if (cmd_is_help(argv[i])) {
            help();
            return EXIT_CODE_OK;
        }
        int rc = parse(&v, argv[i]);
        if (rc)
            return cmd_fail(rc == -ENODEV ? EXIT_CODE_MODE : EXIT_CODE_USAGE);
    }
    cancel_catch(); /* before anything is printed: whoever reads it may interrupt from then on */
    if (!v.nmodes)
        add_available(&v);
    if (!v.nmodes) {
        fputs("mmubench: no mode that could be verified is available\n", stderr);
        return EXIT_CODE_MODE;
    }
    setvbuf(stdout, NULL, _IOLBF, 0); /* into a log, too: it may take long */
    printf("seed %" PRIu64 ", %" PRIu64 " s\n", v.seed, v.seconds);
    return verdict(&v, &res, verify_run(&v, &res));
}
