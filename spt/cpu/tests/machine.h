/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest in a few pages of plain memory for the tests of spt/cpu: GDT, IDT, TSS, stacks and data
 * at fixed addresses, an access log, pages that fault and a page that is MMIO.
 */
#ifndef MMUBENCH_SPT_CPU_MACHINE_H
#define MMUBENCH_SPT_CPU_MACHINE_H

#include "spt/cpu/cpu.h"

#define MEMORY_BYTES 0x20000u /* linear addresses from 0 */
#define GDT_AT       0x1000u
#define IDT_AT       0x2000u
#define TSS_AT       0x3000u
#define KSTACK_TOP   0x5000u
#define IST1_TOP     0x6000u
#define USTACK_TOP   0x8000u
#define DATA_AT      0x9000u
#define MMIO_AT      0x1f000u /* one page */
#define CODE_AT      0xa000u

#define KCODE   0x08u
#define KDATA   0x10u
#define UDATA   0x18u
#define UCODE   0x20u
#define ABSENT  0x28u /* user code, not present */
#define CODE32  0x30u
#define RODATA  0x38u
#define TSS_SEL 0x40u /* 16 bytes */
#define LDT_SEL 0x50u /* 16 bytes */
#define CONF    0x60u /* conforming code, DPL 0 */
#define FRESH   0x68u /* user data, accessed bit clear */
#define NOSTACK 0x70u /* user data, not present */
#define GDT_END 0x78u

struct machine {
    struct vcpu_state s;
    struct cpu_bus bus;
    struct vcpu_exit exit;
    struct cpu_outcome out;
    uint8_t *memory;        /* MEMORY_BYTES */
    uint64_t fault_page;    /* accesses to it fault; ~0: none */
    uint64_t readonly_page; /* writes to it fault; ~0: none */
    uint64_t user_page;     /* the only page that user accesses may reach; ~0: all */
    struct cpu_cache *cache;
    unsigned accesses, writes;
    bool last_user;
};

void machine_reset(struct machine *m);
int machine_setup(void **state);
int machine_teardown(void **state);

/* A test that gets a fresh machine. */
#define cmocka_unit_test_machine(test) \
    cmocka_unit_test_setup_teardown(test, machine_setup, machine_teardown)

/* Decodes `len` bytes at s.rip and emulates them. */
enum cpu_result machine_run(struct machine *m, const void *bytes, size_t len);
#define RUN(m, ...) \
    machine_run((m), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

#define OK(m, ...)  assert_int_equal(RUN(m, __VA_ARGS__), CPU_OK)
#define GP0(m, ...) machine_expect(m, RUN(m, __VA_ARGS__), VEC_GP, 0)
#define UD(m, ...)  machine_expect(m, RUN(m, __VA_ARGS__), VEC_UD, 0)

/* A fresh machine with registers for memory operands: RDI at DATA_AT, where PATTERN stands twice.
 */
void machine_prepare(struct machine *m);
#define PATTERN UINT64_C(0x1122334455667788)

void machine_at_start(struct machine *m); /* RIP is back at CODE_AT */
void machine_user(struct machine *m);     /* CPL 3, IOPL 0 */
void machine_gate(struct machine *m, unsigned vector, uint64_t raw_low, uint64_t raw_high);
/* A present gate of `type` with `dpl` and `ist` to `selector`:handler. */
void machine_handler(struct machine *m, unsigned vector, unsigned type, unsigned dpl, unsigned ist,
                     uint16_t selector, uint64_t handler);

uint64_t machine_u64(const struct machine *m, uint64_t at);
void machine_set_u64(struct machine *m, uint64_t at, uint64_t v);

/* Asserts that it ended in this event, and RIP did not move. */
void machine_expect(struct machine *m, enum cpu_result r, unsigned vector, uint32_t code);

/* Asserts that it was refused with a text that has `word`, and RIP is at CODE_AT. */
void machine_refused(struct machine *m, enum cpu_result r, const char *word);

#endif
