/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that may be done with an image that image_open() accepted; for both fuzzers. */
#ifndef MMUBENCH_IMAGE_EXERCISE_H
#define MMUBENCH_IMAGE_EXERCISE_H

#include <stdbool.h>
#include <stddef.h>

/* Opens the bytes through a memfd; true if accepted. CHECKs what must then hold. */
bool image_exercise(const void *bytes, size_t size);

#endif
