/* SPDX-License-Identifier: Apache-2.0 */
/* test_explore_fault.c: what faults break and undo, and every documented loss, spelled out by name:
 * a loss that is not in this list is a failure of `make crash`. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "explore_fault.h"
#include "twk_layout.h"

#define POWER_A "psu:A psu-hard:A brownout:A:2200mV:400ns flap:A:2:600ns "
#define END_A POWER_A "brownout:A:2700mV:400ns hang:A reset:A "
#define END_B "psu-hard:B hang:B reset:B "
#define BATTERY_A "battery-missing:A battery-failed:A battery-low:A:30 "
#define OUT_OF_REACH "link-cut link-cut:ab psu-hard:C " BATTERY_A

enum { EARLY = 1, SYNC = 2, LOCAL = 4, PEER = 1, THIRD = 2, BATTERY = 4, OWN = 8, EVERY = 15 };

/* One fault of `one`, and one of `other` in either order; NULL: one is enough. */
static const struct {
  unsigned modes, topologies;
  const char *one, *other;
  bool late; /* also once all is quiet after the first: it waits for whoever reads */
} losses[] = {
    /* One copy only. */
    {LOCAL, EVERY, END_A END_B "flip:cache:A:2 ", NULL, false},
    /* Both copies on one unit; sync acknowledges only what has left it. */
    {EARLY, OWN, "psu:A psu-hard:A psu-hard:B ", NULL, false},
    /* Both copies, one after the other. */
    {EARLY | SYNC, EVERY, END_A, END_B, false},
    {EARLY, THIRD, END_A END_B, "psu-hard:C ", false},
    {EARLY, BATTERY, POWER_A, BATTERY_A, false},
    /* A copy that cannot be read, and the other one. */
    {EARLY | SYNC, EVERY, "flip:cache:A:2 ", END_B OUT_OF_REACH, true},
    {EARLY | SYNC, OWN, "flip:cache:A:2 ", POWER_A "brownout:A:2700mV:400ns ", true},
    {EARLY | SYNC, EVERY, "flip:fifo:A:2 ", END_A "flip:cache:A:2 ", false},
};

static unsigned mode_bit(unsigned mode) {
  return mode == TWK_MODE_EARLY   ? EARLY
         : mode == TWK_MODE_SYNC  ? SYNC
         : mode == TWK_MODE_LOCAL ? LOCAL
                                  : 0;
}

static unsigned topology_bit(unsigned t) {
  return t == TWK_TOPOLOGY_PEER    ? PEER
         : t == TWK_TOPOLOGY_THIRD ? THIRD
         : t == TWK_TOPOLOGY_OWN   ? OWN
                                   : BATTERY;
}

static bool among(const char *list, unsigned f) {
  char word[64];
  if (f == EXPLORE_NONE) return false;
  strcpy(word, explore_fault_name((enum explore_fault)f));
  strcat(word, " ");
  for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
    if (at == list || at[-1] == ' ') return true;
  return false;
}

static bool may_lose(unsigned mode, unsigned topology, unsigned f, unsigned g, bool recovering) {
  for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
    if (!(losses[i].modes & mode_bit(mode)) || !(losses[i].topologies & topology_bit(topology)))
      continue;
    const char *one = losses[i].one, *other = losses[i].other;
    if (other == NULL) {
      if (among(one, f) || among(one, g)) return true;
    } else if (recovering || losses[i].late) {
      if ((among(one, f) && among(other, g)) || (among(one, g) && among(other, f))) return true;
    }
  }
  return false;
}

