/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest that runs wild: it overwrites all of the monitor that it can reach, or the arena holds
 * what no monitor wrote. The runner must come back, must not crash, must signal nobody else, and
 * must leave nothing behind.
 */
#include "space.h"

#include "common/err.h"
#include "spt/layout.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern const char g_nop[];
extern space_program s_wild, s_tick;

enum { MAX_CHILDREN = 64, GONE_MS = 10000, TICKS = 1000 };

static void sleep_ms(unsigned ms)
{
    const struct timespec t = {0, (long)ms * 1000 * 1000};
    nanosleep(&t, NULL);
}

/* A process that has nothing to do with the monitor: any signal ends it. */
struct wild {
    struct vm *vm;
    pid_t bystander;
    pid_t pid[MAX_CHILDREN]; /* of the monitor */
    unsigned n;
};

static pid_t bystander; /* so that a test that fails can be tidied up after */

static struct wild wild_begin(struct vm *vm)
{
    bystander = fork();
    if (bystander == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    struct wild w = {.vm = vm, .bystander = bystander};
    vm_go_ok(vm, g_nop, 0);
    vm_go_ok(vm, g_nop, 3);
    w.pid[0] = vm->mmu->template;
    w.n = 1 + space_children(w.pid[0], w.pid + 1, MAX_CHILDREN - 1);
    assert_true(w.n > 2);
    return w;
}

/* Nothing is left of the monitor, and the bystander lives. */
static void wild_end(struct wild *w)
{
    w->vm->ops->destroy(w->vm->mmu);
    w->vm->mmu = NULL;
    assert_true(space_gone(w->pid, w->n, GONE_MS));
    int status;
    assert_int_equal(waitpid(-1, &status, WNOHANG), 0); /* one child, and it lives: the bystander */
    assert_true(space_alive(w->bystander));
}

static int wild_teardown(void **state)
{
    kill(bystander, SIGKILL);
    waitpid(bystander, NULL, 0);
    return vm_teardown(state);
}
#define cmocka_unit_test_wild(name) \
    cmocka_unit_test_setup_teardown(name, space_setup_native, wild_teardown)

/* One run() that a thread disturbs, and then kicks. 0: it returned an exit, else the error. */
struct disturbed {
    struct wild *w;
    const uint64_t *ticks; /* that the guest makes; NULL: none */
    void (*how)(struct wild *w);
};

/* On a busy host it takes a while until the guest runs. */
static void wait_ticks(const uint64_t *ticks)
{
    while (__atomic_load_n(ticks, __ATOMIC_RELAXED) < TICKS)
        sleep_ms(1);
}

static void *disturb(void *arg)
{
    struct disturbed *d = arg;
    sleep_ms(20);
    if (d->ticks)
        wait_ticks(d->ticks);
    if (d->how)
        d->how(d->w);
    sleep_ms(100);
    d->w->vm->ops->kick(d->w->vm->mmu);
    return NULL;
}

static int run_disturbed(struct wild *w, const uint64_t *ticks, void (*how)(struct wild *))
{
    struct disturbed d = {w, ticks, how};
    pthread_t thread;
    struct vm *vm = w->vm;
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(pthread_create(&thread, NULL, disturb, &d), 0);
    int r = vm->ops->run(vm->mmu, &vm->exit);
    pthread_join(thread, NULL);
    if (r < 0)
        assert_true(strlen(err_text()) > 20);
    else
        assert_true((unsigned)vm->exit.kind < VCPU_EXIT_KINDS);
    return r;
}

static int spin_disturbed(struct wild *w, void (*how)(struct wild *))
{
    const uint64_t at = space_frame(w->vm, 0);
    space_enter(w->vm, s_tick, 3);
    w->vm->st.gpr[RBX] = SPACE_PHYS + at;
    return run_disturbed(w, vm_host(w->vm, at, 8), how);
}

/* --- the guest itself --- */

/* Every writable range of the monitor's process, for s_wild: bytes from `skip` of each page on. */
static unsigned writable_ranges(struct vm *vm, uint64_t list)
{
    char path[64], line[512], perms[8];
    unsigned long from, to;
    unsigned n = 0;
    const struct arena *a = vm->mmu->arena;
    snprintf(path, sizeof path, "/proc/%d/maps", (int)a->root[a->active].pid);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, perms) != 3 || perms[1] != 'w' ||
            from < SPT_WINDOW)
            continue;
        vm_write(vm, list + 16 * n, from);
        vm_write(vm, list + 16 * n + 8, (to - from) / 8);
        n++;
    }
    fclose(f);
    vm_write(vm, list + 16 * n + 8, 0);
    return n;
}

