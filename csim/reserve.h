/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reserve.h: the disks' table of reservations, the one word on who owns what.
 *
 * A controller asks with CMD_RESERVE and hears EV_RESERVED; this is what the disks do in between.
 * The caller keeps the table beside the disks, survives any failure of controllers and supplies
 * with it, and drops what a fenced controller asks of the disks (reserve_fenced(), disk_drop()).
 * Plain data without pointers: a copy of the struct is a snapshot.
 */
#ifndef TWINACK_RESERVE_H
#define TWINACK_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

#define RESERVE_SIDES 2

struct reserve {
  uint8_t owner;                /* bit v: controller B owns volume v */
  uint8_t home;                 /* bit v: B is its home */
  uint8_t void_;                /* bit v: no mirror of volume v may be believed */
  uint8_t fenced;               /* bit c: controller c is fenced */
  uint8_t reborn;               /* bit c: ... and has begun a new life since */
  uint8_t epoch[RESERVE_SIDES]; /* the last one given to each controller; 0: none yet */
};

/* Even volumes are A's, odd ones B's, for good; nothing is void and nobody fenced. */
void reserve_init(struct reserve *r);
/* The same, but for the homes: bit v, volume v is B's. */
void reserve_init_homes(struct reserve *r, uint8_t home);

/*
 * Controller `side` (0: A, 1: B) asks for op, TWK_RESERVE_*, on the volumes of `mask`. *table gets
 * what EV_RESERVED brings, as the table is afterwards, with a new epoch for the asker: 1 to 255 and
 * again, never 0, refused or not. False, and nothing but the epoch changes, when it is refused:
 *
 *   INQUIRE          never
 *   FENCE            the asker is fenced in this life
 *                    Else: the peer is, and all volumes are the asker's.
 *   VOID, RESTORE    the asker is fenced, or a volume of the mask is not its own
 *   RELEASE          the same
 *                    Else: those volumes are the peer's (mask 0: none), its fence lifted.
 *   MOVE             the same, or the peer is fenced
 *                    Else: those volumes are the peer's, who is their home from now on.
 *   anything else    always, and so is a mask with volumes that there are not
 *
 * So while nobody is fenced every volume is its home's, if RELEASE names all that are not the
 * asker's home.
 */
bool reserve_command(struct reserve *r, unsigned side, unsigned op, unsigned mask, uint32_t *table);

/* Controller `side` begins a new life. If it was fenced it still is, but it may FENCE in its turn:
 * whoever fenced it has let it start, or is gone. */
void reserve_joined(struct reserve *r, unsigned side);

/* May this controller move nothing on the disks? */
bool reserve_fenced(const struct reserve *r, unsigned side);

#endif
