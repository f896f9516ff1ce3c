/* SPDX-License-Identifier: Apache-2.0 */
/* Guests that misbehave, in every mode that this machine has: a documented exit code, one line that
 * says what happened, whole files, no process left. */
#include "bench/exit_code.h"
#include "tool.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct tool t;
static char modes[4][16];
static size_t nmodes;

static int find_modes(void **state)
{
    (void)state;
    nmodes = tool_guest_modes(modes);
    if (nmodes == 0)
        tool_skip("no mode of this machine runs a guest (see `mmubench info`)");
    return 0;
}

struct hostile {
    const char *image;    /* in HOSTILE_DIR */
    const char *set[3];   /* values for --set, or NULL */
    int code, other_code; /* either will do; the same for one */
    const char *text;     /* in the output */
    bool loops;           /* ended by its time-out: a short one */
};

static void run_in(const struct hostile *h, const char *mode)
{
    static unsigned count;
    const char *argv[24] = {"run",
                            "--repeat=1",
                            "--samples=1",
                            "--ram=32",
                            h->loops ? "--timeout=2" : "--timeout=30",
                            "--no-check"};
    char image[512], mmu[80], name[32];
    size_t n = 6;

    snprintf(image, sizeof image, HOSTILE_DIR "/%s.elf", h->image);
    snprintf(mmu, sizeof mmu, "--mmu=%s", mode);
    snprintf(name, sizeof name, "hostile%u", count++);
    argv[n++] = mmu;
    argv[n++] = image;
    argv[n++] = "-o";
    argv[n++] = tool_path(name);
    for (size_t i = 0; i < 3 && h->set[i]; i++) {
        argv[n++] = "--set";
        argv[n++] = h->set[i];
    }
    tool_run(&t, argv);
    if (t.code != h->other_code)
        tool_check(&t, h->code, "");
    if (h->text && (t.code || !h->code))
        tool_check(&t, t.code, h->text);
    tool_check_dir(tool_path(name));
}

static void everywhere(const struct hostile *h)
{
    for (size_t i = 0; i < nmodes; i++)
        run_in(h, modes[i]);
}

#define GUEST_FAILS(image_, text_, ...)                         \
    everywhere(&(struct hostile){.image = (image_),             \
                                 .code = EXIT_CODE_GUEST,       \
                                 .other_code = EXIT_CODE_GUEST, \
                                 .text = (text_),               \
                                 __VA_ARGS__})

static void kernel_that_loops_forever_is_timed_out(void **state)
{
    (void)state;
    GUEST_FAILS("loop", "did not end within", .loops = true);
}

static void user_that_loops_forever_is_timed_out(void **state)
{
    (void)state;
    GUEST_FAILS("user_loop", "did not end within", .loops = true);
}

static void triple_fault_is_named(void **state)
{
    (void)state;
    GUEST_FAILS("triple", "triple fault");
}

static void jump_to_unmapped_memory_is_a_triple_fault_without_idt(void **state)
{
    (void)state;
    GUEST_FAILS("stray", "triple fault");
}

static void jump_to_unmapped_memory_panics_the_guest_kernel(void **state)
{
    (void)state;
    GUEST_FAILS("user_stray", "0x123456789000");
}

static void halt_without_exit_is_named(void **state)
{
    (void)state;
    GUEST_FAILS("halt", "halted");
}

static void unknown_port_is_named(void **state)
{
    (void)state;
    GUEST_FAILS("port", "0x1234");
}

static void unknown_hypercall_is_a_failure_of_the_guest(void **state)
{
    (void)state;
    GUEST_FAILS("hypercall", "hypercall");
}

/* A hole drops the write, as hardware does, and the run goes on; but it is said. */
static void memory_that_does_not_exist_is_named(void **state)
{
    (void)state;
    everywhere(&(struct hostile){.image = "hole", .text = "0xf0000000"});
}

static const char *const window[] = {"address=0x550000000000", "address=0x555555555000",
                                     "address=0x7f0000000000", "address=0x7ffff7fff000"};

/* Hardware knows no window: an address that the guest did not map is its own page fault. */
static void unmapped_window_is_a_page_fault_of_the_guest(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof window / sizeof window[0]; i++)
        everywhere(&(struct hostile){.image = "window",
                                     .set = {"map=0", window[i]},
                                     .code = EXIT_CODE_GUEST,
                                     .other_code = EXIT_CODE_GUEST,
                                     .text = "vector 0xe"});
}

/* Our shadow must refuse what it cannot map; KVM can. */
static void mapped_window_is_refused_or_works(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof window / sizeof window[0]; i++)
        for (size_t m = 0; m < nmodes; m++) {
            int code = strcmp(modes[m], "spt") ? EXIT_CODE_OK : EXIT_CODE_GUEST;

            run_in(&(struct hostile){.image = "window",
                                     .set = {"map=1", window[i]},
                                     .code = code,
                                     .other_code = code},
                   modes[m]);
        }
}

