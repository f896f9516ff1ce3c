/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the user part of an image: what its files share. CPL 3. */
#ifndef MMUBENCH_GUESTS_USER_H
#define MMUBENCH_GUESTS_USER_H

#include "gpt.h"

extern struct gpt user_tables; /* of the space that runs */

static inline uint64_t service(uint64_t nr, uint64_t a, uint64_t b, uint64_t c)
{
    __asm__ volatile("syscall"
                     : "+a"(nr), "+D"(a), "+S"(b), "+d"(c)
                     :
                     : "rcx", "r8", "r9", "r10", "r11", "memory");
    return nr;
}

/* The same with a fourth argument. */
static inline void service_4(uint64_t nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    register uint64_t r10 __asm__("r10") = d;

    __asm__ volatile("syscall"
                     : "+a"(nr), "+D"(a), "+S"(b), "+d"(c), "+r"(r10)
                     :
                     : "rcx", "r8", "r9", "r11", "memory");
}

/* A store by the guest kernel. */
void user_store(struct gpa entry, uint64_t value);

/* Whether an entry of level 3 may map a page, tried once: CPUID tells, but does not always trap.
 * The trap is taken over by the first call. */
bool user_has_huge(void);

/* Ends the run for an error of gpt.h. */
void user_must(int rc, struct gva at);

#endif