/* The value written: the bystander's pid in both halves, so that it is in every place where a pid
 * is looked for. */
static void guest_overwrites_all_that_it_can_reach(void **state)
{
    struct vm *vm = *state;
    struct wild w = wild_begin(vm);
    uint64_t list = vm_new_frame(vm, 1);
    assert_true(writable_ranges(vm, list) > 4);
    space_enter(vm, s_wild, 3);
    vm->st.gpr[RSI] = SPACE_PHYS + list;
    vm->st.gpr[RAX] = (uint64_t)w.bystander << 32 | (uint64_t)w.bystander;
    run_disturbed(&w, NULL, NULL);
    struct counters c;
    vm->ops->counters(vm->mmu, &c);
    vm->ops->get_state(vm->mmu, &vm->st);
    wild_end(&w);
}

/* --- fields of the arena --- */

static void lose_the_vcpu(struct wild *w)
{
    struct arena *a = w->vm->mmu->arena;
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        a->root[i].pid = w->bystander;
    atomic_store(&a->active, UINT32_MAX);
}

static void lost_vcpu_ends_the_run_after_a_kick(void **state)
{
    struct wild w = wild_begin(*state);
    assert_true(spin_disturbed(&w, lose_the_vcpu) < 0);
    assert_non_null(strstr(err_text(), "did not answer"));
    wild_end(&w);
}

static void foreign_pids(struct wild *w)
{
    struct arena *a = w->vm->mmu->arena;
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        a->root[i].pid = i % 2 ? w->bystander : getpid();
}

static void restore_pids(struct wild *w)
{
    struct arena *a = w->vm->mmu->arena;
    sleep_ms(50);
    for (unsigned i = 1; i < w->n; i++)
        a->root[i - 1].pid = w->pid[i];
}

static void kick_with_foreign_pids(struct wild *w)
{
    foreign_pids(w);
    w->vm->ops->kick(w->vm->mmu);
    restore_pids(w);
}

static void no_foreign_process_is_signalled_by_a_kick(void **state)
{
    struct wild w = wild_begin(*state);
    assert_int_equal(spin_disturbed(&w, kick_with_foreign_pids), 0);
    wild_end(&w);
}

static void no_foreign_process_is_signalled_at_the_end(void **state)
{
    struct wild w = wild_begin(*state);
    foreign_pids(&w);
    wild_end(&w);
}

/* Hands the runner an exit while the guest spins. */
static void forge_exit(struct wild *w, const struct vcpu_exit *x)
{
    struct arena *a = w->vm->mmu->arena;
    memcpy(&a->exit, x, sizeof *x);
    atomic_store(&a->party[SPT_RUNNER].go, PARTY_GO);
}

static void forge_kind(struct wild *w)
{
    struct vcpu_exit x;
    memset(&x, 0xee, sizeof x);
    forge_exit(w, &x);
}
static void forge_io(struct wild *w)
{
    struct vcpu_exit x = {.kind = VCPU_EXIT_IO, .io = {.size = 200}};
    forge_exit(w, &x);
}
static void forge_mmio(struct wild *w)
{
    struct vcpu_exit x = {.kind = VCPU_EXIT_MMIO, .mmio = {.size = 64}};
    forge_exit(w, &x);
}
static void forge_text(struct wild *w)
{
    struct vcpu_exit x = {.kind = VCPU_EXIT_ERROR};
    memset(x.text, 0x1b, sizeof x.text);
    forge_exit(w, &x);
}

