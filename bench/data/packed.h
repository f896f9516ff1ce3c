/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a results folder that may have been packed by xz to save room. */
#ifndef MMUBENCH_PACKED_H
#define MMUBENCH_PACKED_H

#include "store.h"

#include <stdio.h>

/* The file `name` for reading, or else NAME.xz, unpacked into memory. NULL with a text, and errno
 * set, when neither can be read or the packed one is damaged. */
FILE *packed_open(const struct store *s, const char *name);

/* True when one of them is there. */
bool packed_has(const struct store *s, const char *name);

#endif
