/* SPDX-License-Identifier: Apache-2.0 */
#include "test_main.h"

#include "common/err.h"
#include "common/image.h"
#include "elf_build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_bytes(struct image *img, const void *bytes, size_t size)
{
    const char *path = elf_build_write(bytes, size);
    int rc = image_open(img, path);

    unlink(path);
    return rc;
}

/* The damaged file is refused, in one line that names the file and holds `part`. */
static void expect_refused(const void *bytes, size_t size, const char *part)
{
    struct image img;
    int rc = open_bytes(&img, bytes, size);

    if (rc >= 0 || !strstr(err_text(), part))
        fail_msg("rc %d: \"%s\" does not say \"%s\"", rc, rc < 0 ? err_text() : "accepted", part);
    assert_non_null(strstr(err_text(), "/tmp/mmubench-elf-"));
    assert_null(strchr(err_text(), '\n'));
    assert_null(img.bytes);
}

struct damage {
    const char *says;
    void (*apply)(struct elf_build *e);
};

#define DAMAGE(name, statement)           \
    static void name(struct elf_build *e) \
    {                                     \
        statement;                        \
    }

DAMAGE(bad_magic, e->ehdr.e_ident[1] = 'F')
DAMAGE(bits_32, e->ehdr.e_ident[EI_CLASS] = ELFCLASS32)
DAMAGE(big_endian, e->ehdr.e_ident[EI_DATA] = ELFDATA2MSB)
DAMAGE(other_machine, e->ehdr.e_machine = EM_AARCH64)
DAMAGE(pie, e->ehdr.e_type = ET_DYN)
DAMAGE(object, e->ehdr.e_type = ET_REL)
DAMAGE(odd_type, e->ehdr.e_type = 77)
DAMAGE(interp, e->phdr[1].p_type = PT_INTERP)
DAMAGE(dynamic, e->phdr[1].p_type = PT_DYNAMIC)
DAMAGE(bad_ehsize, e->ehdr.e_ehsize = 1)
DAMAGE(no_phdrs, e->ehdr.e_phnum = 0)
DAMAGE(phentsize, e->ehdr.e_phentsize = 32)
DAMAGE(phdrs_outside, e->ehdr.e_phoff = UINT64_MAX - 8)
DAMAGE(shdrs_outside, e->ehdr.e_shoff = sizeof *e)
DAMAGE(nothing_to_load, e->phdr[0].p_type = e->phdr[1].p_type = PT_NOTE)
DAMAGE(segment_outside, e->phdr[1].p_offset = sizeof *e - 1)
DAMAGE(segment_wraps, e->phdr[1].p_offset = UINT64_MAX - 4)
DAMAGE(more_in_file, e->phdr[1].p_memsz = 1)
DAMAGE(overlapping, e->phdr[1].p_vaddr = e->phdr[1].p_paddr = GUEST_IMAGE_GPA + 8)
DAMAGE(too_low, e->phdr[1].p_vaddr = e->phdr[1].p_paddr = 0x1ff000)
DAMAGE(too_high, e->phdr[1].p_vaddr = e->phdr[1].p_paddr = UINT64_MAX - 0x800)
DAMAGE(huge_bss, e->phdr[1].p_memsz = UINT64_MAX)
DAMAGE(va_is_not_pa, e->phdr[1].p_vaddr += 0x1000)
DAMAGE(entry_in_data, e->ehdr.e_entry = GUEST_IMAGE_GPA + 0x1000)
DAMAGE(entry_behind, e->ehdr.e_entry = GUEST_IMAGE_GPA + ELF_BUILD_CODE_BYTES)
DAMAGE(entry_below, e->ehdr.e_entry = GUEST_IMAGE_GPA - 1)
DAMAGE(names_index, e->ehdr.e_shstrndx = 60)
DAMAGE(name_outside, e->shdr[SEC_TEXT].sh_name = 5000)
DAMAGE(desc_twice, e->shdr[SEC_TEXT] = e->shdr[SEC_DESC])
DAMAGE(desc_short, e->shdr[SEC_DESC].sh_size--)
DAMAGE(desc_outside, e->shdr[SEC_DESC].sh_offset = sizeof *e)
DAMAGE(desc_magic, e->desc.magic++)
DAMAGE(desc_version, e->desc.version++)
DAMAGE(desc_name, memset(e->desc.name, 'x', sizeof e->desc.name))
DAMAGE(desc_name_slash, strcpy(e->desc.name, "../x"))
DAMAGE(desc_no_name, e->desc.name[0] = 0)
DAMAGE(desc_summary, memset(e->desc.summary, 'x', sizeof e->desc.summary))
DAMAGE(desc_escape, e->desc.summary[0] = 27)
DAMAGE(desc_nparams, e->desc.nparams = GUEST_MAX_PARAMS + 1)
DAMAGE(desc_nmetrics, e->desc.nmetrics = UINT32_MAX)
DAMAGE(param_bounds, e->desc.param[0].min = 101)
DAMAGE(param_quick, e->desc.param[0].quick = 101)
DAMAGE(param_default, e->desc.param[0].value = 0)
DAMAGE(param_help, memset(e->desc.param[0].help, 'x', sizeof e->desc.param[0].help))
DAMAGE(param_empty, e->desc.nparams = 2)
DAMAGE(metric_same, strcpy(e->desc.metric[1].name, "touch"))
DAMAGE(metric_name, memset(e->desc.metric[1].name, 'x', sizeof e->desc.metric[1].name))

