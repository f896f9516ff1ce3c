/* SPDX-License-Identifier: Apache-2.0 */
/* What this program holds of the host, to see that a long run does not make it more. */
#ifndef MMUBENCH_SOAK_H
#define MMUBENCH_SOAK_H

#include <stddef.h>
#include <stdint.h>

struct soak_sample {
    uint64_t memory_bytes;           /* resident, anonymous and shared, of this process */
    unsigned descriptors, processes; /* children, ended and not waited for ones too */
};

/* From now on an orphan of what this program starts becomes its child, and so is counted. 0 or
 * -errno. */
int soak_begin(void);

/* Takes a sample from /proc. 0 or -errno. */
int soak_take(struct soak_sample *s);

/* "12.3 MiB, 7 descriptors, 0 processes" */
void soak_text(const struct soak_sample *s, char *out, size_t bytes);

/* What has grown from `first` to `now` beyond what an allocator keeps for itself: "memory",
 * "descriptors" or "processes"; NULL: nothing. */
const char *soak_grown(const struct soak_sample *first, const struct soak_sample *now);

#endif
