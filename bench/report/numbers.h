/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of tables of numbers. */
#ifndef MMUBENCH_NUMBERS_H
#define MMUBENCH_NUMBERS_H

#include "report_internal.h"

/* <td>: the row's median, interval and events, and its ratio to `base` (NULL: none); a NULL row was
 * not measured. */
void numbers_cell(const struct report *rep, const struct summary_row *r,
                  const struct summary_row *base);

/* <th>: the event, and what its metric says of itself. */
void numbers_event(const struct report *rep, const struct summary *sum,
                   const struct summary_row *r);

/* Whether row i is the first of its event. */
bool numbers_is_first(const struct summary *sum, size_t i);

#endif