static const struct damage header_damage[] = {
    {"not an ELF file", bad_magic},
    {"not a 64-bit", bits_32},
    {"not little-endian", big_endian},
    {"not for x86-64", other_machine},
    {"position-independent: link it with -static", pie},
    {"object file", object},
    {"unknown type", odd_type},
    {"dynamically linked", interp},
    {"dynamically linked", dynamic},
    {"damaged ELF header", bad_ehsize},
    {"nothing to load", no_phdrs},
    {"damaged", phentsize},
    {"truncated: program headers", phdrs_outside},
    {"truncated: section headers", shdrs_outside},
};

static const struct damage segment_damage[] = {
    {"no segment to load", nothing_to_load},
    {"lies outside the file", segment_outside},
    {"lies outside the file", segment_wraps},
    {"more bytes in the file", more_in_file},
    {"overlap", overlapping},
    {"below 0x200000", too_low},
    {"outside any guest RAM", too_high},
    {"outside any guest RAM", huge_bss},
    {"but physical address", va_is_not_pa},
    {"not inside an executable segment", entry_in_data},
    {"not inside an executable segment", entry_behind},
    {"not inside an executable segment", entry_below},
};

static const struct damage desc_damage[] = {
    {"section names", names_index},
    {"section names", name_outside},
    {"more than one section", desc_twice},
    {"bytes instead of", desc_short},
    {"lies outside the file", desc_outside},
    {"magic", desc_magic},
    {"version", desc_version},
    {"bad name or summary", desc_name},
    {"bad name or summary", desc_name_slash},
    {"bad name or summary", desc_no_name},
    {"bad name or summary", desc_summary},
    {"bad name or summary", desc_escape},
    {"at most 12 and 8", desc_nparams},
    {"at most 12 and 8", desc_nmetrics},
    {"pages: default 4 or quick 2 is not within 101 to 100", param_bounds},
    {"is not within", param_quick},
    {"is not within", param_default},
    {"parameter 0: bad name", param_help},
    {"parameter 1: bad name", param_empty},
    {"two metrics named touch", metric_same},
    {"metric 1: bad name", metric_name},
};

static void expect_all_refused(const struct damage *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct elf_build e;
        elf_build(&e);
        d[i].apply(&e);
        expect_refused(&e, sizeof e, d[i].says);
    }
}

static void damaged_headers_are_named(void **state)
{
    (void)state;
    expect_all_refused(header_damage, sizeof header_damage / sizeof header_damage[0]);
}

static void damaged_segments_are_named(void **state)
{
    (void)state;
    expect_all_refused(segment_damage, sizeof segment_damage / sizeof segment_damage[0]);
}

static void damaged_descriptors_are_named(void **state)
{
    (void)state;
    expect_all_refused(desc_damage, sizeof desc_damage / sizeof desc_damage[0]);
}

static void every_truncation_is_refused(void **state)
{
    struct elf_build e;
    struct image img;

    (void)state;
    elf_build(&e);
    expect_refused(&e, 0, "the file is empty");
    expect_refused(&e, 3, "not an ELF file");
    expect_refused(&e, 10, "truncated inside the ELF header");
    expect_refused(&e, 63, "truncated inside the ELF header");
    expect_refused(&e, 100, "truncated: program headers");
    for (size_t size = 0; size < sizeof e; size += 13)
        assert_true(open_bytes(&img, &e, size) < 0);
    expect_refused(&e, sizeof e - 1, "truncated: section headers");
}

static void files_that_are_none_are_named(void **state)
{
    static char longest[600];
    struct image img;

    (void)state;
    assert_int_equal(image_open(&img, "/nonexistent/guest.elf"), -ENOENT);
    assert_non_null(strstr(err_text(), "/nonexistent/guest.elf"));
    assert_non_null(strstr(err_text(), "build the guests"));
    assert_int_equal(image_open(&img, "/tmp"), -EINVAL);
    assert_int_equal(image_open(&img, "/dev/zero"), -EINVAL);
    memset(longest, 'x', sizeof longest - 1);
    assert_int_equal(image_open(&img, longest), -ENAMETOOLONG);
}

static int count_code(void *ctx, struct gva at, const uint8_t *code, size_t len)
{
    unsigned *n = ctx;

    assert_int_equal(at.v, GUEST_IMAGE_GPA);
    assert_int_equal(code[0], 0x90);
    assert_int_equal(len, ELF_BUILD_CODE_BYTES);
    return (int)++*n * 5;
}

