/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of the host that change results: read from /proc, /sys and CPUID. */
#ifndef MMUBENCH_HOST_H
#define MMUBENCH_HOST_H

#include <jansson.h>
#include <stddef.h>

/* CPU, microcode, kernel, mitigations, KVM parameters, huge pages, hypervisor underneath, limits.
 * A fact that the host does not tell is null. A new reference. */
json_t *host_json(void);

/* What the system says of one CPU: governor, driver and frequency limits, the threads of its core
 * that are online. A new reference. */
json_t *host_cpu_json(int cpu);

/* The CPU's model name, into `out`. */
void host_cpu_name(char *out, size_t bytes);

/* The hypervisor underneath by its CPUID signature, "" on bare metal. */
void host_hypervisor(char *out, size_t bytes);

#endif
