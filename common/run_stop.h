/* SPDX-License-Identifier: Apache-2.0 */
/* Where a run is to stop, so that somebody can look at the guest. */
#ifndef MMUBENCH_RUN_STOP_H
#define MMUBENCH_RUN_STOP_H

#include "runner.h"

#define RUN_STOP_SYNTAX "N (exits), or the name of a hypercall, or NAME:N for the Nth of them"

/* Reads "12", "section_begin" or "print:3". 0, or -EINVAL with a text that says what there is. */
int run_stop_parse(struct run_stop *stop, const char *text);

/* The same the other way round, into `out`; returns it. */
const char *run_stop_text(const struct run_stop *stop, char *out, size_t bytes);

/* Notes the exit's hypercall in *res, in which the exit is counted already, and says whether it is
 * the stop point (NULL: none). Only exits that a guest goes on from are: the vCPU can be read. */
bool run_stop_reached(const struct run_stop *stop, const struct vcpu_exit *e,
                      struct run_result *res);

/* Exits so far, without those that only the watchdog made. */
uint64_t run_stop_exits(const struct run_result *res);

#endif