static void a_whole_image_is_understood(void **state)
{
    struct elf_build e;
    struct image img;
    unsigned n = 0;

    (void)state;
    elf_build(&e);
    assert_int_equal(open_bytes(&img, &e, sizeof e), 0);
    assert_int_equal(img.size, sizeof e);
    assert_int_equal(img.entry.v, GUEST_IMAGE_GPA);
    assert_int_equal(img.end,
                     GUEST_IMAGE_GPA + 0x1000 + ELF_BUILD_DATA_BYTES + ELF_BUILD_BSS_BYTES);
    assert_true(img.has_desc);
    assert_string_equal(img.desc.param[0].name, "pages");
    assert_int_equal(image_each_code(&img, count_code, &n), 5);
    assert_int_equal(n, 1);
    image_close(&img);
}

/* The hash of three bytes is FIPS 180-2's example; here that of the image, by coreutils. */
static void the_hash_is_that_of_sha256sum(void **state)
{
    struct elf_build e;
    struct image img;
    char command[128], line[128] = "";

    (void)state;
    elf_build(&e);
    const char *path = elf_build_write(&e, sizeof e);
    assert_int_equal(image_open(&img, path), 0);
    snprintf(command, sizeof command, "sha256sum %s", path);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    assert_non_null(fgets(line, sizeof line, p));
    pclose(p);
    unlink(path);
    assert_int_equal(strlen(img.sha256), 64);
    assert_memory_equal(line, img.sha256, 64);
    image_close(&img);
}

static void images_without_sections_have_no_descriptor(void **state)
{
    struct elf_build e;
    struct image img;

    (void)state;
    elf_build(&e);
    e.ehdr.e_shnum = e.ehdr.e_shstrndx = 0;
    e.ehdr.e_shoff = 0;
    assert_int_equal(open_bytes(&img, &e, sizeof e), 0);
    assert_false(img.has_desc);
    assert_null(image_symbol(&img, img.entry, NULL));
    image_close(&img);
}

static void symbols_cover_their_addresses(void **state)
{
    static const struct {
        uint64_t at;
        const char *name;
        uint64_t offset;
    } want[] = {
        {0, "start", 0},   {15, "start", 15}, {8, "start", 8}, {16, "inner", 12},
        {32, "label", 0},  {63, "label", 31}, {64, NULL, 0}, /* end of code */
        {0x1000, NULL, 0},
    };
    struct elf_build e;
    struct image img;

    (void)state;
    elf_build(&e);
    assert_int_equal(open_bytes(&img, &e, sizeof e), 0);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        uint64_t offset = 0;
        const char *name = image_symbol(&img, gva(GUEST_IMAGE_GPA + want[i].at), &offset);
        if (!want[i].name) {
            assert_null(name);
            continue;
        }
        assert_string_equal(name, want[i].name);
        assert_int_equal(offset, want[i].offset);
    }
    assert_null(image_symbol(&img, gva(0), NULL));
    image_close(&img);
}

static void loading_zeroes_the_bss_and_checks_the_ram(void **state)
{
    struct elf_build e;
    struct image img;
    struct ram ram;

    (void)state;
    elf_build(&e);
    assert_int_equal(open_bytes(&img, &e, sizeof e), 0);
    assert_int_equal(ram_create(&ram, 4 << 20, RAM_4K), 0);
    assert_int_equal(image_load(&img, &ram), -EFBIG); /* no slot */
    assert_int_equal(ram_slot_add(&ram, gfn(0), 0x201, 0, 0), 0);
    memset(ram.base, 0xee, ram.bytes);
    assert_int_equal(image_load(&img, &ram), -EFBIG);
    assert_non_null(strstr(err_text(), "4 MiB"));
    assert_int_equal(ram.base[GUEST_IMAGE_GPA], 0xee); /* nothing was changed */
    assert_int_equal(ram_slot_remove(&ram, gfn(0)), 0);
    assert_int_equal(ram_slot_add(&ram, gfn(0), 0x400, 0, 0), 0);
    assert_int_equal(image_load(&img, &ram), 0);
    const uint8_t *data = ram.base + GUEST_IMAGE_GPA + 0x1000;
    assert_int_equal(ram.base[GUEST_IMAGE_GPA], 0x90);
    assert_int_equal(data[ELF_BUILD_DATA_BYTES - 1], 0x5a);
    assert_int_equal(data[ELF_BUILD_DATA_BYTES], 0);
    assert_int_equal(data[ELF_BUILD_DATA_BYTES + ELF_BUILD_BSS_BYTES - 1], 0);
    assert_int_equal(data[ELF_BUILD_DATA_BYTES + ELF_BUILD_BSS_BYTES], 0xee);
    ram_destroy(&ram);
    image_close(&img);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(damaged_headers_are_named),
    cmocka_unit_test(damaged_segments_are_named),
    cmocka_unit_test(damaged_descriptors_are_named),
    cmocka_unit_test(every_truncation_is_refused),
    cmocka_unit_test(files_that_are_none_are_named),
    cmocka_unit_test(a_whole_image_is_understood),
    cmocka_unit_test(the_hash_is_that_of_sha256sum),
    cmocka_unit_test(images_without_sections_have_no_descriptor),
    cmocka_unit_test(symbols_cover_their_addresses),
    cmocka_unit_test(loading_zeroes_the_bss_and_checks_the_ram),
};

TEST_MAIN(tests)
