/* SPDX-License-Identifier: Apache-2.0 */
#include "image_exercise.h"

#include "common/err.h"
#include "common/image.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int look_up(void *ctx, struct gva at, const uint8_t *code, size_t len)
{
    const struct image *img = ctx;

    CHECK(code >= img->bytes && code + len <= img->bytes + img->size);
    for (size_t i = 0; i < len; i += len / 4 + 1) {
        uint64_t offset;
        const char *name = image_symbol(img, gva(at.v + i), &offset);
        CHECK(!name || (*name && strlen(name) < img->size && offset <= at.v + i));
    }
    return 0;
}

bool image_exercise(const void *bytes, size_t size)
{
    char path[64];
    struct image img;
    int fd = memfd_create("image", MFD_CLOEXEC);

    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int rc = image_open(&img, path);
    close(fd);
    if (rc < 0) {
        CHECK(*err_text() && !img.bytes);
        return false;
    }
    struct ram ram;
    CHECK(!ram_create(&ram, 4 << 20, RAM_4K) && !ram_slot_add(&ram, gfn(0), 0x400, 0, 0));
    CHECK((image_load(&img, &ram) == 0) == (img.end <= 4 << 20));
    image_each_code(&img, look_up, &img);
    ram_destroy(&ram);
    image_close(&img);
    return true;
}
