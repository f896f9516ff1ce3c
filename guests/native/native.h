/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mode `native`: the workload as a process of the host, the yardstick without virtualisation. Same
 * source, same loops, same frames of the same memfd at the same virtual addresses; what the guest
 * kernel does in an image, the host's kernel does here.
 */
#ifndef MMUBENCH_NATIVE_H
#define MMUBENCH_NATIVE_H

#include "common/runner.h"

/* As runner_run(), with req->ops ignored. Runs <image without .elf>.native, which the build puts
 * beside the image; -ENOENT with a text when there is none. Sections carry no counters. No process
 * of it is left when this returns, nor when this process dies. */
int native_run(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res);

#endif
