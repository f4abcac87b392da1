/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_fault.c: the table of faults, what they break, and the losses documented.
 */
#include "explore_fault.h"

#include <assert.h>
#include <string.h>

#include "twk_layout.h"

#define BIT(n) (1U << (n))
#define EVERY 15U
#define THIRD BIT(TWK_TOPOLOGY_THIRD)
#define BATTERY BIT(TWK_TOPOLOGY_BATTERY)
#define PEER_BATTERY (BIT(TWK_TOPOLOGY_PEER) | BATTERY)

#define A EXPLORE_UNIT(0)
#define B EXPLORE_UNIT(1)
#define C EXPLORE_UNIT(2)
#define AB EXPLORE_CUT(0)
#define BA EXPLORE_CUT(1)

enum effect { LASTS, PASSES, HITS, UNDOES }; /* HITS: breaks nothing that could be undone */

static const struct {
  const char *text; /* as fault_parse() reads it */
  uint8_t effect;
  uint8_t bits;       /* EXPLORE_UNIT, EXPLORE_CUT, EXPLORE_BATTERY_A, EXPLORE_CHARGE_A */
  uint8_t topologies; /* that have what it is about, or where it differs */
  bool second;
} table[EXPLORE_FAULTS] = {
    [EXPLORE_PSU_A] = {"psu:A", LASTS, A, EVERY, false},
    [EXPLORE_HARD_A] = {"psu-hard:A", LASTS, A, EVERY, true},
    [EXPLORE_HARD_B] = {"psu-hard:B", LASTS, B, EVERY, true},
    [EXPLORE_HARD_C] = {"psu-hard:C", LASTS, C, THIRD, true},
    [EXPLORE_LINK] = {"link-cut", LASTS, AB | BA, EVERY, true},
    [EXPLORE_LINK_AB] = {"link-cut:ab", LASTS, AB, EVERY, false},
    [EXPLORE_HANG_A] = {"hang:A", HITS, A, EVERY, false},
    [EXPLORE_HANG_B] = {"hang:B", HITS, B, EVERY, true},
    [EXPLORE_RESET_A] = {"reset:A", HITS, A, EVERY, true},
    [EXPLORE_SAG_A] = {"brownout:A:2700mV:400ns", PASSES, A, EVERY, false},
    [EXPLORE_DEEP_A] = {"brownout:A:2200mV:400ns", PASSES, A, EVERY, false},
    [EXPLORE_FLAP_A] = {"flap:A:2:600ns", PASSES, A, PEER_BATTERY, false},
    [EXPLORE_MISSING_A] = {"battery-missing:A", LASTS, EXPLORE_BATTERY_A, BATTERY, false},
    [EXPLORE_FAILED_A] = {"battery-failed:A", LASTS, EXPLORE_BATTERY_A, BATTERY, true},
    [EXPLORE_LOW_A] = {"battery-low:A:30", LASTS, EXPLORE_CHARGE_A, BATTERY, false},
    [EXPLORE_FLIP_FIFO_1] = {"flip:fifo:A:1", HITS, 0, EVERY, false},
    [EXPLORE_FLIP_FIFO_2] = {"flip:fifo:A:2", HITS, 0, EVERY, true},
    [EXPLORE_FLIP_CACHE_1] = {"flip:cache:A:1", HITS, 0, EVERY, false},
    [EXPLORE_FLIP_CACHE_2] = {"flip:cache:A:2", HITS, 0, EVERY, true},
    [EXPLORE_RESET_B] = {"reset:B", HITS, B, EVERY, true},
    [EXPLORE_RESTORE_A] = {"restore:A", UNDOES, A, EVERY, true},
    [EXPLORE_RESTORE_B] = {"restore:B", UNDOES, B, EVERY, true},
    [EXPLORE_RESTORE_C] = {"restore:C", UNDOES, C, THIRD, true},
    [EXPLORE_RESTORE_LINK] = {"link-restore", UNDOES, AB | BA, EVERY, true},
    [EXPLORE_BATTERY_OK_A] = {"battery-ok:A", UNDOES, EXPLORE_BATTERY_A, BATTERY, true},
    [EXPLORE_CHARGED_A] = {"battery-low:A:100", UNDOES, EXPLORE_CHARGE_A, BATTERY, true},
};

const char *explore_fault_name(enum explore_fault f) {
  return table[f].text;
}

enum explore_fault explore_fault_named(const char *name, size_t length) {
  unsigned f = 0;
  while (f < EXPLORE_FAULTS &&
         (strlen(table[f].text) != length || memcmp(table[f].text, name, length)))
    f++;
  return (enum explore_fault)f;
}

void explore_fault_get(enum explore_fault f, struct fault *out) {
  struct fault_list list = {.count = 0};
  char err[200];
  int bad = fault_parse(table[f].text, &list, err, sizeof err);
  assert(bad == 0 && list.count == 1);
  (void)bad;
  *out = list.fault[0];
}

