/* SPDX-License-Identifier: Apache-2.0 */
/*
 * controller.h: the controller model; everything that decides.
 *
 * Freestanding C11: no libc, no allocation, no globals; all state is in struct controller, which
 * lives and dies with its controller's power rail (after a reset, call controller_init again with a
 * new epoch). One thread. It runs only inside controller_event() and controller_pump().
 *
 * Life of a slot:
 *   FREE -> OFFERED (in the hardware's free queue) -> DIRTY (WRITE_STORED) -> DESTAGING -> CLEAN
 *   FREE -> FETCHING -> CLEAN; CLEAN -> FREE when evicted, never while pinned by a read.
 *   DIRTY or DESTAGING -> SAVING -> FETCHING when its content is broken and the peer has it.
 *   DIRTY -> RETIRED -> FREE when superseded; RETIRED lasts while pinned or before its CLEAN frame.
 * A slot that was mirrored gets a CLEAN frame before it is offered or fetched into again. The
 * directory names the newest slot of each block; an older one of the same block is superseded.
 *
 * Managed, it also decides whom it serves: role.c; and gives volumes away: move.c. Reset:
 * controller_init(), a new life that believes nothing it finds. Power loss: the struct is gone with
 * the rail.
 *
 * Cost: controller_cost() gives the cycles of the controller's own clock that the decision takes;
 * the caller spends them before it calls controller_event(), so that what the event causes is not
 * seen earlier than firmware could have done it.
 */
#ifndef TWINACK_CONTROLLER_H
#define TWINACK_CONTROLLER_H

#include <stdbool.h>
#include <stddef.h>

#include "hw.h"

/* Builds that copy controllers often may set these lower. */
#ifndef CONTROLLER_MAX_SLOTS
#define CONTROLLER_MAX_SLOTS 4096
#endif
#ifndef CONTROLLER_MAX_TAGS
#define CONTROLLER_MAX_TAGS 256 /* host tags are below it */
#endif

struct controller_config {
  unsigned slots;         /* of the local half: 16 .. CONTROLLER_MAX_SLOTS */
  unsigned mode;          /* TWK_MODE_*, as strapped in the hardware */
  unsigned destage_start; /* dirty slots at which destage starts ... */
  unsigned destage_stop;  /* ... and at which it pauses; <= destage_start < slots */
  unsigned disk_depth;    /* disk commands in flight, 1 .. 64 */
  bool flush_to_disk;     /* every host flush waits for the disk */
  unsigned cost_decision; /* cycles: an event that needs a decision (default 200) */
  unsigned cost_entry;    /* cycles: one more entry of a run already decided (default 8) */

  /* False: as strapped for ever, both controllers alive; the rest is then not read. */
  bool managed;
  unsigned side;          /* 0: A, 1: B */
  uint64_t volume_blocks; /* volume v has LBAs [v * volume_blocks, (v + 1) * volume_blocks) */
  unsigned link_grace;    /* ticks that the link may be down before one copy counts (default 2) */
  unsigned boot_ticks;    /* ticks a starting controller waits for its peer (default 8) */
};

struct controller_counters {
  uint64_t events, read_hits, read_misses, overwrites, superseded, destaged, fetched, cleans,
      evictions, flushes, mirror_frames, mirror_lost, write_failed, ecc_corrected,
      ecc_uncorrectable, disk_errors;
  uint64_t mirror_mismatched; /* CLEAN frames of the peer that named no block we keep */
  uint64_t ignored;           /* events that break the contract of layout and hw.h */
  /* Managed: times that a role changed, blocks of the peer adopted, lost frames sent again, broken
   * blocks that the peer's copy replaced or did not, losses heard that degrading makes good,
   * volumes given to the peer for good. */
  uint64_t takeovers, degrades, resyncs, failbacks, adopted, resent, rescued, rescue_failed,
      lost_alone, moves;
};

#include "controller_state.h"

/* NULL, or what is wrong with the configuration. On success slots have been offered. */
const char *controller_init(struct controller *c, const struct controller_config *cfg,
                            const struct hw *hw);

/* Firmware cost of one event, in cycles of the controller's clock. */
unsigned controller_cost(const struct controller *c, const struct record *ev);

/* Take one event and do all that can be done now. */
void controller_event(struct controller *c, const struct record *ev);

/* Go on after a queue found full has space again. */
void controller_pump(struct controller *c);

/* True when work waits only for queue space: call controller_pump() when some appears. */
bool controller_blocked(const struct controller *c);

/* No dirty block, no read, no flush and no disk command left; nothing waits to be pushed. A block
 * that the disk refused for good stays dirty until it is overwritten. */
bool controller_idle(const struct controller *c);

/* What a takeover reads: the peer's block in slot 0 .. slots-1 of our mirror half. True when there
 * is one: *out gets kind TWK_FRAME_DATA, slot (with TWK_SLOT_MIRROR), seq, lba and tag = epoch. */
bool controller_mirror_lookup(const struct controller *c, unsigned slot, struct record *out);

/* Slots of the mirror half that hold a block of the peer; adopted ones are no longer counted. */
unsigned controller_mirror_count(const struct controller *c);

/* Managed: TWK_PHASE_*, and the mask of volumes served, as the control word says them. */
unsigned controller_phase(const struct controller *c);
unsigned controller_serves(const struct controller *c);

/* No transition is under way: PAIRED; ALONE, with all that was acknowledged on disk and the disks
 * knowing it; or JOINING and waiting for the peer or the disks. Managed only. */
bool controller_settled(const struct controller *c);

/* The newest cached content of a block: true and its slot, as commands name it (TWK_SLOT_MIRROR for
 * an adopted one); false when only the disk has it. */
bool controller_find(const struct controller *c, uint64_t lba, unsigned *slot);

#endif
