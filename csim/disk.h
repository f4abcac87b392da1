/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h: the disks behind both controllers: what they keep, and when.
 *
 * `spindles` disks are striped in chunks of `chunk_blocks`; each serves one command at a time (hard
 * disk) or `channels` at once (flash), in the order given. Contents live in memory (sparse) or in a
 * sparse image file. A block is written at the completion of its command, whole or not at all; two
 * commands on one block complete in the order they were submitted. Time is in ps; no wall clock.
 */
#ifndef TWINACK_DISK_H
#define TWINACK_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_BLOCK 512

enum disk_kind { DISK_HDD, DISK_FLASH };

struct disk_config {
  enum disk_kind kind;
  unsigned spindles;     /* 1..64 */
  uint64_t chunk_blocks; /* >= 1 */
  uint64_t blocks;       /* capacity of all spindles together */
  /* hard disk: a command that goes on where the last one ended pays transfer only; else a seek of
   * seek_min_us + (seek_max_us - seek_min_us) * sqrt(distance / span) plus a rotational delay drawn
   * uniformly in one turn (from seed). */
  unsigned seek_min_us, seek_max_us, rpm;
  double transfer_mbs; /* MB/s, both kinds (flash: each channel) */
  /* flash */
  unsigned read_us, write_us, channels;
  const char *image; /* sparse file, or NULL for memory */
  uint64_t seed;
};

struct disk;

void disk_defaults(struct disk_config *cfg);
/* NULL with one line in err on a bad configuration or an unusable image. */
struct disk *disk_open(const struct disk_config *cfg, char *err, size_t err_size);
void disk_close(struct disk *d);

enum disk_op { DISK_WRITE, DISK_READ };

/* Submit one block at time now_ps. data is copied for DISK_WRITE and ignored for DISK_READ. cookie
 * comes back with the completion. Returns the completion time in ps. */
uint64_t disk_submit(struct disk *d, enum disk_op op, uint64_t lba, const void *data,
                     uint64_t cookie, uint64_t now_ps);

struct disk_done {
  enum disk_op op;
  uint64_t lba, cookie, time_ps;
  bool error;                /* the image file failed, or the lba is beyond the end */
  uint8_t data[DISK_BLOCK];  /* DISK_READ: as of completion */
};

/* Earliest completion pending, or UINT64_MAX. O(1): asked at every clock edge. */
uint64_t disk_next_ps(const struct disk *d);
/* Take the earliest completion with time_ps <= now_ps; false when there is none. Ties by submission. */
bool disk_poll(struct disk *d, uint64_t now_ps, struct disk_done *out);

/* Direct access for checks: what the disk holds now, without time. Never-written blocks are zero. */
int disk_peek(struct disk *d, uint64_t lba, void *out);

struct disk_counters {
  uint64_t reads, writes, seeks;
  uint64_t busy_ps;
};
const struct disk_counters *disk_counters(const struct disk *d);

#endif
