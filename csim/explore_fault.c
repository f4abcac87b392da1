/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_fault.c: the table of faults, what has failed after them, and the losses documented.
 */
#include "explore_fault.h"

#include <string.h>

#define BIT(n) (1U << (n))
#define EVERY 15U /* topology, or mode */
#define MIRRORED (BIT(TWK_MODE_EARLY) | BIT(TWK_MODE_SYNC))
#define BATTERY BIT(TWK_TOPOLOGY_BATTERY)

enum explore_action { UNIT_FAILS, LINK_CUT, BATTERY_FAILS, UNIT_RETURNS, LINK_RETURNS, PASSES };

static const struct {
  const char *name;
  enum explore_action action;
  uint8_t bits;              /* units, links or batteries; PASSES: units that it needs */
  uint8_t topologies, modes; /* that have what fails */
} table[EXPLORE_FAULTS] = {
    [EXPLORE_PSU_A] = {"psu:A", UNIT_FAILS, 1, EVERY, EVERY},
    [EXPLORE_PSU_B] = {"psu:B", UNIT_FAILS, 2, EVERY, EVERY},
    [EXPLORE_PSU_C] = {"psu:C", UNIT_FAILS, 4, BIT(TWK_TOPOLOGY_THIRD), EVERY},
    [EXPLORE_HARD_A] = {"psu-hard:A", UNIT_FAILS, 1, EVERY, EVERY},
    [EXPLORE_HARD_B] = {"psu-hard:B", UNIT_FAILS, 2, EVERY, EVERY},
    [EXPLORE_BROWN_A] = {"brownout:A:2200mV", UNIT_FAILS, 1, EVERY, EVERY},
    [EXPLORE_HANG_A] = {"hang:A", PASSES, 1, EVERY, EVERY},
    [EXPLORE_HANG_B] = {"hang:B", PASSES, 2, EVERY, EVERY},
    [EXPLORE_RESET_A] = {"reset:A", PASSES, 1, EVERY, EVERY},
    [EXPLORE_LINK_AB] = {"link-cut:ab", LINK_CUT, 1, EVERY, EVERY},
    [EXPLORE_LINK_BA] = {"link-cut:ba", LINK_CUT, 2, EVERY, EVERY},
    [EXPLORE_LINK] = {"link-cut", LINK_CUT, 3, EVERY, EVERY},
    [EXPLORE_BATTERY_FAILED] = {"battery-failed:A", BATTERY_FAILS, 1, BATTERY, EVERY},
    [EXPLORE_BATTERY_MISSING] = {"battery-missing:A", BATTERY_FAILS, 1, BATTERY, EVERY},
    [EXPLORE_BATTERY_LOW] = {"battery-low:A:20", PASSES, 0, BATTERY, EVERY},
    [EXPLORE_FIFO_1] = {"flip:fifo:A:1", PASSES, 0, EVERY, MIRRORED},
    [EXPLORE_FIFO_2] = {"flip:fifo:A:2", PASSES, 0, EVERY, MIRRORED},
    [EXPLORE_CACHE_1] = {"flip:cache:A:1", PASSES, 1, EVERY, EVERY},
    [EXPLORE_CACHE_2] = {"flip:cache:A:2", PASSES, 1, EVERY, EVERY},
    [EXPLORE_RESTORE_A] = {"restore:A", UNIT_RETURNS, 1, EVERY, EVERY},
    [EXPLORE_RESTORE_B] = {"restore:B", UNIT_RETURNS, 2, EVERY, EVERY},
    [EXPLORE_RESTORE_C] = {"restore:C", UNIT_RETURNS, 4, BIT(TWK_TOPOLOGY_THIRD), EVERY},
    [EXPLORE_RESTORE_LINK] = {"restore:link", LINK_RETURNS, 3, EVERY, EVERY},
};

const char *explore_fault_name(enum explore_fault f) {
  return table[f].name;
}

enum explore_fault explore_fault_named(const char *name, size_t length) {
  unsigned f = 0;
  while (f < EXPLORE_FAULTS &&
         (strlen(table[f].name) != length || memcmp(table[f].name, name, length)))
    f++;
  return (enum explore_fault)f;
}

bool explore_fault_fits(enum explore_fault f, unsigned topology, unsigned mode) {
  return table[f].topologies >> topology & table[f].modes >> mode & 1;
}

bool explore_fault_acts(enum explore_fault f, const struct explore_power *p) {
  const unsigned bits = table[f].bits;
  if (!explore_fault_fits(f, p->topology, p->mode)) return false;
  switch (table[f].action) {
    case UNIT_FAILS:
      return (p->down & bits) != bits;
    case LINK_CUT:
      return (p->cut & bits) != bits;
    case BATTERY_FAILS:
      return (p->failed & bits) != bits;
    case UNIT_RETURNS:
      return (p->down & bits) != 0;
    case LINK_RETURNS:
      return (p->cut & bits) != 0;
    case PASSES:
      return (p->down & bits) == 0;
  }
  return false;
}