static void test_every_documented_loss_and_no_other(void **state) {
  (void)state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++)
    for (unsigned t = TWK_TOPOLOGY_PEER; t <= TWK_TOPOLOGY_OWN; t++)
      for (unsigned f = 0; f < EXPLORE_FAULTS; f++)
        for (unsigned g = 0; g <= EXPLORE_FAULTS; g++)
          for (unsigned recovering = 0; recovering < 2; recovering++) {
            const char *why = explore_documented(mode, t, (enum explore_fault)f,
                                                 (enum explore_fault)g, recovering);
            if ((why != NULL) != may_lose(mode, t, f, g, recovering))
              fail_msg("mode %u, topology %u, %s, %s, %s: '%s'", mode, t,
                       explore_fault_name((enum explore_fault)f),
                       g == EXPLORE_NONE ? "none" : explore_fault_name((enum explore_fault)g),
                       recovering ? "recovering" : "later", why ? why : "must not be");
          }
}

/* A name, what brings it back or NULL, and where it is. */
static const struct {
  const char *name, *back;
  unsigned topologies;
} lasting[] = {{"psu:A", "restore:A", EVERY},
               {"psu-hard:A", "restore:A", EVERY},
               {"psu-hard:B", "restore:B", EVERY},
               {"psu-hard:C", "restore:C", THIRD},
               {"link-cut", "link-restore", EVERY},
               {"link-cut:ab", "link-restore", EVERY},
               {"battery-missing:A", "battery-ok:A", BATTERY},
               {"battery-failed:A", "battery-ok:A", BATTERY},
               {"battery-low:A:30", "battery-low:A:100", BATTERY}};

static enum explore_fault named(const char *name) {
  enum explore_fault f = explore_fault_named(name, strlen(name));
  assert_int_not_equal(f, EXPLORE_NONE);
  return f;
}

static void test_what_lasts_is_undone_by_its_own_return_and_once(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++)
    for (unsigned t = TWK_TOPOLOGY_PEER; t <= TWK_TOPOLOGY_OWN; t++) {
      const enum explore_fault f = named(lasting[i].name), back = named(lasting[i].back);
      struct explore_damage d = {0};
      const bool there = lasting[i].topologies & topology_bit(t);
      assert_int_equal(explore_fault_fits(f, t), there);
      assert_int_equal(explore_fault_acts(f, &d, t), there);
      assert_false(explore_fault_acts(back, &d, t)); /* nothing is broken */
      assert_int_equal(explore_fault_undo(&d), EXPLORE_NONE);
      if (!there) continue;
      explore_fault_book(f, &d);
      assert_false(explore_fault_acts(f, &d, t)); /* it is broken already */
      assert_true(explore_fault_second(back) && explore_fault_acts(back, &d, t));
      for (size_t k = 0; k < sizeof lasting / sizeof *lasting; k++)
        if (strcmp(lasting[k].back, lasting[i].back) != 0)
          assert_false(explore_fault_acts(named(lasting[k].back), &d, t));
      assert_int_equal(explore_fault_undo(&d), back);
      explore_fault_book(back, &d);
      assert_true(explore_fault_acts(f, &d, t));
      assert_int_equal(explore_fault_undo(&d), EXPLORE_NONE);
    }
}

/* One direction cut, then both: more breaks. The other way round nothing does. */
static void test_half_a_link_may_still_lose_the_other_half(void **state) {
  struct explore_damage d = {0};
  (void)state;
  explore_fault_book(EXPLORE_LINK_AB, &d);
  assert_true(explore_fault_acts(EXPLORE_LINK, &d, TWK_TOPOLOGY_PEER));
  explore_fault_book(EXPLORE_LINK, &d);
  assert_false(explore_fault_acts(EXPLORE_LINK_AB, &d, TWK_TOPOLOGY_PEER));
}

/* A unit that is sagging or flapping is left alone: nothing more is done to it, and nothing is to
 * come back. */
