/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h: the disks behind both controllers: what they keep, and when.
 *
 * `spindles` disks are striped in chunks of `chunk_blocks`; each serves one command at a time (hard
 * disk) or `channels` at once (flash), in the order given. Contents live in memory (sparse) or in a
 * sparse image file. A block is written at the completion of its command, whole or not at all; two
 * commands on one block complete in the order they were submitted, also across flash channels: the
 * later one is held on its channel until the earlier one is done. Time is in ps; no wall clock.
 *
 * A completion takes effect when disk_poll() gives it, so that contents never run ahead of what the
 * caller has seen. One thread. Running out of memory ends the program. After a fork both processes
 * share an image file: crash exploration wants memory (image NULL).
 */
#ifndef TWINACK_DISK_H
#define TWINACK_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_BLOCK 512
#define DISK_MAX_SPINDLES 64
#define DISK_MAX_CHANNELS 64

enum disk_kind { DISK_HDD, DISK_FLASH };

struct disk_config {
  enum disk_kind kind;
  unsigned spindles;     /* 1..64 */
  uint64_t chunk_blocks; /* 1..2^40 */
  uint64_t blocks;       /* capacity of all spindles together, 1..2^40 */
  /* hard disk: a command that goes on where the last one of its spindle ended pays transfer only;
   * else also a seek of seek_min_us + (seek_max_us - seek_min_us) * sqrt(distance / span) and a
   * rotational delay drawn uniformly in one turn (from seed). distance is counted in the spindle's
   * own blocks from the end of the last command (at first: from block 0), span is all it has. */
  unsigned seek_min_us, seek_max_us, rpm;
  double transfer_mbs; /* MB/s, 1 MB = 10^6 bytes (flash: each channel); 0: usual for the kind */
  /* flash: a command takes the channel that is free first for a latency plus the transfer */
  unsigned read_us, write_us, channels;
  const char *image; /* sparse file, or NULL for memory; not kept after disk_open() */
  uint64_t seed;
};

struct disk;

/* Four flash spindles in memory; hard-disk figures are filled in too. */
void disk_defaults(struct disk_config *cfg);
/* NULL with one line in err, "key: reason, expected what", on a bad configuration or an unusable
 * image. An image is created if missing and reused if it is a regular file; it is made as long as
 * the capacity, never shorter. The caller owns the disk until disk_close(). */
struct disk *disk_open(const struct disk_config *cfg, char *err, size_t err_size);
/* Drops what is pending. NULL is allowed. */
void disk_close(struct disk *d);

enum disk_op { DISK_WRITE, DISK_READ };

/* Submit one block at time now_ps, which never decreases. data is copied for DISK_WRITE and ignored
 * for DISK_READ. cookie comes back with the completion. Returns the completion time in ps; beyond
 * the end of the disk that is now_ps, with an error. */
uint64_t disk_submit(struct disk *d, enum disk_op op, uint64_t lba, const void *data,
                     uint64_t cookie, uint64_t now_ps);

struct disk_done {
  enum disk_op op;
  uint64_t lba, cookie, time_ps;
  bool error;               /* the image file failed, the lba is beyond the end, or disk_drop() */
  uint8_t data[DISK_BLOCK]; /* DISK_READ: as of completion; else, and on an error, zeros */
};

/* Earliest completion pending, or UINT64_MAX. O(1): asked at every clock edge. */
uint64_t disk_next_ps(const struct disk *d);
/* Take the earliest completion with time_ps <= now_ps; false when there is none. Ties by
 * submission. O(log n). */
bool disk_poll(struct disk *d, uint64_t now_ps, struct disk_done *out);

/* Pending writes whose cookie is `mine` come to nothing: they complete at their time with an error
 * and leave the block as it was. What was polled before is on the disks; reads go on. So a fenced
 * controller's queued writes do not land. O(pending). */
void disk_drop(struct disk *d, bool (*mine)(void *ctx, uint64_t cookie), void *ctx);

/* Direct access for checks: what the disk holds now, without time. Never-written blocks are zero.
 * 0, or -1 beyond the end or when the image file failed (out is then undefined). */
int disk_peek(struct disk *d, uint64_t lba, void *out);

/* A snapshot: `to` becomes what `from` is, contents and pending commands; both opened with the same
 * configuration, in memory. Allocates only what `to` never held before. */
void disk_copy(struct disk *to, const struct disk *from);
/* Of all that decides what these disks will answer, with times taken from now_ps; in memory only.
 */
uint64_t disk_hash(const struct disk *d, uint64_t now_ps);

struct disk_counters {
  uint64_t reads, writes; /* polled without an error */
  uint64_t seeks;         /* submitted to a hard disk and not sequential */
  uint64_t busy_ps;       /* service time submitted, summed over spindles and channels */
  unsigned spindles;      /* that a command was submitted to */
};
const struct disk_counters *disk_counters(const struct disk *d);

#endif
