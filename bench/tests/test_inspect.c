/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench translate` and `mmubench tables` from the command line. */
#include "bench/exit_code.h"
#include "common/addr.h"
#include "common/tests/test_main.h"
#include "tool.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT "0x100000000000" /* GUEST_TEST_GVA */

static struct tool t;

static json_t *output(void)
{
    json_error_t e;
    json_t *o = json_loads(t.text, 0, &e);

    if (!o)
        fail_msg("not JSON: line %d: %s", e.line, e.text);
    return o;
}

static uint64_t hex(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    if (!text)
        fail_msg("%s is not there", key);
    return strtoull(text, NULL, 16);
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text ? text : "";
}

/* Not every CPU that a mode gives its guest has 1 GiB pages: the guest says so and ends. */
static bool has_pages(const char *mode, const char *set)
{
    char mmu[40];

    snprintf(mmu, sizeof mmu, "--mmu=%s", mode);
    TOOL(&t, "translate", "--gva=" AT, mmu, "--set", set, "--set", "bytes=8M", "--ram=3072");
    if (!t.code)
        return true;
    tool_check(&t, EXIT_CODE_GUEST, "the guest's CPU has no pages of this size");
    print_message("%s is left out: its guest's CPU has no such pages (%s)\n", mode, set);
    return false;
}

/* The modes of this machine that can compare such pages: one more way to run spt, where there is no
 * KVM. */
static const char *all_modes(const char *set)
{
    static char option[96];
    char names[4][16];
    size_t n = tool_guest_modes(names), had = 0;

    strcpy(option, "--mmu=spt:interpret=0");
    for (size_t i = 0; i < n; i++) {
        if (!has_pages(names[i], set))
            continue;
        had++;
        strcat(option, ",");
        strcat(option, names[i]);
    }
    if (!had)
        tool_skip("no mode of this machine gives its guest pages of this size");
    return option;
}

static void check_own(const json_t *one, uint64_t offset)
{
    const json_t *root;
    size_t i;
    unsigned same = 0;

    json_array_foreach(json_object_get(one, "roots"), i, root)
    {
        if (strcmp(text_of(root, "match"), "same"))
            continue;
        same++;
        assert_int_equal(hex(root, "fd_offset"), offset);
        if (json_is_string(json_object_get(root, "hpa")))
            assert_int_equal(hex(root, "hpa"), hex(one, "hpa"));
    }
    if (!strncmp(text_of(one, "mmu"), "spt", 3))
        assert_int_equal(same, 1);
}

static void check_page(const char *set, const char *page, uint64_t inside)
{
    const char *modes = all_modes(set);
    char gva_option[64];
    const json_t *one;
    size_t i;

    snprintf(gva_option, sizeof gva_option, "--gva=0x%lx", 0x100000000000 + inside);
    TOOL(&t, "translate", gva_option, modes, "--set", set, "--set", "bytes=8M", "--ram=3072",
         "--json");
    assert_int_equal(t.code, 0);
    json_t *o = output();
    assert_true(json_is_true(json_object_get(o, "agree")));
    assert_true(json_array_size(json_object_get(o, "translations")) >= 2);
    json_array_foreach(json_object_get(o, "translations"), i, one)
    {
        assert_string_equal(text_of(one, "status"), "ok");
        assert_string_equal(text_of(one, "page"), page);
        assert_int_equal(hex(one, "gpa") % PAGE_SIZE, inside % PAGE_SIZE);
        assert_int_equal(hex(one, "fd_offset"), hex(one, "gpa"));
        if (geteuid() == 0 && !json_is_string(json_object_get(one, "hpa")))
            assert_non_null(strstr(text_of(one, "hpa_missing"), "CAP_SYS_ADMIN"));
        check_own(one, hex(one, "fd_offset"));
    }
    json_decref(o);
}

static void modes_agree_on_small_pages(void **state)
{
    (void)state;
    check_page("page=4K", "4K", 0x7000);
}

static void modes_agree_on_2m_pages(void **state)
{
    (void)state;
    check_page("page=2M", "2M", 0x345678);
}

static void modes_agree_on_1g_pages(void **state)
{
    (void)state;
    check_page("page=1G", "1G", 0x654321);
}

static void each_step_is_shown(void **state)
{
    static const char *const parts[] = {
        "chase in spt, stopped at hypercall section_begin (exit ",
        "PML4 table 0x",
        "PDPT table 0x",
        "PD   table 0x",
        "PT   table 0x",
        "-> 4K page",
        "at CPL 3: read yes, write yes, fetch #PF(0x15)",
        "=> GPA 0x",
        "memory: ram \"ram\", byte 0x",
        "=> HVA 0x",
        "root ",
        "4K entry, rw-, byte 0x",
        "same: as the guest has it",
        "host mapping: 0x",
    };

    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--gva=" AT, "chase");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        tool_check(&t, 0, parts[i]);
    if (!strstr(t.text, "=> HPA 0x"))
        tool_check(&t, 0, "CAP_SYS_ADMIN");
    else
        tool_check(&t, 0, ": the same frame");
}

static void wrong_addresses_say_where_and_why_the_walk_ends(void **state)
{
    static const struct {
        const char *gva, *cr3, *part;
    } wrong[] = {
        {"--gva=0x900000000000", NULL, "not canonical"},
        {"--gva=0x7f0000000000", NULL, "ends at the PML4: its entry is not present"},
        {"--gva=0x500", NULL, "ends at the PT: its entry is not present"},
        {"--gva=0x500", NULL, "at CPL 3: read #PF(0x4), write #PF(0x6), fetch #PF(0x14)"},
        {"--gva=0xffff800000000000", NULL, "ends at the PML4"},
        {"--gva=0x1000", "--cr3=0x40000000000", "no guest RAM: is that CR3 right?"},
        {"--gva=0x1000", "--cr3=0x7000000", "no root for this CR3"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        TOOL(&t, "translate", "--mmu=spt", wrong[i].gva, "chase", wrong[i].cr3);
        tool_check(&t, 0, wrong[i].part);
    }
}

static void address_without_memory_is_an_exit(void **state)
{
    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--gva=" AT, "--stop-at=1", HOSTILE_DIR "/hole.elf");
    tool_check(&t, 0, "=> GPA 0xf0000000\n");
    tool_check(&t, 0, "memory: a hole: an access is an MMIO exit");
    tool_check(&t, 0, "no memory slot: never filled");
}

static void tree_of_memory_is_shown_with_its_slots(void **state)
{
    (void)state;
    TOOL(&t, "mtree", "--mmu=spt", "--ram=64", "chase");
    tool_check(&t, 0, "system");
    tool_check(&t, 0, "  0x0-0x3ffffff ram \"ram\"");
    tool_check(&t, 0, "  slot 0: 0x0-0x3ffffff");
    TOOL(&t, "mtree", "--mmu=spt", "--ram=64", "--json", "chase");
    assert_int_equal(t.code, 0);
    json_decref(output());
}

static void regions_of_the_guest_are_named(void **state)
{
    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--ram=64", "--gva=0x100000001000", "rom");
    tool_check(&t, 0, "memory: rom \"rom\", byte 0x0 of it");
    tool_check(&t, 0, "of the memfd, read-only: a write is an exit");
    TOOL(&t, "mtree", "--mmu=spt", "--ram=64", "alias");
    tool_check(&t, 0, "alias \"window\" of \"ram\" from byte 0x");
    tool_check(&t, 0, "  slot 1: 0x40000000-0x");
    TOOL(&t, "mtree", "--mmu=spt", "--ram=64", "mmio");
    tool_check(&t, 0, "mmio \"device\", priority 1");
}

static void page_that_nobody_touched_has_no_frame(void **state)
{
    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--gva=0x300010000000", "chase");
    tool_check(&t, 0, "host: no frame yet");
    tool_check(&t, 0, "an access will be a hidden fault that fills it");
}

static void registers_stand_for_addresses(void **state)
{
    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--gva=rip", "--stop-at=print", "hello");
    tool_check(&t, 0, "hello in spt, stopped at hypercall print");
    tool_check(&t, 0, "at CPL 0: read yes, write yes, fetch yes");
}

static void guest_that_ends_before_says_so(void **state)
{
    (void)state;
    TOOL(&t, "translate", "--mmu=spt", "--gva=rip", "hello");
    tool_check(&t, EXIT_CODE_GUEST, "ended in spt before its stop point, hypercall section_begin");
    tool_check(&t, EXIT_CODE_GUEST, "exit: 1, print: 1; choose another with --stop-at=");
    tool_check(&t, EXIT_CODE_GUEST, "; it said: hello from");
    TOOL(&t, "tables", "--mmu=spt", HOSTILE_DIR "/triple.elf");
    tool_check(&t, EXIT_CODE_GUEST, "triple fault");
}

static void mistakes_are_usage_errors(void **state)
{
    static const struct {
        const char *argv[5], *part;
    } bad[] = {
        {{"translate"}, "which address? --gva=ADDR"},
        {{"translate", "--gva=here"}, "an address is needed"},
        {{"translate", "--gva=1", "--cr3=x"}, "PML4"},
        {{"translate", "--gva=1", "--stop-at=nowhere"}, "section_begin"},
        {{"translate", "--gva=1", "--repeat=3"}, "unknown option --repeat"},
        {{"translate", "--gva=1", "--shadow"}, "unknown option --shadow"},
        {{"translate", "--gva=1", "chase", "hash"}, "one workload at a time"},
        {{"translate", "--gva=1", "chaes"}, "did you mean \"chase\""},
        {{"translate", "--gva=1", "--set", "colour=1"}, "no chosen workload has that parameter"},
        {{"tables", "--gva=1"}, "unknown option --gva"},
        {{"tables", "--mmu=native"}, "no MMU of its own"},
        {{"tables", "--mmu=spt,spt:interpret=0"}, "one mode at a time"},
        {{"tables", "--json", "--dot"}, "choose one"},
        {{"tables", "--cr3"}, "needs an argument"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tool_run(&t, bad[i].argv);
        tool_check(&t, EXIT_CODE_USAGE, bad[i].part);
    }
    setenv("MMUBENCH_KVM", "/nonexistent/kvm", 1);
    TOOL(&t, "tables", "--mmu=ept");
    unsetenv("MMUBENCH_KVM");
    tool_check(&t, EXIT_CODE_MODE, "/nonexistent/kvm");
}

static void interrupt_leaves_no_process(void **state)
{
    (void)state;
    tool_start(&t, (const char *const[]){"tables", "--mmu=spt", "--trace=slot",
                                         HOSTILE_DIR "/user_loop.elf", NULL});
    tool_expect(&t, "pages");
    kill(t.pid, SIGINT);
    tool_wait(&t);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "interrupted");
}

static void tables_are_ranges_with_rights(void **state)
{
    (void)state;
    TOOL(&t, "tables", "--mmu=spt", "--set", "bytes=4M", "--ram=64", "chase");
    tool_check(&t, 0, "0x100000000000-0x1000003fffff     1024 x 4K  user rw-   -> 0x");
    tool_check(&t, 0, "0x300000000000-0x300003ffffff       32 x 2M  user rw-   -> 0x0 ");
}

/* Ranges ascend and do not overlap, and the shadow allows nothing that they do not. */
static void check_ranges(const char *workload, const char *stop)
{
    const json_t *range, *root;
    uint64_t end = 0;
    size_t i;
    char option[48];

    snprintf(option, sizeof option, "--stop-at=%s", stop);
    TOOL(&t, "tables", "--mmu=spt", "--shadow", "--json", "--quick", "--samples=3", option,
         workload);
    if (t.code)
        fail_msg("%s, %s: exit code %d: %s", workload, stop, t.code, t.text);
    json_t *o = output();
    json_array_foreach(json_object_get(o, "ranges"), i, range)
    {
        assert_true(hex(range, "first") >= end);
        end = hex(range, "last");
        assert_true(end > hex(range, "first"));
    }
    assert_true(json_array_size(json_object_get(o, "roots")) >= 1);
    json_array_foreach(json_object_get(o, "roots"), i, root)
        assert_int_equal(json_integer_value(json_object_get(root, "STALE")), 0);
    json_decref(o);
}

static void shadow_agrees_with_the_tables_of_shipped_guests(void **state)
{
    static const char *const guests[][2] = {
        {"chase", "section_begin"},  {"adbits", "section_end:2"},  {"fork", "section_end:2"},
        {"hidden", "section_end:2"}, {"pgfault", "section_end"},   {"protfault", "section_end"},
        {"ptemod", "section_end:2"}, {"movcr3", "section_end"},    {"churn", "section_end"},
        {"mixed", "section_end"},    {"appel", "section_end"},     {"hello", "print"},
        {"alias", "section_end"},    {"rom", "section_end"},       {"mmio", "section_end"},
        {"slots", "section_end:2"},  {"balloon", "section_end:2"}, {"dirtylog", "section_end"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof guests / sizeof guests[0]; i++)
        check_ranges(guests[i][0], guests[i][1]);
}

static void picture_is_what_graphviz_reads(void **state)
{
    char command[512];
    FILE *f = fopen(tool_path("tables.dot"), "w");

    (void)state;
    TOOL(&t, "tables", "--mmu=spt", "--shadow", "--dot", "--ram=64", "--set", "bytes=1M", "chase");
    tool_check(&t, 0, "subgraph cluster_root0 {");
    assert_non_null(f);
    fputs(t.text, f);
    fclose(f);
    if (system("command -v dot >/dev/null"))
        tool_skip("graphviz is not installed: apt-get install graphviz");
    snprintf(command, sizeof command, "dot -Tcanon %s >%s", tool_path("tables.dot"),
             tool_path("canon"));
    assert_int_equal(system(command), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(modes_agree_on_small_pages),
    cmocka_unit_test(modes_agree_on_2m_pages),
    cmocka_unit_test(modes_agree_on_1g_pages),
    cmocka_unit_test(each_step_is_shown),
    cmocka_unit_test(wrong_addresses_say_where_and_why_the_walk_ends),
    cmocka_unit_test(address_without_memory_is_an_exit),
    cmocka_unit_test(tree_of_memory_is_shown_with_its_slots),
    cmocka_unit_test(regions_of_the_guest_are_named),
    cmocka_unit_test(page_that_nobody_touched_has_no_frame),
    cmocka_unit_test(registers_stand_for_addresses),
    cmocka_unit_test(guest_that_ends_before_says_so),
    cmocka_unit_test(mistakes_are_usage_errors),
    cmocka_unit_test(interrupt_leaves_no_process),
    cmocka_unit_test(tables_are_ranges_with_rights),
    cmocka_unit_test(shadow_agrees_with_the_tables_of_shipped_guests),
    cmocka_unit_test(picture_is_what_graphviz_reads),
};
TEST_MAIN(tests)
