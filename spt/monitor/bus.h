/* SPDX-License-Identifier: Apache-2.0 */
/* Guest memory as the emulator sees it. */
#ifndef MMUBENCH_SPT_MONITOR_BUS_H
#define MMUBENCH_SPT_MONITOR_BUS_H

#include "monitor.h"

void bus_init(struct cpu_bus *bus);

#endif
