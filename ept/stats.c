/* SPDX-License-Identifier: Apache-2.0 */
#include "stats.h"

#include "common/err.h"

#include <errno.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PREFIX "kvm_"
/* Far above what any kernel has (about 2 KiB): a bound, so that a read needs no allocation. */
#define MAX_BYTES 16384u

static enum counter by_name(const char *name)
{
    for (enum counter i = 0; i < CTR_COUNT; i++) {
        const char *mine = counter_name(i);
        if (!strncmp(mine, PREFIX, strlen(PREFIX)) && !strcmp(mine + strlen(PREFIX), name))
            return i;
    }
    return CTR_COUNT;
}

static void take(struct kvm_stats *s, const struct kvm_stats_desc *d)
{
    enum counter i = by_name(d->name);
    uint64_t end = (uint64_t)d->offset + sizeof(uint64_t);
    if (i == CTR_COUNT || d->size != 1 || end > MAX_BYTES)
        return;
    s->offset[i] = d->offset + 1;
    if (end > s->bytes)
        s->bytes = end;
}

static int read_descs(struct kvm_stats *s, const struct kvm_stats_header *h)
{
    size_t each = sizeof(struct kvm_stats_desc) + h->name_size, bytes = each * h->num_desc;
    char *all = malloc(bytes + 1);
    if (!all)
        return -ENOMEM;
    int rc = pread(s->fd, all, bytes, h->desc_offset) == (ssize_t)bytes ? 0 : -EIO;
    all[bytes] = 0;
    for (uint32_t i = 0; !rc && i < h->num_desc; i++)
        take(s, (const struct kvm_stats_desc *)(all + i * each));
    free(all);
    return rc;
}

void kvm_stats_open(struct kvm_stats *s, int object_fd)
{
    struct kvm_stats_header h;
    memset(s, 0, sizeof(*s));
    s->fd = ioctl(object_fd, KVM_GET_STATS_FD, NULL);
    if (s->fd < 0)
        return;
    bool ok = pread(s->fd, &h, sizeof(h), 0) == sizeof(h) && !read_descs(s, &h);
    s->data = h.data_offset;
    if (!ok)
        kvm_stats_close(s);
}

void kvm_stats_close(struct kvm_stats *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

int kvm_stats_read(const struct kvm_stats *s, struct counters *c)
{
    char now[MAX_BYTES];
    if (s->fd < 0 || !s->bytes)
        return 0;
    if (pread(s->fd, now, s->bytes, (off_t)s->data) != (ssize_t)s->bytes)
        return err_sys("reading KVM's binary stats");
    for (enum counter i = 0; i < CTR_COUNT; i++) {
        uint64_t v;
        if (!s->offset[i])
            continue;
        memcpy(&v, now + s->offset[i] - 1, sizeof(v));
        counters_set(c, i, v);
    }
    return 0;
}
