/* SPDX-License-Identifier: Apache-2.0 */
#include "image.h"

#include "err.h"
#include "image_elf.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A guest of ours has some ten KiB; this only keeps a wrong path from filling the memory. */
#define IMAGE_MAX_BYTES (UINT64_C(256) << 20)

static int check_file(struct image *img, int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return err_sys("image %s: fstat", img->path);
    if (!S_ISREG(st.st_mode))
        return err(EINVAL, "image %s: not a regular file", img->path);
    if (!st.st_size)
        return image_bad(img, "the file is empty: build the guest again");
    if ((uint64_t)st.st_size > IMAGE_MAX_BYTES)
        return err(EFBIG, "image %s: %" PRIu64 " MiB is more than the %" PRIu64 " MiB allowed",
                   img->path, (uint64_t)st.st_size >> 20, IMAGE_MAX_BYTES >> 20);
    img->size = (size_t)st.st_size;
    return 0;
}

static int read_bytes(struct image *img, int fd)
{
    size_t got = 0;

    img->bytes = malloc(img->size);
    if (!img->bytes)
        return err(ENOMEM, "image %s: no memory for %zu bytes", img->path, img->size);
    while (got < img->size) {
        ssize_t n = read(fd, img->bytes + got, img->size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_sys("image %s: read", img->path);
        if (!n)
            return err(EIO, "image %s: became shorter while being read", img->path);
        got += (size_t)n;
    }
    return 0;
}

static int read_file(struct image *img)
{
    int fd = open(img->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return err_sys(
            "image %s: cannot open (give the path of a guest image, or build the guests)",
            img->path);
    int rc = check_file(img, fd);
    if (!rc)
        rc = read_bytes(img, fd);
    close(fd);
    return rc;
}

static void hash(struct image *img)
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_init(&sha);
    sha256_update(&sha, img->size, img->bytes);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(&img->sha256[2 * i], 3, "%02x", digest[i]);
}

int image_open(struct image *img, const char *path)
{
    memset(img, 0, sizeof *img);
    if (strlen(path) >= sizeof img->path)
        return err(ENAMETOOLONG, "image: the path is longer than %zu bytes", sizeof img->path - 1);
    memcpy(img->path, path, strlen(path));
    int rc = read_file(img);
    if (!rc)
        rc = image_check(img);
    if (!rc)
        rc = image_check_desc(img);
    if (rc)
        image_close(img);
    else
        hash(img);
    return rc;
}

void image_close(struct image *img)
{
    free(img->bytes);
    img->bytes = NULL;
    img->size = 0;
}

struct load {
    const struct image *img;
    const struct ram *ram;
};

static int check_room(void *ctx, const GElf_Phdr *ph)
{
    const struct load *l = ctx;

    if (ram_ptr(l->ram, gpa(ph->p_paddr), ph->p_memsz))
        return 0;
    return err(EFBIG,
               "image %s: the segment at 0x%" PRIx64 " lies outside guest RAM: give the guest "
               "%" PRIu64 " MiB or more",
               l->img->path, ph->p_paddr, (l->img->end >> 20) + 2);
}

static int copy_segment(void *ctx, const GElf_Phdr *ph)
{
    const struct load *l = ctx;
    uint8_t *to = ram_ptr(l->ram, gpa(ph->p_paddr), ph->p_memsz);

    CHECK(to);
    memcpy(to, l->img->bytes + ph->p_offset, ph->p_filesz);
    memset(to + ph->p_filesz, 0, ph->p_memsz - ph->p_filesz);
    return 0;
}

/* All are checked first: a load that fails has changed nothing. */
int image_load(const struct image *img, const struct ram *ram)
{
    struct load l = {img, ram};
    int rc = image_each_load(img, check_room, &l);

    return rc ? rc : image_each_load(img, copy_segment, &l);
}

struct code_visit {
    const struct image *img;
    int (*fn)(void *ctx, struct gva at, const uint8_t *code, size_t len);
    void *ctx;
};

static int visit_code(void *ctx, const GElf_Phdr *ph)
{
    const struct code_visit *v = ctx;

    if (!(ph->p_flags & PF_X) || !ph->p_filesz)
        return 0;
    return v->fn(v->ctx, gva(ph->p_vaddr), v->img->bytes + ph->p_offset, ph->p_filesz);
}

int image_each_code(const struct image *img,
                    int (*fn)(void *ctx, struct gva at, const uint8_t *code, size_t len), void *ctx)
{
    struct code_visit v = {img, fn, ctx};

    return image_each_load(img, visit_code, &v);
}
