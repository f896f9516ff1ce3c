/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target for the image loader: -DMMUBENCH_FUZZ=ON with clang. */
#include "image_exercise.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    image_exercise(bytes, size);
    return 0;
}
