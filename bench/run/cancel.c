/* SPDX-License-Identifier: Apache-2.0 */
#include "cancel.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

atomic_bool cancel_flag; /* global: a signal handler has nothing else */

static void on_signal(int sig)
{
    (void)sig;
    atomic_store(&cancel_flag, true);
}

void cancel_catch(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction a = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &a, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}
