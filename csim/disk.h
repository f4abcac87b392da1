/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h: the disks behind both controllers: what they keep, and when.
 *
 * Chunks of `chunk_blocks` go round all spindles (stripe) or all pairs of spindles (mirror). Each
 * spindle serves one command at a time (hard disk) or `channels` at once (flash), in the order
 * given. Contents live in memory (sparse) or in sparse image files, one a spindle. A block is
 * written at the completion of its command, whole or not at all; two commands on one block complete
 * in the order they were submitted, also across flash channels: the later one is held on its
 * channel until the earlier one is done. Time is in ps; no wall clock.
 *
 * Mirror: a write goes to both spindles of the pair and is complete when both are done; what one of
 * them refuses is put right from the other, and a spindle that refuses that as well is taken out. A
 * read goes to the spindle that is free first (of equal ones to the first) and, if that cannot, to
 * the other: it then comes after all commands on the block that were pending. So nothing is lost
 * while one of the pair can be read. Else, and in a stripe always, the command ends with an error:
 * what is read is never anything but the last content.
 *
 * A completion takes effect when disk_poll() gives it, so that contents never run ahead of what the
 * caller has seen. One thread. Running out of memory ends the program. After a fork both processes
 * share image files: crash exploration wants memory (image NULL).
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
enum disk_raid { DISK_STRIPE, DISK_MIRROR };

struct disk_config {
  enum disk_kind kind;
  enum disk_raid raid;
  unsigned spindles;     /* 1..64; mirror: an even number */
  uint64_t chunk_blocks; /* 1..2^40 */
  uint64_t blocks;       /* that can be written, 1..2^40; a mirror has each twice */
  /* hard disk: a command that goes on where the last one of its spindle ended pays transfer only;
   * else also a seek of seek_min_us + (seek_max_us - seek_min_us) * sqrt(distance / span) and a
   * rotational delay drawn uniformly in one turn (from seed). distance is counted in the spindle's
   * own blocks from the end of the last command (at first: from block 0), span is all it has. */
  unsigned seek_min_us, seek_max_us, rpm;
  double transfer_mbs; /* MB/s, 1 MB = 10^6 bytes (flash: each channel); 0: usual for the kind */
  /* flash: a command takes the channel that is free first for a latency plus the transfer */
  unsigned read_us, write_us, channels;
  const char *image; /* see disk_image_file(); NULL: memory. Not kept after disk_open() */
  uint64_t seed;
};

struct disk;

/* Four flash spindles in memory; hard-disk figures are filled in too. */
void disk_defaults(struct disk_config *cfg);
/*
 * NULL with one line in err, "key: reason, expected what", on a bad configuration or an unusable
 * image. Images are created if missing and reused if they are regular files; each is made as long
 * as its spindle, never shorter. The caller owns the disks until disk_close().
 *
 * image.state, a text file, remembers the array's shape, which spindles failed or are not whole,
 * and whether it was closed. Where it was not, mirrors are made equal, from the first of each pair:
 * a write that was under way may have reached one alone. An image that is missing or empty while
 * the others are not is a replaced spindle. An array of another shape is refused.
 */
struct disk *disk_open(const struct disk_config *cfg, char *err, size_t err_size);
/* Drops what is pending. NULL is allowed. Images are durable and marked as closed. */
void disk_close(struct disk *d);

/* What disk_open() found. */
struct disk_opened {
  bool used;         /* image files with contents */
  bool unclean;      /* ... not closed by disk_close() */
  uint64_t resynced; /* blocks in which mirrors differed */
  unsigned replaced; /* spindles whose image was gone */
  bool noted;        /* disk_note() has been used on them */
  uint32_t note;     /* ... last with this */
};
const struct disk_opened *disk_opened(const struct disk *d);

#define DISK_IMAGE_SUFFIX 8 /* longest that is added to image, its end included */
/* The file of spindle n: image itself for a single spindle, else image.N; n = spindles:
 * image.state. cfg->image is not NULL. */
void disk_image_file(const struct disk_config *cfg, unsigned n, char *out, size_t size);

/* Whatever was polled survives a crash of the machine: images are written through. 0, or -1 when a
 * file failed. In memory 0. */
int disk_sync(struct disk *d);

/* A word that image.state keeps for whoever has the disks; disk_opened() gives it in the next life.
 * Durable at once, or with the next answer. In memory nothing happens. */
void disk_note(struct disk *d, uint32_t note);

enum disk_op { DISK_WRITE, DISK_READ };

