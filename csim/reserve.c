/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reserve.c: the disks' table of reservations.
 */
#include "reserve.h"

#include "twk_layout.h"

#define VOLUMES_MASK ((1U << TWK_VOLUMES) - 1)
#define ODD 0xaaU

void reserve_init(struct reserve *r) {
  reserve_init_homes(r, ODD);
}

void reserve_init_homes(struct reserve *r, uint8_t home) {
  home &= VOLUMES_MASK;
  *r = (struct reserve){.owner = home, .home = home};
}

bool reserve_fenced(const struct reserve *r, unsigned side) {
  return r->fenced >> side & 1U;
}

void reserve_joined(struct reserve *r, unsigned side) {
  r->reborn = (uint8_t)(r->reborn | 1U << side);
}

static unsigned volumes_of(const struct reserve *r, unsigned side) {
  return (side == 0 ? ~(unsigned)r->owner : r->owner) & VOLUMES_MASK;
}

static void give(uint8_t *whose, unsigned side, unsigned mask) {
  *whose = (uint8_t)(side == 0 ? *whose & ~mask : *whose | mask);
}

static bool carry_out(struct reserve *r, unsigned side, unsigned op, unsigned mask) {
  bool mine = (mask & ~volumes_of(r, side)) == 0;
  if (op == TWK_RESERVE_INQUIRE) return true;
  bool fenced = reserve_fenced(r, side);
  if (op == TWK_RESERVE_FENCE ? fenced && !(r->reborn >> side & 1U) : fenced || !mine) return false;
  switch (op) {
    case TWK_RESERVE_FENCE:
      r->fenced = (uint8_t)(1U << !side);
      r->reborn = (uint8_t)(r->reborn & ~(1U << !side));
      give(&r->owner, side, VOLUMES_MASK);
      return true;
    case TWK_RESERVE_VOID:
      r->void_ = (uint8_t)(r->void_ | mask);
      return true;
    case TWK_RESERVE_RESTORE:
      r->void_ = (uint8_t)(r->void_ & ~mask);
      return true;
    case TWK_RESERVE_RELEASE:
      r->fenced = 0;
      give(&r->owner, !side, mask);
      return true;
    case TWK_RESERVE_MOVE:
      if (r->fenced != 0) return false;
      give(&r->owner, !side, mask);
      give(&r->home, !side, mask);
      return true;
    default:
      return false;
  }
}

static uint32_t packed(const struct reserve *r, unsigned side) {
  return (uint32_t)r->owner << TWK_TABLE_OWNER_LSB | (uint32_t)r->home << TWK_TABLE_HOME_LSB |
         (uint32_t)r->void_ << TWK_TABLE_VOID_LSB | (uint32_t)r->fenced << TWK_TABLE_FENCED_LSB |
         (uint32_t)r->epoch[side] << TWK_TABLE_EPOCH_LSB;
}

bool reserve_command(struct reserve *r, unsigned side, unsigned op, unsigned mask,
                     uint32_t *table) {
  bool done = carry_out(r, side, op, mask);
  if (++r->epoch[side] == 0) r->epoch[side] = 1;
  *table = packed(r, side);
  return done;
}
