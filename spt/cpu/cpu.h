/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the monitor does in place of the CPU: instructions that trap at ring 3, memory instructions
 * that hit a write-tracked table or MMIO, and delivery of exceptions through the guest's IDT. Pure
 * functions over the vCPU state and a bus; no system calls, no allocation, no globals: usable in a
 * signal handler and testable anywhere.
 */
#ifndef MMUBENCH_SPT_CPU_H
#define MMUBENCH_SPT_CPU_H

#include "common/vcpu.h"
#include "common/walk.h"

#include <stddef.h>

#define CPU_INSN_MAX 15u /* bytes, SDM Vol. 2A 2.3.11 */

enum cpu_bus_result {
    CPU_BUS_OK,
    CPU_BUS_FAULT, /* *ev holds the #PF (or #GP for a non-canonical address), state->cr2 its address
                    */
    CPU_BUS_MMIO,  /* no slot there: bus->mmio holds the access; nothing was done */
};

/* How the emulator reaches guest memory. The monitor's bus sets A/D bits and keeps the shadow in
 * step when a write hits a tracked table; a test's bus may be plain memory. */
struct cpu_bus {
    void *ctx;
    /* Linear access of `len` bytes (1..64, may cross one page boundary; all or nothing), made as
     * user or supervisor. A write without a buffer is the first half of a read-modify-write: rights
     * are checked, A and D set, nothing is transferred; MMIO is left to the halves that follow. */
    enum cpu_bus_result (*access)(struct cpu_bus *bus, struct gva at, void *buf, size_t len,
                                  enum access kind, bool user, struct vcpu_event *ev);
    struct vcpu_state *state;
    /* An MMIO access that stopped an instruction; the runner answers it, `mmio_done` is set, and
     * the same instruction is emulated again: the bus then takes the answer instead of stopping,
     * and clears `mmio_done`. */
    struct vcpu_exit mmio;
    bool mmio_done;
    /* The emulator's own: what a read-modify-write read from MMIO, kept while its write is
     * answered.
     */
    bool held;
    uint64_t held_value;
    bool no_fsgsbase;    /* the guest's processor lacks it: CR4.FSGSBASE is a reserved bit */
    unsigned maxphyaddr; /* of the guest, bits: CR3 bits above it are reserved; 0: 52 */
    /* CPUID for a host that faults on it, also in the monitor; NULL: the instruction is used.
     * r = EAX, EBX, ECX, EDX. */
    void (*cpuid)(struct cpu_bus *bus, uint32_t leaf, uint32_t subleaf, uint32_t r[4]);
};

/* A decoded instruction; opaque to all but the emulator. Big enough to hold what it needs of Zydis'
 * decoding. */
struct cpu_insn;

/* Direct-mapped cache of decodings, keyed by address and verified by bytes. Zeroed memory is an
 * empty cache. */
struct cpu_cache;
extern const size_t cpu_cache_bytes;

/* Decodes (or finds in the cache) the instruction of `len` bytes at most at `rip`. NULL: not an
 * instruction. */
const struct cpu_insn *cpu_decode(struct cpu_cache *cache, struct gva rip, const uint8_t *bytes,
                                  size_t len);

/* `before` is called each time that the decoder's library is about to run: as Debian builds it, it
 * keeps its stack protector's canary in thread-local storage, which a trap handler has to bring
 * along. */
void cpu_before_library(void (*before)(void));

enum cpu_result {
    CPU_OK,    /* done: registers, memory and RIP are as after the instruction */
    CPU_EVENT, /* it raises out->event: deliver it. RIP is at the instruction; for int n, int3 and a
                  single-step #DB past it. out->effects count here too (single step). */
    CPU_EXIT,  /* *exit goes to the runner: IO (RIP is past the instruction), HALT (past), MMIO (RIP
                  at it) */
    CPU_STEP,  /* a memory instruction that this emulator does not know: run it natively, one step.
                  If  it came here by #GP, not by a page fault, that #GP is the guest's own. */
    CPU_REFUSED, /* exit->text says what is not supported (and exit->kind is ERROR) */
};

/* What the MMU must do after CPU_OK; bits. */
#define CPU_EFFECT_CR3    (1u << 0) /* CR3 was written: non-global translations are dropped */
#define CPU_EFFECT_FLUSH  (1u << 1) /* all translations are dropped (CR4.PGE change, CR0.PG...) */
#define CPU_EFFECT_ROLE   (1u << 2) /* CPL, CR0.WP or EFER.NXE changed */
#define CPU_EFFECT_INVLPG (1u << 3) /* out->invlpg */
#define CPU_EFFECT_IRETQ  (1u << 4) /* it was an iretq: for prefetch at its target */

struct cpu_outcome {
    unsigned effects;
    struct gva invlpg;
    struct vcpu_event event; /* for CPU_EVENT */
    /* Not 0: the event is a software interrupt and this is its instruction's length in bytes. Gate
     * DPL is checked, RIP pushed is the next one, or the instruction's if delivery itself faults.
     */
    unsigned soft;
};

/* Emulates one instruction on *bus->state. Privileged and sensitive ones obey CPL and IOPL exactly:
 * from CPL 3 they give #GP(0). Unsupported modes (CR4.LA57, SMEP, SMAP, PKE, PCIDE, EFER bits
 * unknown...) are CPU_REFUSED. */
enum cpu_result cpu_emulate(const struct cpu_insn *insn, struct cpu_bus *bus,
                            struct vcpu_exit *exit, struct cpu_outcome *out);

/* Whether cpu_emulate() executes this instruction wholly and exactly as at CPL 0, so that the
 * guest's kernel can be interpreted across it. Never for SSE, AVX and x87. A repeated string
 * instruction may end early with RIP still at it, as if interrupted. */
bool cpu_can_interpret(const struct cpu_insn *insn);

/* Stores the runner's answer to an IN (exit->io.value) into RAX, as the instruction does (SDM Vol.
 * 2A IN). */
void cpu_finish_in(struct vcpu_state *s, const struct vcpu_exit *exit);

/* SYSCALL in 64-bit mode (SDM Vol. 2B). state->rip must be that of the next instruction. False:
 * EFER.SCE is 0 (#UD). */
bool cpu_syscall(struct vcpu_state *s);

/* Delivers an event through the guest's IDT: gate and descriptor checks, stack switch by RSP0 or
 * IST, pushes, new CS:RIP, IF cleared by an interrupt gate (SDM Vol. 3A 6.12-6.14). A fault on the
 * way becomes #DF by the rules of table 6-5; a fault while delivering #DF is a triple fault:
 * returns false. *effects as in cpu_outcome; `soft` too. */
bool cpu_deliver(struct cpu_bus *bus, struct vcpu_event ev, unsigned soft, unsigned *effects);

/* The mnemonic, for messages ("wbinvd"). */
const char *cpu_insn_name(const struct cpu_insn *insn);

/* What kind of instruction it was, for counters. */
enum cpu_kind {
    CPU_KIND_OTHER,
    CPU_KIND_IRETQ,
    CPU_KIND_CR3_WRITE,
    CPU_KIND_CR_WRITE,
    CPU_KIND_INVLPG,
    CPU_KIND_IO,
    CPU_KIND_HLT,
    CPU_KIND_MEMORY, /* data, stack and branch instructions: they trap for memory, if at all */
};
enum cpu_kind cpu_insn_kind(const struct cpu_insn *insn);

#endif