/* Submit one block at time now_ps, which never decreases. data is copied for DISK_WRITE and ignored
 * for DISK_READ. cookie comes back with the completion. Returns the completion time in ps; beyond
 * the end of the disk that is now_ps, with an error. */
uint64_t disk_submit(struct disk *d, enum disk_op op, uint64_t lba, const void *data,
                     uint64_t cookie, uint64_t now_ps);

struct disk_done {
  enum disk_op op;
  uint64_t lba, cookie, time_ps;
  bool error;               /* no copy could, the lba is beyond the end, or disk_drop() */
  uint8_t data[DISK_BLOCK]; /* DISK_READ: as of completion; else, and on an error, zeros */
};

/* When disk_poll() has something to do next, for the host or a rebuild, or UINT64_MAX. O(1): asked
 * at every clock edge. */
uint64_t disk_next_ps(const struct disk *d);
/* Take the earliest completion with time_ps <= now_ps; false when there is none. Ties by
 * submission. O(log n). Rebuilds go on up to now_ps. */
bool disk_poll(struct disk *d, uint64_t now_ps, struct disk_done *out);

/* Pending writes whose cookie is `mine` come to nothing: they complete at their time with an error
 * and leave the block as it was. What was polled before is on the disks; reads go on. So a fenced
 * controller's queued writes do not land, on either copy. O(pending). */
void disk_drop(struct disk *d, bool (*mine)(void *ctx, uint64_t cookie), void *ctx);

/* Direct access for checks: what the disks hold now, without time. Never-written blocks are zero.
 * 0, or -1 beyond the end or when no copy can be read (out is then undefined). */
int disk_peek(struct disk *d, uint64_t lba, void *out);

/* ---- faults of spindle n < spindles, from now on; what is pending meets them when it completes */

/* It does nothing any more. */
void disk_fail(struct disk *d, unsigned n);
/* Every command takes `factor` times as long, 1..1000000; 1: as usual. */
void disk_slow(struct disk *d, unsigned n, unsigned factor);
/* So many in a thousand commands are refused, drawn from the seed; 0: none. */
void disk_errors(struct disk *d, unsigned n, unsigned permille);
/* Those of `count` blocks from lba on that lie on this spindle cannot be read there until they are
 * written again. Beyond the end: ignored. O(count). */
void disk_spoil(struct disk *d, unsigned n, uint64_t lba, uint64_t count);
/* A new, empty and faultless one takes its place. In a mirror it is rebuilt from its partner, if
 * that works; else only what is written from now on can be read. An image that cannot be emptied,
 * or image.state not be written: it has failed. */
void disk_replace(struct disk *d, unsigned n, uint64_t now_ps);

enum disk_state {
  DISK_GOOD,
  DISK_FAILED,
  DISK_REBUILDING,
  DISK_INCOMPLETE /* replaced, and nothing to rebuild (the rest of) it from */
};

struct disk_status {
  enum disk_state state;
  unsigned percent;    /* rebuilt; good: 100, failed: 0 */
  unsigned slow;       /* factor */
  unsigned permille;   /* errors */
  uint64_t unreadable; /* single blocks known to be */
};
void disk_status(const struct disk *d, unsigned n, struct disk_status *out);
const char *disk_state_name(enum disk_state state);
unsigned disk_spindles(const struct disk *d);
bool disk_rebuilding(const struct disk *d);

/* A snapshot: `to` becomes what `from` is, contents, faults and pending commands; both opened with
 * the same configuration, in memory. Allocates only what `to` never held before. */
void disk_copy(struct disk *to, const struct disk *from);
/* Of all that decides what these disks will answer, with times taken from now_ps; in memory only.
 */
uint64_t disk_hash(const struct disk *d, uint64_t now_ps);

struct disk_counters {
  uint64_t reads, writes; /* polled without an error */
  uint64_t errors;        /* polled with one */
  uint64_t other_copy;    /* reads that one copy refused and the other was asked for */
  uint64_t mended;        /* blocks put right from the other copy */
  uint64_t taken_out;     /* spindles that refused too much */
  uint64_t rebuilt;       /* spindles, to the end */
  uint64_t rebuilt_blocks;
  uint64_t seeks;    /* submitted to a hard disk and not sequential */
  uint64_t busy_ps;  /* service time submitted, summed over spindles and channels */
  unsigned spindles; /* that a command was submitted to */
};
const struct disk_counters *disk_counters(const struct disk *d);

#endif
