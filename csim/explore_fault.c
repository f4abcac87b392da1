/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_fault.c: the table of faults, what they do to the supplies, and the losses documented.
 */
#include "explore_fault.h"

#include <string.h>

#define BIT(n) (1U << (n))
#define EVERY_TOPOLOGY 15U

enum explore_action { UNIT_FAILS, LINK_CUT, BATTERY_FAILS, UNIT_RETURNS, LINK_RETURNS };

static const struct {
  const char *name;
  enum explore_action action;
  uint8_t bits;       /* units, links or batteries */
  uint8_t topologies; /* that have them */
} table[EXPLORE_FAULTS] = {
    [EXPLORE_PSU_A] = {"psu:A", UNIT_FAILS, 1, EVERY_TOPOLOGY},
    [EXPLORE_PSU_B] = {"psu:B", UNIT_FAILS, 2, EVERY_TOPOLOGY},
    [EXPLORE_PSU_C] = {"psu:C", UNIT_FAILS, 4, BIT(TWK_TOPOLOGY_THIRD)},
    [EXPLORE_LINK_AB] = {"link-cut:ab", LINK_CUT, 1, EVERY_TOPOLOGY},
    [EXPLORE_LINK_BA] = {"link-cut:ba", LINK_CUT, 2, EVERY_TOPOLOGY},
    [EXPLORE_LINK] = {"link-cut", LINK_CUT, 3, EVERY_TOPOLOGY},
    [EXPLORE_BATTERY_A] = {"battery-failed:A", BATTERY_FAILS, 1, BIT(TWK_TOPOLOGY_BATTERY)},
    [EXPLORE_BATTERY_B] = {"battery-failed:B", BATTERY_FAILS, 2, BIT(TWK_TOPOLOGY_BATTERY)},
    [EXPLORE_RESTORE_A] = {"restore:A", UNIT_RETURNS, 1, EVERY_TOPOLOGY},
    [EXPLORE_RESTORE_B] = {"restore:B", UNIT_RETURNS, 2, EVERY_TOPOLOGY},
    [EXPLORE_RESTORE_C] = {"restore:C", UNIT_RETURNS, 4, BIT(TWK_TOPOLOGY_THIRD)},
    [EXPLORE_RESTORE_LINK] = {"restore:link", LINK_RETURNS, 3, EVERY_TOPOLOGY},
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

bool explore_fault_fits(enum explore_fault f, unsigned topology) {
  return table[f].topologies >> topology & 1;
}

bool explore_fault_acts(enum explore_fault f, const struct explore_power *p) {
  const unsigned bits = table[f].bits;
  if (!explore_fault_fits(f, p->topology)) return false;
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
      p->gone |= bits & 3;
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
  }
}

/* ---- documented losses */

#define UNITS (BIT(EXPLORE_PSU_A) | BIT(EXPLORE_PSU_B))
#define ALONE 0U

struct loss {
  uint8_t modes, topologies;
  uint32_t first, second; /* sets of faults; second ALONE: one fault is enough */
  const char *why;
};

static const struct loss losses[] = {
    {BIT(TWK_MODE_LOCAL), EVERY_TOPOLOGY, UNITS, ALONE,
     "mode local keeps one copy: a controller's unit takes what is dirty with it"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_OWN), UNITS, ALONE,
     "topology own feeds cache and mirror FIFO from one unit: what has not drained goes with it"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_THIRD), UNITS, BIT(EXPLORE_PSU_C),
     "the owner's unit and its mirror FIFO's before the blocks of one reached the peer or the "
     "disk"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_BATTERY), BIT(EXPLORE_PSU_A), BIT(EXPLORE_BATTERY_A),
     "the owner's unit and its mirror FIFO's battery, the same"},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_BATTERY), BIT(EXPLORE_PSU_B), BIT(EXPLORE_BATTERY_B),
     "the owner's unit and its mirror FIFO's battery, the same"},
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
