/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the runner's entry state to one in which user code can run. Loops here are short on purpose:
 * a KVM that emulates CPL 0 needs about 2 us for each instruction.
 */
#include "kernel.h"

#include "common/pt.h"
#include "common/vcpu.h"
#include "service.h"

_Static_assert(SERVICE_PORT == GUEST_PORT && SERVICE_IMAGE == GUEST_IMAGE_GPA &&
                   SERVICE_BOOT == GUEST_BOOT_GPA,
               "service.h repeats guest_abi.h");

#define MSR_EFER   0xc0000080u
#define MSR_STAR   0xc0000081u
#define MSR_LSTAR  0xc0000082u
#define MSR_SFMASK 0xc0000084u

#define TABLE(entry) ((uint64_t *)((entry)&UINT64_C(0x000ffffffffff000)))
/* A and D are set beforehand everywhere, so that no run measures their being set. */
#define LINK        (PTE_P | PTE_W | PTE_U | PTE_A)
#define LARGE_BYTES (UINT64_C(2) << 20)
#define GIB         (UINT64_C(1) << 30)

/* Code and data descriptors of long mode, SDM Vol. 3A 3.4.5; accessed already. The TSS takes two.
 */
static uint64_t boot_gdt[7] = {
    0,
    UINT64_C(0x00af9b000000ffff), /* KERNEL_CS */
    UINT64_C(0x00cf93000000ffff), /* KERNEL_SS */
    UINT64_C(0x00cff3000000ffff), /* USER_SS */
    UINT64_C(0x00affb000000ffff), /* USER_CS */
};

static struct {
    uint16_t offset0, selector, flags, offset1;
    uint32_t offset2, zero;
} boot_idt[32];

/* SDM Vol. 3A figure 8-11, in 32-bit words: RSP0 at 1, IST1 at 9, I/O map base in the last. */
static uint32_t boot_tss[26];

static void write_msr(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static uint64_t read_msr(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

void boot_gate(uint64_t handler, unsigned vector)
{
    boot_idt[vector].offset0 = (uint16_t)handler;
    boot_idt[vector].offset1 = (uint16_t)(handler >> 16);
    boot_idt[vector].selector = KERNEL_CS;
    boot_idt[vector].flags = 0x8e00 | (vector == VEC_DF); /* interrupt gate; #DF on IST1 */
}

static void load_tables(void)
{
    struct {
        uint16_t pad[3], limit; /* so that base is aligned */
        uint64_t base;
    } reg = {.limit = sizeof(boot_gdt) - 1, .base = (uint64_t)boot_gdt};
    uint64_t tss = (uint64_t)boot_tss;

    boot_gdt[5] = (sizeof(boot_tss) - 1) | (tss & 0xffffff) << 16 | UINT64_C(0x89) << 40 |
                  (tss >> 24 & 0xff) << 56;
    boot_gdt[6] = tss >> 32;
    boot_tss[1] = (uint32_t)(uint64_t)boot_rsp0;
    boot_tss[9] = (uint32_t)(uint64_t)boot_ist1;
    boot_tss[25] = (uint32_t)sizeof(boot_tss) << 16; /* no I/O map: IOPL decides */
    __asm__ volatile("lgdt %0" : : "m"(reg.limit), "m"(reg.base));
    __asm__ volatile("ltr %w0" : : "r"(TSS_SEL));

    for (unsigned v = 0; v < 32; v++)
        boot_gate((uint64_t)kernel_vectors + 16 * v, v);
    boot_gate((uint64_t)kernel_protection, VEC_PF);
    reg.limit = sizeof(boot_idt) - 1;
    reg.base = (uint64_t)boot_idt;
    __asm__ volatile("lidt %0" : : "m"(reg.limit), "m"(reg.base));
}

/* PGE, so that global pages are: there are none unless a workload asks for them. */
static void enable_features(void)
{
    uint64_t cr4;

    write_msr(MSR_EFER, read_msr(MSR_EFER) | EFER_SCE | EFER_NXE);
    write_msr(MSR_STAR, (uint64_t)(KERNEL_SS | 3) << 48 | (uint64_t)KERNEL_CS << 32);
    write_msr(MSR_LSTAR, (uint64_t)kernel_syscall);
    write_msr(MSR_SFMASK, RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_NT | RFLAGS_AC);
    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT));
}

/* Opens the user part of the image: code read-only, data not executable. */
static void map_user_image(uint64_t *pml4)
{
    uint64_t *pdpt = TABLE(pml4[0]), *pd = TABLE(pdpt[0]);
    uint64_t *pte = boot_image_pt + (((uint64_t)guest_user_text - GUEST_IMAGE_GPA) >> PAGE_SHIFT);
    uint64_t at = (uint64_t)guest_user_text;

    for (; at < (uint64_t)guest_user_data; at += PAGE_SIZE)
        *pte++ = at | PTE_P | PTE_U | PTE_A;
    for (; at < (uint64_t)guest_user_end; at += PAGE_SIZE)
        *pte++ = at | LINK | PTE_D | PTE_NX;
    pml4[0] |= PTE_U;
    pdpt[0] |= PTE_U;
    pd[pt_index(gva(GUEST_IMAGE_GPA), 2)] = (uint64_t)boot_image_pt | LINK;
}

/* Returns the first frame that the window's tables left free. */
static uint64_t map_window(uint64_t *pml4, const struct guest_boot *b)
{
    uint64_t pdpt = (b->pool_gpa + PAGE_SIZE - 1) & PAGE_MASK, free = pdpt + PAGE_SIZE;
    uint64_t *link = (uint64_t *)pdpt, *pde = (uint64_t *)free;

    for (uint64_t at = 0; at + LARGE_BYTES <= b->ram_bytes; at += LARGE_BYTES) {
        if (at % GIB == 0) {
            pde = (uint64_t *)free;
            *link++ = free | LINK;
            free += PAGE_SIZE;
        }
        *pde++ = at | LINK | PTE_D | PTE_PS | PTE_NX;
    }
    pml4[pt_index(gva(GUEST_WINDOW), 4)] = pdpt | LINK;
    return free;
}

uint64_t boot(const struct guest_boot *b)
{
    uint64_t free;

    load_tables();
    enable_features();
    map_user_image((uint64_t *)b->cr3);
    free = map_window((uint64_t *)b->cr3, b);
    __asm__ volatile("mov %0, %%cr3" : : "r"(b->cr3) : "memory");
    return free;
}
