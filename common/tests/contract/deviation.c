/* SPDX-License-Identifier: Apache-2.0 */
/* Where a known host KVM does not do what the SDM says. Never a place for a backend of our own. */
#include "deviation.h"

#include <string.h>
#include <unistd.h>

#define KVM_PVM "/sys/module/kvm_pvm"

static const struct {
    const char *test, *backend, *host; /* `host` is there when the deviation is */
    const char *reason;
} known[] = {
    {"int_beyond_the_idt_limit_is_gp", "kvm-spt", KVM_PVM,
     "kvm_pvm delivers #UD instead of #GP for `int n` beyond the IDT's limit"},
};

const char *deviation(const char *test, const char *backend)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (!strcmp(known[i].test, test) && !strcmp(known[i].backend, backend) &&
            !access(known[i].host, F_OK))
            return known[i].reason;
    return NULL;
}
