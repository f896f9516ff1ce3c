/* SPDX-License-Identifier: Apache-2.0 */
/* One child process on a leash: it dies with its parent, and spawn_stop() leaves nothing of it. */
#ifndef MMUBENCH_NATIVE_SPAWN_H
#define MMUBENCH_NATIVE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawn {
    pid_t pid;
    int socket; /* this side of the pair */
    int status; /* of waitpid(), once stopped */
};

/* Runs `path` with the memfd and its side of the socket pair at the descriptors of protocol.h, on
 * `cpu`
 * (-1: anywhere). 0 or -errno. */
int spawn_start(struct spawn *s, const char *path, int memfd, int cpu);

/* Kills what still runs, reaps it and returns its wait status (one that ended by itself keeps its
 * own). May be called again. */
int spawn_stop(struct spawn *s);

#endif