static void test_what_passes_leaves_its_unit_alone(void **state) {
  static const char *const passing[] = {"brownout:A:2700mV:400ns", "brownout:A:2200mV:400ns",
                                        "flap:A:2:600ns"};
  (void)state;
  for (unsigned i = 0; i < 3; i++) {
    struct explore_damage d = {0};
    explore_fault_book(named(passing[i]), &d);
    for (unsigned k = 0; k < 3; k++)
      assert_false(explore_fault_acts(named(passing[k]), &d, TWK_TOPOLOGY_PEER));
    assert_false(explore_fault_acts(EXPLORE_HARD_A, &d, TWK_TOPOLOGY_PEER));
    assert_false(explore_fault_acts(EXPLORE_RESET_A, &d, TWK_TOPOLOGY_PEER));
    assert_true(explore_fault_acts(EXPLORE_HARD_B, &d, TWK_TOPOLOGY_PEER));
    assert_int_equal(explore_fault_undo(&d), EXPLORE_NONE);
  }
}

/* It needs a controller that has power, and leaves nothing to undo. */
static void test_hangs_and_resets_hit_what_has_power(void **state) {
  static const struct {
    const char *name, *own, *other;
  } hits[] = {{"hang:A", "psu-hard:A", "psu-hard:B"},
              {"reset:A", "psu-hard:A", "psu-hard:B"},
              {"hang:B", "psu-hard:B", "psu-hard:A"},
              {"reset:B", "psu-hard:B", "psu-hard:A"}};
  (void)state;
  for (unsigned i = 0; i < 4; i++) {
    const enum explore_fault f = named(hits[i].name);
    struct explore_damage d = {0}, other = {0};
    explore_fault_book(f, &d);
    assert_int_equal(d.lasting | d.moment, 0);
    explore_fault_book(named(hits[i].other), &other);
    assert_true(explore_fault_acts(f, &other, TWK_TOPOLOGY_PEER));
    explore_fault_book(named(hits[i].own), &d);
    assert_false(explore_fault_acts(f, &d, TWK_TOPOLOGY_PEER));
  }
}

/* Whatever is broken: what holds the word is asked elsewhere. */
static void test_flips_ask_for_no_power_and_break_nothing(void **state) {
  static const char *const flips[] = {"flip:fifo:A:1", "flip:fifo:A:2", "flip:cache:A:1",
                                      "flip:cache:A:2"};
  (void)state;
  for (unsigned i = 0; i < 4; i++) {
    struct explore_damage all = {0}, d = {0};
    for (size_t k = 0; k < sizeof lasting / sizeof *lasting; k++)
      explore_fault_book(named(lasting[k].name), &all);
    assert_true(explore_fault_acts(named(flips[i]), &all, TWK_TOPOLOGY_PEER));
    explore_fault_book(named(flips[i]), &d);
    assert_int_equal(d.lasting | d.moment, 0);
  }
}

/* One of each sort, and all that brings something back. */
static void test_these_come_second_and_no_other(void **state) {
  static const char second[] =
      "psu-hard:A psu-hard:B psu-hard:C link-cut hang:B reset:A reset:B battery-failed:A "
      "flip:fifo:A:2 flip:cache:A:2 restore:A restore:B restore:C link-restore battery-ok:A "
      "battery-low:A:100 ";
  (void)state;
  for (unsigned f = 0; f < EXPLORE_FAULTS; f++)
    if (explore_fault_second((enum explore_fault)f) != among(second, f))
      fail_msg("%s", explore_fault_name((enum explore_fault)f));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_documented_loss_and_no_other),
      cmocka_unit_test(test_what_lasts_is_undone_by_its_own_return_and_once),
      cmocka_unit_test(test_half_a_link_may_still_lose_the_other_half),
      cmocka_unit_test(test_what_passes_leaves_its_unit_alone),
      cmocka_unit_test(test_hangs_and_resets_hit_what_has_power),
      cmocka_unit_test(test_flips_ask_for_no_power_and_break_nothing),
      cmocka_unit_test(test_these_come_second_and_no_other),
  };
  return cmocka_run_group_tests_name("test_explore_fault", tests, NULL, NULL);
}