bool explore_fault_fits(enum explore_fault f, unsigned topology) {
  return table[f].topologies >> topology & 1;
}

bool explore_fault_second(enum explore_fault f) {
  return table[f].second;
}

bool explore_fault_acts(enum explore_fault f, const struct explore_damage *d, unsigned topology) {
  const unsigned bits = table[f].bits;
  if (!explore_fault_fits(f, topology)) return false;
  switch ((enum effect)table[f].effect) {
    case LASTS:
      return (d->lasting & bits) != bits && !(d->moment & bits);
    case UNDOES:
      return (d->lasting & bits) != 0;
    default:
      return !((d->lasting | d->moment) & bits);
  }
}

void explore_fault_book(enum explore_fault f, struct explore_damage *d) {
  const uint8_t bits = table[f].bits;
  if (table[f].effect == LASTS) d->lasting |= bits;
  if (table[f].effect == PASSES) d->moment |= bits;
  if (table[f].effect == UNDOES) d->lasting &= (uint8_t)~bits;
}

enum explore_fault explore_fault_undo(const struct explore_damage *d) {
  unsigned f = EXPLORE_FIRST_FAULTS;
  while (f < EXPLORE_FAULTS && !(table[f].effect == UNDOES && table[f].bits & d->lasting)) f++;
  return (enum explore_fault)f;
}

/* ---- documented losses */

#define SET(f) BIT(EXPLORE_##f)
#define ALONE 0U
#define POWER_A (SET(PSU_A) | SET(HARD_A) | SET(DEEP_A) | SET(FLAP_A))
/* What ends a controller's life: it is off, or its peer holds it in reset and takes over. */
#define END_A (POWER_A | SET(SAG_A) | SET(HANG_A) | SET(RESET_A))
#define END_B (SET(HARD_B) | SET(HANG_B) | SET(RESET_B))
#define BAD_BATTERY (SET(MISSING_A) | SET(FAILED_A) | SET(LOW_A))
#define MIRRORED (BIT(TWK_MODE_EARLY) | BIT(TWK_MODE_SYNC))

struct loss {
  uint8_t modes, topologies;
  uint32_t first, second; /* sets of faults; second ALONE: one fault is enough */
  const char *why;
  bool latent; /* it waits for its second however late */
};

static const struct loss losses[] = {
    {BIT(TWK_MODE_LOCAL), EVERY, END_A | END_B | SET(FLIP_CACHE_2), ALONE,
     "mode local keeps one copy: what is dirty goes with its word or its controller's life", false},
    {BIT(TWK_MODE_EARLY), BIT(TWK_TOPOLOGY_OWN), SET(PSU_A) | SET(HARD_A) | SET(HARD_B), ALONE,
     "topology own feeds cache and mirror FIFO from one unit: what has not drained goes with it",
     false},
    {MIRRORED, EVERY, END_A, END_B,
     "both controllers' lives end before what was mirrored is on disk", false},
    {BIT(TWK_MODE_EARLY), THIRD, END_A | END_B, SET(HARD_C),
     "the owner's life and its mirror FIFO's unit end before the frames have drained", false},
    {BIT(TWK_MODE_EARLY), BATTERY, POWER_A, BAD_BATTERY,
     "the owner's unit fails before it has answered to the loss of its mirror FIFO's battery",
     false},
    {MIRRORED, EVERY, SET(FLIP_CACHE_2),
     END_B | SET(LINK) | SET(LINK_AB) | SET(HARD_C) | BAD_BATTERY,
     "two bits of a dirty block are flipped, and its mirror is lost, out of reach or not safe",
     true},
    {MIRRORED, BIT(TWK_TOPOLOGY_OWN), SET(FLIP_CACHE_2), POWER_A | SET(SAG_A),
     "the same: in topology own a mirror FIFO is not safe when its owner's unit is not", true},
    {MIRRORED, EVERY, SET(FLIP_FIFO_2), END_A | SET(FLIP_CACHE_2),
     "two bits of a frame are flipped, and the owner's copy is lost before it is sent again",
     false},
};

static bool covers(const struct loss *l, unsigned first, unsigned second) {
  return (l->first >> first & 1) && (l->second == ALONE || l->second >> second & 1);
}

const char *explore_documented(unsigned mode, unsigned topology, enum explore_fault first,
                               enum explore_fault second, bool recovering) {
  for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
    const struct loss *l = &losses[i];
    if (!(l->modes >> mode & 1) || !(l->topologies >> topology & 1)) continue;
    if (l->second != ALONE && !recovering && !l->latent) continue;
    if (covers(l, first, second) || covers(l, second, first)) return l->why;
  }
  return NULL;
}
