/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder of a run. Whole files are written under another name, synced and renamed; the samples
 * are appended line by line and synced in batches between runs of guests. Nothing that stands there
 * ever ends in half a line.
 */
#ifndef MMUBENCH_STORE_H
#define MMUBENCH_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct store {
    char dir[512];
    int dirfd;
    int samples; /* samples.jsonl, or -1 */
    char *batch; /* lines not yet written; owned */
    size_t used, room;
    bool made_dir;
};

/* Makes the folder (and missing parents), which must not exist or be empty. -EEXIST, -EACCES,
 * -ENOSPC and the like with a text that names the remedy. */
int store_create(struct store *s, const char *dir);

/* Opens the folder of an earlier run to add samples. An unfinished last line, of a run that was
 * killed, is cut off. -EBUSY when a run is still writing there. */
int store_resume(struct store *s, const char *dir);

/* Opens the folder of an earlier run for reading and for new whole files. */
int store_open(struct store *s, const char *dir);

/* Writes a whole file, or leaves nothing: on error the old one, if any, still stands. */
int store_file(const struct store *s, const char *name, const char *text, size_t bytes);
int store_json(const struct store *s, const char *name, const json_t *value);

/* Adds one line to samples.jsonl; steals the reference. Goes to the file at store_sync(). */
int store_sample(struct store *s, json_t *line);

/* Writes and syncs the batch. After an error the file ends where it ended before. */
int store_sync(struct store *s);

/* Closes. When `undo`, also removes the folder with what it holds, if store_create() made it. */
void store_close(struct store *s, bool undo);

#endif
