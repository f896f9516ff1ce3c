/* SPDX-License-Identifier: Apache-2.0 */
#include "packed.h"

#include "common/err.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK (64u << 10)

static void packed_name(char out[64], const char *name)
{
    snprintf(out, 64, "%s.xz", name);
}

bool packed_has(const struct store *s, const char *name)
{
    char packed[64];

    packed_name(packed, name);
    return faccessat(s->dirfd, name, R_OK, 0) == 0 || faccessat(s->dirfd, packed, R_OK, 0) == 0;
}

static const char *why(lzma_ret code)
{
    switch (code) {
    case LZMA_FORMAT_ERROR:
        return "it is no xz file";
    case LZMA_BUF_ERROR:
        return "it is cut off";
    case LZMA_MEM_ERROR:
        return "no memory";
    default:
        return "it is damaged";
    }
}

/* The next piece of the input; LZMA_FINISH at its end. */
static lzma_action feed(lzma_stream *z, FILE *in, uint8_t buffer[CHUNK])
{
    if (z->avail_in == 0) {
        z->next_in = buffer;
        z->avail_in = fread(buffer, 1, CHUNK, in);
    }
    return feof(in) ? LZMA_FINISH : LZMA_RUN;
}

static lzma_ret unpack(lzma_stream *z, FILE *in, FILE *out)
{
    uint8_t from[CHUNK], to[CHUNK];
    lzma_ret code = lzma_stream_decoder(z, UINT64_MAX, LZMA_CONCATENATED);

    while (code == LZMA_OK) {
        lzma_action action = feed(z, in, from);

        z->next_out = to;
        z->avail_out = CHUNK;
        code = lzma_code(z, action);
        if (fwrite(to, 1, CHUNK - z->avail_out, out) != CHUNK - z->avail_out)
            code = LZMA_MEM_ERROR;
    }
    lzma_end(z);
    return code;
}

static FILE *in_memory(void)
{
    int fd = memfd_create("unpacked", MFD_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w+");

    if (!f && fd >= 0)
        close(fd);
    return f;
}

static FILE *open_packed(const struct store *s, const char *packed, FILE *in)
{
    lzma_stream z = LZMA_STREAM_INIT;
    FILE *out = in_memory();
    lzma_ret code = out ? unpack(&z, in, out) : LZMA_MEM_ERROR;

    fclose(in);
    if (code == LZMA_STREAM_END && fflush(out) == 0) {
        rewind(out);
        return out;
    }
    if (out)
        fclose(out);
    errno = -err(code == LZMA_MEM_ERROR ? ENOMEM : EINVAL, "cannot unpack %s/%s: %s", s->dir,
                 packed, why(code));
    return NULL;
}

static FILE *open_file(const struct store *s, const char *name)
{
    int fd = openat(s->dirfd, name, O_RDONLY | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

    if (!f && fd >= 0)
        close(fd);
    return f;
}

FILE *packed_open(const struct store *s, const char *name)
{
    char packed[64];
    FILE *f = open_file(s, name);
    int code = f ? 0 : errno;

    if (f)
        return f;
    packed_name(packed, name);
    if (code == ENOENT && (f = open_file(s, packed)))
        return open_packed(s, packed, f);
    errno = -err(code, "cannot read %s/%s: %s", s->dir, name, strerror(code));
    return NULL;
}