static void scribbling_over_page_tables_harms_nothing(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 4; seed++) {
        char set[24];

        snprintf(set, sizeof set, "seed=%d", seed);
        everywhere(&(struct hostile){.image = "scribble",
                                     .set = {set, seed % 2 ? "shape=0" : "shape=1", "writes=20000"},
                                     .code = EXIT_CODE_GUEST,
                                     .other_code = EXIT_CODE_OK});
    }
    /* The next guest finds everything in order. */
    for (size_t i = 0; i < nmodes; i++) {
        char mmu[80], name[32];

        snprintf(mmu, sizeof mmu, "--mmu=%s", modes[i]);
        snprintf(name, sizeof name, "after%zu", i);
        TOOL(&t, "run", mmu, "--repeat=1", "--ram=32", "hello", "-o", tool_path(name));
        tool_check(&t, 0, "hello from");
    }
}

static void status_of_the_guest_is_a_failure(void **state)
{
    char mmu[80];

    (void)state;
    for (size_t i = 0; i < nmodes; i++) {
        char name[32];

        snprintf(mmu, sizeof mmu, "--mmu=%s", modes[i]);
        snprintf(name, sizeof name, "status%zu", i);
        TOOL(&t, "run", mmu, "--repeat=1", "--ram=32", "hello", "--set", "status=3", "-o",
             tool_path(name));
        tool_check(&t, EXIT_CODE_GUEST, "3");
    }
}

static void check_names_instructions_that_do_not_trap(void **state)
{
    static const char *const names[] = {"sgdt", "pushf", "popf", "start"};

    (void)state;
    TOOL(&t, "check", HOSTILE_DIR "/sensitive.elf");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        tool_check(&t, EXIT_CODE_FINDINGS, names[i]);
    tool_check(&t, EXIT_CODE_FINDINGS, "0x200000");
    TOOL(&t, "check", HOSTILE_DIR "/loop.elf");
    tool_check(&t, 0, "loop.elf");
}

static void spt_refuses_an_image_that_fails_the_check(void **state)
{
    (void)state;
    TOOL(&t, "run", "--mmu=spt", "--ram=32", HOSTILE_DIR "/sensitive.elf", "-o", tool_path("s"));
    if (t.code == EXIT_CODE_MODE)
        tool_skip("spt is not available here (see `mmubench info`)");
    tool_check(&t, EXIT_CODE_IMAGE, "sgdt");
    tool_check(&t, EXIT_CODE_IMAGE, "--no-check");
    assert_false(tool_exists(tool_path("s")));
}

/* Killed in the middle of a guest: its processes must go as well (tool_wait() looks). */
static void killing_the_runner_leaves_no_guest_process(void **state)
{
    (void)state;
    for (size_t i = 0; i < nmodes; i++) {
        char mmu[80], name[32];
        const char *argv[] = {"run",     mmu,  "--ram=32",      "--repeat=1000",
                              "syscall", "-o", tool_path(name), NULL};

        snprintf(mmu, sizeof mmu, "--mmu=%s", modes[i]);
        snprintf(name, sizeof name, "killed%zu", i);
        argv[6] = tool_path(name);
        tool_cut(&t, argv, "[2/", SIGKILL);
        tool_check_dir(tool_path(name));
    }
}

static void interrupting_a_guest_that_loops_ends_at_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < nmodes; i++) {
        char mmu[80], name[32];
        const char *argv[] = {"run", mmu,  "--ram=32", HOSTILE_DIR "/user_loop.elf",
                              "-o",  NULL, NULL};

        snprintf(mmu, sizeof mmu, "--mmu=%s", modes[i]);
        snprintf(name, sizeof name, "loop%zu", i);
        argv[5] = tool_path(name);
        tool_start(&t, argv);
        while (!tool_exists(tool_path(name)))
            usleep(1000);
        usleep(200000);       /* into the loop; before that an interrupt must do as well */
        kill(-t.pid, SIGINT); /* as the terminal does: to the guest's processes as well */
        tool_wait(&t);
        tool_check(&t, EXIT_CODE_INTERRUPTED, "interrupted");
        tool_check_dir(tool_path(name));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(kernel_that_loops_forever_is_timed_out, find_modes),
    cmocka_unit_test_setup(user_that_loops_forever_is_timed_out, find_modes),
    cmocka_unit_test_setup(triple_fault_is_named, find_modes),
    cmocka_unit_test_setup(jump_to_unmapped_memory_is_a_triple_fault_without_idt, find_modes),
    cmocka_unit_test_setup(jump_to_unmapped_memory_panics_the_guest_kernel, find_modes),
    cmocka_unit_test_setup(halt_without_exit_is_named, find_modes),
    cmocka_unit_test_setup(unknown_port_is_named, find_modes),
    cmocka_unit_test_setup(unknown_hypercall_is_a_failure_of_the_guest, find_modes),
    cmocka_unit_test_setup(memory_that_does_not_exist_is_named, find_modes),
    cmocka_unit_test_setup(unmapped_window_is_a_page_fault_of_the_guest, find_modes),
    cmocka_unit_test_setup(mapped_window_is_refused_or_works, find_modes),
    cmocka_unit_test_setup(scribbling_over_page_tables_harms_nothing, find_modes),
    cmocka_unit_test_setup(status_of_the_guest_is_a_failure, find_modes),
    cmocka_unit_test(check_names_instructions_that_do_not_trap),
    cmocka_unit_test(spt_refuses_an_image_that_fails_the_check),
    cmocka_unit_test_setup(killing_the_runner_leaves_no_guest_process, find_modes),
    cmocka_unit_test_setup(interrupting_a_guest_that_loops_ends_at_once, find_modes),
};

TEST_MAIN(tests)