static void forged(struct vm *vm, void (*forge)(struct wild *))
{
    struct wild w = wild_begin(vm);
    assert_int_equal(spin_disturbed(&w, forge), 0);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_ERROR);
    assert_non_null(strstr(vm->exit.text, "overwrote"));
    wild_end(&w);
}

static void exit_of_no_kind_becomes_an_error(void **state)
{
    forged(*state, forge_kind);
}
static void io_exit_of_impossible_size_becomes_an_error(void **state)
{
    forged(*state, forge_io);
}
static void mmio_exit_of_impossible_size_becomes_an_error(void **state)
{
    forged(*state, forge_mmio);
}

static void text_of_an_exit_is_printable_and_ends(void **state)
{
    struct vm *vm = *state;
    struct wild w = wild_begin(vm);
    assert_int_equal(spin_disturbed(&w, forge_text), 0);
    assert_int_equal(strnlen(vm->exit.text, sizeof vm->exit.text), sizeof vm->exit.text - 1);
    assert_null(strchr(vm->exit.text, 0x1b));
    wild_end(&w);
}

static void fp_image_beyond_the_arena_is_not_read(void **state)
{
    static const uint64_t bad[] = {UINT64_MAX, UINT64_MAX - 4096, UINT64_C(1) << 40};
    struct vm *vm = *state;
    struct wild w = wild_begin(vm);
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        vm->mmu->arena->fp_offset = bad[i];
        assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    }
    vm->mmu->arena->fp_offset = vm->mmu->arena_bytes - 8;
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    wild_end(&w);
}

static void slot_table_beyond_its_end_is_not_touched(void **state)
{
    struct vm *vm = *state;
    struct wild w = wild_begin(vm);
    vm->mmu->arena->ram.nslots = UINT32_MAX;
    assert_int_equal(ram_slot_add(&vm->ram, gfn(VM_HOLE >> PAGE_SHIFT), 16, 0, 0), -ENOSPC);
    board_fini(&vm->board);
    wild_end(&w);
}

/* As a guest could by a jump to the gate: the template is asked for processes. */
static void ask_for_fork(struct arena *a, uint32_t slot)
{
    atomic_store(&a->fork_slot, slot + 1);
    atomic_fetch_add(&a->template_word, 1);
    syscall(SYS_futex, &a->template_word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    sleep_ms(1);
}

static void template_forks_one_process_for_a_root_and_none_beyond(void **state)
{
    struct vm *vm = *state;
    struct wild w = wild_begin(vm);
    pid_t pid[MAX_CHILDREN];
    struct arena *a = vm->mmu->arena;
    for (unsigned i = 0; i < 50; i++) {
        ask_for_fork(a, 0);
        ask_for_fork(a, SPT_MAX_ROOTS + i);
        ask_for_fork(a, UINT32_MAX - 1 - i);
    }
    assert_true(space_alive(vm->mmu->template));
    assert_int_equal(1 + space_children(vm->mmu->template, pid, MAX_CHILDREN), w.n);
    wild_end(&w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_wild(guest_overwrites_all_that_it_can_reach),
        cmocka_unit_test_wild(lost_vcpu_ends_the_run_after_a_kick),
        cmocka_unit_test_wild(no_foreign_process_is_signalled_by_a_kick),
        cmocka_unit_test_wild(no_foreign_process_is_signalled_at_the_end),
        cmocka_unit_test_wild(exit_of_no_kind_becomes_an_error),
        cmocka_unit_test_wild(io_exit_of_impossible_size_becomes_an_error),
        cmocka_unit_test_wild(mmio_exit_of_impossible_size_becomes_an_error),
        cmocka_unit_test_wild(text_of_an_exit_is_printable_and_ends),
        cmocka_unit_test_wild(fp_image_beyond_the_arena_is_not_read),
        cmocka_unit_test_wild(slot_table_beyond_its_end_is_not_touched),
        cmocka_unit_test_wild(template_forks_one_process_for_a_root_and_none_beyond),
    };
    return space_main("wild", tests, sizeof tests / sizeof tests[0], argc, argv);
}
