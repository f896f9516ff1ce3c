/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel module behind /dev/kvm: which it is, who uses it, and how to load it again with
 * another value of the parameter that decides on two-dimensional paging. */
#ifndef MMUBENCH_EPT_MODULE_H
#define MMUBENCH_EPT_MODULE_H

#include <stdbool.h>

#define MODULE_DIR "/sys/module"

struct module {
    const char *name, *parameter; /* "kvm_intel", "ept" */
    bool original;                /* the parameter's value when module_find() looked */
    char args[4096];              /* all parameters as they were then: "ple_gap=128 ..." */
};

/* Finds the one that is loaded and notes its parameters. `dir` is MODULE_DIR. -ENODEV with a text
 * when there is none that could be loaded again. */
int module_find(struct module *m, const char *dir);

/* How many files and modules hold it; -errno with a text. */
int module_users(const struct module *m, const char *dir);

/* Takes it out and loads it with parameter=value and all others as they were; waits for /dev/kvm.
 * While it is in use, tries for `patience_ms`, then gives up with -EBUSY. 0 or -errno with a text
 * that tells how to load it by hand if it is out now. */
int module_reload(const struct module *m, bool value, unsigned patience_ms);

#endif
