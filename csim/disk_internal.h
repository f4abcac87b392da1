/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_internal.h: the shelf of disks, for the files csim/disk*.c alone.
 *
 * The rule that all keep: of a block's copies, those that disk_health_holds() hold the content of
 * its last completed write. A write, a repair and a step of a rebuild each change both copies and
 * what is known of them in one stroke, at their completion.
 */
#ifndef TWINACK_DISK_INTERNAL_H
#define TWINACK_DISK_INTERNAL_H

#include "disk_health.h"
#include "disk_layout.h"
#include "disk_queue.h"
#include "disk_store.h"
#include "disk_timing.h"

struct disk_rebuild {              /* of one spindle, from its partner */
  uint64_t due_ps;                 /* UINT64_MAX: none */
  uint64_t began_ps, first, count; /* of the copy under way; count 0: it pauses */
  unsigned refused;                /* in a row */
};

struct disk {
  uint64_t blocks, span;
  unsigned spindles;
  struct disk_layout layout;
  struct disk_timing timing;
  struct disk_queue queue;
  struct disk_store *store; /* each of these: one a spindle */
  struct disk_health *health;
  struct disk_rebuild *rebuild;
  uint64_t rebuild_next_ps; /* earliest due_ps */
  uint64_t asked;           /* bit n: by a host since its rebuild, or its partner's, last copied */
  uint64_t random;          /* state of the generator of errors */
  struct disk_counters counters;
  struct disk_opened opened;
  char *record;        /* name of image.state, or NULL */
  uint64_t generation; /* of it */
  bool unsaved;        /* health has changed in a way that image.state must know */
};

/* ---- disk_copies.c: what commands do to copies */

/* The spindle to ask for a read: the one free first of those that hold the block, else of those
 * that work; -1: none does. */
int disk_copies_choose(const struct disk *d, const struct disk_place *at);
/* The other copy's spindle, or -1: there is none, or it does not work. */
int disk_copies_other(const struct disk *d, unsigned spindle);
/* Does it refuse this command? Draws if it can. */
bool disk_copies_refuses(struct disk *d, unsigned spindle);
/* At the completion of a command; 0 or -1. */
int disk_copies_write(struct disk *d, uint64_t lba, const void *data, uint64_t now_ps);
int disk_copies_read(struct disk *d, unsigned spindle, uint64_t block, void *out);
/* What is held at best, without time or errors drawn. */
int disk_copies_peek(const struct disk *d, const struct disk_place *at, void *out);
/* Has the block put right on this spindle, which does not hold it; and the end of that. */
void disk_copies_mend(struct disk *d, uint64_t lba, unsigned spindle, unsigned tries,
                      uint64_t now_ps);
void disk_copies_mended(struct disk *d, uint64_t lba, unsigned spindle, unsigned tries,
                        uint64_t now_ps);
/* It refuses what it must take: it counts as failed, if its partner has all that the pair has. */
bool disk_copies_take_out(struct disk *d, unsigned spindle);

/* ---- disk_rebuild.c */

/* The spindle is empty: begins, if its partner works; else it stays incomplete. */
void disk_rebuild_start(struct disk *d, unsigned spindle, uint64_t now_ps);
/* Goes on with one that was rebuilding when the images were closed. */
void disk_rebuild_resume(struct disk *d, unsigned spindle, uint64_t now_ps);
/* The spindle no longer has what it had: neither its own rebuild nor that of its partner go on. */
void disk_rebuild_stop(struct disk *d, unsigned spindle);
/* What is due at rebuild_next_ps. */
void disk_rebuild_step(struct disk *d);

/* ---- disk_record.c: image.state */

/* What it says goes into d. *found: there is one; *closed: it says so. 0; or -1 with one line in
 * err. */
int disk_record_load(struct disk *d, bool *found, bool *closed, char *err, size_t err_size);
/* Replaces it, durably. 0 or -1. */
int disk_record_save(struct disk *d, bool closed);
/* Saves it if it must know more. Nothing is answered, and no image emptied, before this is true. */
bool disk_recorded(struct disk *d);

#endif