bool explore_fifo_down(const struct explore_power *p, enum csim_side owner) {
  const unsigned own = p->down >> owner & 1U, other = p->down >> (1 - owner) & 1U;
  switch (p->topology) {
    case TWK_TOPOLOGY_PEER:
      return other;
    case TWK_TOPOLOGY_THIRD:
      return p->down >> 2 & 1;
    case TWK_TOPOLOGY_BATTERY:
      return own && (p->failed >> owner & 1);
    default:
      return own;
  }
}

void explore_fault_book(enum explore_fault f, struct explore_power *p) {
  const uint8_t bits = table[f].bits;
  switch (table[f].action) {
    case UNIT_FAILS:
      p->down |= bits;
      break;
    case LINK_CUT:
      p->cut |= bits;
      break;
    case BATTERY_FAILS:
      p->failed |= bits;
      break;
    case UNIT_RETURNS:
      p->down &= (uint8_t)~bits;
      break;
    case LINK_RETURNS:
      p->cut &= (uint8_t)~bits;
      break;
    case PASSES:
      break;
  }
}

void explore_fault_book_repair(struct explore_power *p) {
  p->down = p->cut = p->failed = 0;
}

/* ---- documented losses */

#define UNIT_OF_A (BIT(EXPLORE_PSU_A) | BIT(EXPLORE_HARD_A) | BIT(EXPLORE_BROWN_A))
#define UNIT_OF_B (BIT(EXPLORE_PSU_B) | BIT(EXPLORE_HARD_B))
#define A_GONE (UNIT_OF_A | BIT(EXPLORE_HANG_A) | BIT(EXPLORE_RESET_A))
#define B_GONE (UNIT_OF_B | BIT(EXPLORE_HANG_B))
#define BATTERY_GONE (BIT(EXPLORE_BATTERY_FAILED) | BIT(EXPLORE_BATTERY_MISSING))
#define LINKS (BIT(EXPLORE_LINK_AB) | BIT(EXPLORE_LINK_BA) | BIT(EXPLORE_LINK))
#define FIFO_FLIPS (BIT(EXPLORE_FIFO_1) | BIT(EXPLORE_FIFO_2))
#define CACHE_FLIPS (BIT(EXPLORE_CACHE_1) | BIT(EXPLORE_CACHE_2))
#define ALONE 0U

struct loss {
  uint8_t modes, topologies;
  uint32_t first, second; /* sets of faults; second ALONE: one fault is enough */
  const char *why;
};

static const struct loss losses[] = {
    {BIT(TWK_MODE_LOCAL), EVERY, A_GONE | B_GONE, ALONE,
     "mode local keeps one copy: it goes with its controller"},
    {BIT(TWK_MODE_LOCAL), EVERY, BIT(EXPLORE_CACHE_2), ALONE,
     "mode local keeps one copy: two flipped bits make it unreadable"},
    {BIT(TWK_MODE_LOCAL), EVERY, BIT(EXPLORE_CACHE_1), CACHE_FLIPS,
     "mode local keeps one copy: flips that meet in a word make it unreadable"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_OWN), UNIT_OF_A | UNIT_OF_B, ALONE,
     "topology own feeds cache and mirror FIFO from one unit: what has not drained goes with it"},
    {MIRRORED, EVERY, A_GONE, B_GONE,
     "both controllers, before what was dirty had reached the disks"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_THIRD), A_GONE | B_GONE, BIT(EXPLORE_PSU_C),
     "the owner and its mirror FIFO's unit, before its blocks had reached the peer or the disks"},
    {BIT(TWK_MODE_EARLY), BATTERY, UNIT_OF_A, BATTERY_GONE,
     "the owner's unit and its mirror FIFO's battery, before its blocks had reached the peer or "
     "the disks"},
    {BIT(TWK_MODE_EARLY), EVERY, A_GONE, FIFO_FLIPS,
     "the owner, and bits of the mirror FIFO's word that was the only copy"},
    {BIT(TWK_MODE_EARLY), EVERY, FIFO_FLIPS, CACHE_FLIPS | FIFO_FLIPS | B_GONE | LINKS,
     "flipped bits in both copies of a block, or in the mirror FIFO while the frame could not be "
     "sent again"},
    {MIRRORED, EVERY, BIT(EXPLORE_CACHE_2),
     B_GONE | LINKS | BIT(EXPLORE_PSU_C) | BATTERY_GONE | BIT(EXPLORE_BATTERY_LOW),
     "two flipped bits in the owner's copy, and the other copy gone or not to be asked for"},
    {MIRRORED, EVERY, CACHE_FLIPS, CACHE_FLIPS,
     "flips that meet in a word of the owner's copy, or of two blocks that are rescued at once"},
};

static bool covers(const struct loss *l, unsigned mode, unsigned topology, unsigned first,
                   unsigned second) {
  return (l->modes >> mode & 1) && (l->topologies >> topology & 1) && (l->first >> first & 1) &&
         (l->second == ALONE || l->second >> second & 1);
}

const char *explore_documented(unsigned mode, unsigned topology, enum explore_fault first,
                               enum explore_fault second) {
  for (size_t i = 0; i < sizeof losses / sizeof *losses; i++)
    if (covers(&losses[i], mode, topology, first, second) ||
        covers(&losses[i], mode, topology, second, first))
      return losses[i].why;
  return NULL;
}
