/* SPDX-License-Identifier: Apache-2.0 */
#include "native.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

void *native_page(void)
{
    void *p =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

void native_free(void *page)
{
    munmap(page, PAGE);
}

void native_run(void *page, const uint8_t *insn, size_t len, void *rdi, struct native *regs)
{
    static const uint8_t before[] = {
        0x53,                   /* push rbx */
        0x48, 0x8b, 0x06,       /* mov rax, [rsi] */
        0x48, 0x8b, 0x4e, 0x08, /* mov rcx, [rsi + 8] */
        0x48, 0x8b, 0x56, 0x10, /* mov rdx, [rsi + 16] */
        0x48, 0x8b, 0x5e, 0x18, /* mov rbx, [rsi + 24] */
        0xff, 0x76, 0x20,       /* push [rsi + 32] */
        0x9d,                   /* popfq */
    };
    static const uint8_t after[] = {
        0x9c,                   /* pushfq */
        0x8f, 0x46, 0x20,       /* pop [rsi + 32] */
        0x48, 0x89, 0x06,       /* mov [rsi], rax */
        0x48, 0x89, 0x4e, 0x08, /* mov [rsi + 8], rcx */
        0x48, 0x89, 0x56, 0x10, /* mov [rsi + 16], rdx */
        0x48, 0x89, 0x5e, 0x18, /* mov [rsi + 24], rbx */
        0x5b,                   /* pop rbx */
        0xc3,                   /* ret */
    };
    uint8_t *p = page;
    void (*run)(void *, struct native *);

    memcpy(p, before, sizeof(before));
    memcpy(p + sizeof(before), insn, len);
    memcpy(p + sizeof(before) + len, after, sizeof(after));
    memcpy(&run, &page, sizeof(run));
    run(rdi, regs);
}
