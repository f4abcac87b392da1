/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine.h: a running array for many client threads: bytes in and out, volume by volume.
 *
 * One thread, the engine's own, owns the csim; clients hand it requests and sleep until theirs are
 * answered. Requests are cut into host commands of up to TWK_MAX_COUNT blocks, posted together as
 * far as the volume has room. Simulated time runs only while there is work: requests under way, the
 * aftermath of a fault, a rebuild of a disk, or what engine_run() asks for. With none of it time
 * stands.
 *
 * Order: requests under way together are carried out in any order. Those that write a block in
 * common are carried out one after the other, in the order of their calls; so a part of a block can
 * be written, by reading the rest of it first, without losing what others write beside it.
 *
 * Errors are errno values: EIO the array could not carry it out, or made no progress in simulated
 * time for `patience_us`, as with no controller alive; EINVAL and ENOSPC beyond the end of the
 * volume; ENOMEM; ESHUTDOWN while it stops. A write that failed may have been done in part, and
 * until it is known how it ended no other write of its blocks is begun: they fail with EIO, too.
 *
 * Life: engine_open(), then perhaps fork, engine_start(), calls of any thread, engine_stop(), all
 * of those back, engine_close().
 */
#ifndef TWINACK_NBD_ENGINE_H
#define TWINACK_NBD_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csim.h"
#include "latency.h"

struct engine;

struct engine_config {
  struct csim_config csim; /* disk.image: see disk_image_file(); NULL for an array in memory */
  const char *journal;     /* path; NULL with an array in memory */
  bool flush_images;       /* a flush also waits for the disks, and for the files they are in */
  uint64_t patience_us;    /* of simulated time; 0: as long as a power unit takes to die and return,
                              twice, and 10 ms */
  uint64_t storm_us;       /* longest pause between random single faults; 0: none come */
  void (*log)(const char *line); /* told of defects; NULL: nobody */
};

/* What engine_open() and engine_stop() found out about blocks that were acknowledged. */
struct engine_report {
  bool unclean;             /* open: it was not stopped cleanly; stop: nor was it now */
  uint64_t lost;            /* blocks that the images do not hold as they were acknowledged */
  char ranges[256];         /* the first of them, "VOLUME:FIRST-LAST ..."; "" without any */
  struct disk_opened disks; /* open: what csim's disks found in their images */
};

/* NULL with one line in err. *report as said above. */
struct engine *engine_open(const struct engine_config *cfg, struct engine_report *report, char *err,
                           size_t err_size);
/* 0 or errno. In the process that will use it. */
int engine_start(struct engine *e);
/* Answers requests under way, puts all that is acknowledged onto the disks, compares it with what
 * was acknowledged, and marks the images clean if they hold it. Later requests: ESHUTDOWN. */
void engine_stop(struct engine *e, struct engine_report *report);
void engine_close(struct engine *e);

/* ---- by any thread */

unsigned engine_volumes(const struct engine *e);
/* Its home, enum csim_side; -1 when the engine does not run. */
int engine_home(struct engine *e, unsigned volume);
uint64_t engine_volume_bytes(const struct engine *e);

/* 0 or errno. `fua`: safe before the answer, as after engine_flush(). */
int engine_read(struct engine *e, unsigned volume, void *to, uint64_t count, uint64_t offset);
int engine_write(struct engine *e, unsigned volume, const void *from, uint64_t count,
                 uint64_t offset, bool fua);
/* Zeros. What holds zeros already is not written. */
int engine_zero(struct engine *e, unsigned volume, uint64_t count, uint64_t offset, bool fua);
/* What was answered before stays, whatever single fault comes: at once while there are two copies,
 * else once it is on the disks (csim.h: TWK_OP_FLUSH). */
int engine_flush(struct engine *e, unsigned volume);
/* Length of the stretch from offset, at most count bytes, that is alike: *zero says that it reads
 * as zeros. Does not touch the array. */
uint64_t engine_extent(const struct engine *e, unsigned volume, uint64_t count, uint64_t offset,
                       bool *zero);

/* Lets time go on by so much. 0 or errno. */
int engine_run(struct engine *e, uint64_t ps);
/* Begins a fault; its aftermath is work. 0; or -1 with one line in err. */
int engine_fault(struct engine *e, const struct fault *f, char *err, size_t err_size);
/* Gives a volume to the other controller for good (in this life of the array) and waits until that
 * one serves it. 0; or -1 with one line in err: BUSY, or its owner died meanwhile. */
int engine_move(struct engine *e, unsigned volume, char *err, size_t err_size);

/* What engine_look() shows. */
struct engine_view {
  struct csim *csim; /* to be asked, not changed */
  const struct csim_config *config;
  unsigned volumes;
  const struct latency *read, *write, *flush; /* of host commands, from post to answer */
  uint64_t failed;                            /* requests answered with an error */
  uint64_t wrong; /* blocks read that are not what was acknowledged: a defect of the array */
  uint64_t opened_lost;
  unsigned storms; /* random faults begun */
  unsigned clients;
};
/* Calls fn in the engine's thread between two slices of time. 0 or errno. */
int engine_look(struct engine *e, void (*fn)(const struct engine_view *view, void *user),
                void *user);
/* One more client, or one less. */
void engine_client(struct engine *e, int change);

#endif
